// "%s" % values and "{}".format(values): the conversions templates use; others are refused by name.

#include "core/base/utf8.h"
#include "core/tokenizer/jinja_builtins.h"
#include "core/tokenizer/jinja_interpreter.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdio>

namespace inkstone::jinja {

namespace {

/// [[fill]align][sign][0][width][,][.precision][type]
struct Spec {
    std::string fill = " ";
    char align = 0, sign = '-', type = 0;
    bool zero = false, alternate = false, comma = false;
    int width = 0, precision = -1;
};

constexpr int widest = 10'000;

int readNumber(std::string_view text, size_t& at) {
    int number = 0;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9')
        number = std::min(widest, number * 10 + (text[at++] - '0'));
    return number;
}

std::string pad(std::string s, const Spec& spec, char usual) {
    const int missing = spec.width - int(countCodePoints(s));
    if (missing <= 0) return s;
    const char align = spec.align ? spec.align : usual;
    const int left = align == '<' ? 0 : align == '^' ? missing / 2 : missing;
    std::string before, after;
    for (int i = 0; i < missing; ++i) (i < left ? before : after) += spec.fill;
    if (align == '=' && !s.empty() && (s[0] == '-' || s[0] == '+'))
        return s.substr(0, 1) + before + s.substr(1);
    return before + s + after;
}

std::string withCommas(std::string digits) {
    for (int i = int(digits.size()) - 3; i > (digits[0] == '-'); i -= 3) digits.insert(size_t(i), ",");
    return digits;
}

Value formatNumber(Interpreter& in, const Value& value, Spec spec) {
    char buffer[512];
    std::string s;
    const char type = spec.type ? spec.type : value.is(Value::Kind::Float) ? 'r' : 'd';
    if (type == 'd' || type == 'x' || type == 'X' || type == 'o') {
        const int64_t n = value.is(Value::Kind::Float) ? int64_t(value.number()) : value.integer();
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, n,
                                       type == 'd'   ? 10
                                       : type == 'o' ? 8
                                                     : 16);
        s.assign(buffer, end.ptr);
        if (type == 'X')
            std::transform(s.begin(), s.end(), s.begin(), [](char c) { return char(std::toupper(c)); });
        if (spec.comma) s = withCommas(std::move(s));
    } else if (type == 'r') {
        s = floatText(value.number());
    } else if (std::string_view("feEgG%").find(type) != std::string_view::npos) {
        const char pattern[] = {'%', '.', '*', type == '%' ? 'f' : type, 0};
        const int precision = std::min(spec.precision < 0 ? 6 : spec.precision, 100);
        std::snprintf(buffer, sizeof buffer, pattern, precision, value.number() * (type == '%' ? 100 : 1));
        s = std::string(buffer) + (type == '%' ? "%" : "");
    } else {
        return in.fail(text("the number format \"%1\" is not known in chat templates", std::string(1, type)));
    }
    if (spec.sign == '+' && s[0] != '-') s.insert(0, "+");
    if (spec.zero && !spec.align) {
        spec.align = '=';
        spec.fill = "0";
    }
    return in.text(pad(std::move(s), spec, '>'));
}

Value formatValue(Interpreter& in, const Value& value, const Spec& spec) {
    if (value.isNumber() && !value.is(Value::Kind::Bool) && spec.type != 's')
        return formatNumber(in, value, spec);
    if (spec.type && spec.type != 's')
        return in.fail(
            text("the format \"%1\" does not fit '%2'", std::string(1, spec.type), value.typeName()));
    std::string s = str(value);
    if (spec.precision >= 0) {
        size_t end = 0;
        for (int i = 0; i < spec.precision && end < s.size(); ++i)
            end += firstCodePoint(std::string_view(s).substr(end)).length;
        s.resize(end);
    }
    return in.text(pad(std::move(s), spec, '<'));
}

Spec readBraceSpec(std::string_view s) {
    Spec spec;
    size_t at = 0;
    const auto isAlign = [&](size_t i) {
        return i < s.size() && std::string_view("<>^=").find(s[i]) != std::string_view::npos;
    };
    const size_t first = s.empty() ? 0 : firstCodePoint(s).length;
    if (first > 0 && isAlign(first)) {
        spec.fill = s.substr(0, first);
        spec.align = s[first];
        at = first + 1;
    } else if (isAlign(0)) {
        spec.align = s[at++];
    }
    if (at < s.size() && (s[at] == '+' || s[at] == '-' || s[at] == ' ')) spec.sign = s[at++];
    if (at < s.size() && s[at] == '#') spec.alternate = true, ++at;
    if (at < s.size() && s[at] == '0') spec.zero = true, ++at;
    spec.width = readNumber(s, at);
    if (at < s.size() && s[at] == ',') spec.comma = true, ++at;
    if (at < s.size() && s[at] == '.') spec.precision = readNumber(s, ++at);
    if (at < s.size()) spec.type = s[at];
    return spec;
}

/// "name.attribute[key]" or "0" or "": the value a replacement field means.
Value fieldValue(Interpreter& in, std::string_view field, const Arguments& arguments, size_t& automatic) {
    size_t end = std::min(field.find_first_of(".["), field.size());
    const std::string_view head = field.substr(0, end);
    Value value;
    const bool numbered =
        head.empty() || std::all_of(head.begin(), head.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (numbered) {
        size_t at = 0;
        const size_t index = head.empty() ? automatic++ : size_t(readNumber(head, at));
        if (index >= arguments.positional.size()) return in.fail("format() has more fields than arguments");
        value = arguments.positional[index];
    } else {
        const auto named = std::find_if(arguments.named.begin(), arguments.named.end(),
                                        [&](const auto& argument) { return argument.first == head; });
        if (named == arguments.named.end())
            return in.fail(text("format() has no argument \"%1\"", std::string(head)));
        value = named->second;
    }
    while (end < field.size() && !in.failed()) {
        const bool bracket = field[end] == '[';
        size_t stop =
            std::min(bracket ? field.find(']', end) : field.find_first_of(".[", end + 1), field.size());
        const std::string name(field.substr(end + 1, stop - end - 1));
        value = bracket ? in.item(value, Value::string(name)) : in.attribute(value, name);
        end = stop + bracket;
    }
    return value;
}

} // namespace

Value formatBraces(Interpreter& in, const std::string& pattern, const Arguments& arguments) {
    std::string out;
    size_t automatic = 0;
    for (size_t i = 0; i < pattern.size() && !in.failed(); ++i) {
        const char c = pattern[i];
        if ((c == '{' || c == '}') && i + 1 < pattern.size() && pattern[i + 1] == c) {
            out += pattern[i++];
            continue;
        }
        if (c != '{') {
            out += c;
            continue;
        }
        const size_t end = pattern.find('}', i);
        if (end == std::string::npos) return in.fail("a \"{\" of format() is not closed");
        std::string_view field = std::string_view(pattern).substr(i + 1, end - i - 1), spec;
        i = end;
        if (const size_t colon = field.find(':'); colon != std::string_view::npos) {
            spec = field.substr(colon + 1);
            field = field.substr(0, colon);
        }
        char conversion = 0;
        if (const size_t mark = field.find('!'); mark != std::string_view::npos && mark + 1 < field.size()) {
            conversion = field[mark + 1];
            field = field.substr(0, mark);
        }
        Value value = fieldValue(in, field, arguments, automatic);
        if (conversion) value = Value::string(conversion == 'r' ? repr(value) : str(value));
        out += str(formatValue(in, value, readBraceSpec(spec)));
    }
    return in.text(std::move(out));
}

Value formatPercent(Interpreter& in, const std::string& pattern, const Value& values) {
    std::string out;
    size_t next = 0;
    const bool tuple = values.isList() && values.sequence() == Sequence::Tuple;
    for (size_t i = 0; i < pattern.size() && !in.failed(); ++i) {
        if (pattern[i] != '%') {
            out += pattern[i];
            continue;
        }
        if (++i < pattern.size() && pattern[i] == '%') {
            out += '%';
            continue;
        }
        Value value;
        if (i < pattern.size() && pattern[i] == '(') {
            const size_t end = pattern.find(')', i);
            if (end == std::string::npos) return in.fail("a format \"%(\" is not closed");
            value = in.item(values, Value::string(pattern.substr(i + 1, end - i - 1)));
            i = end + 1;
        } else if (next < (tuple ? values.items().size() : 1)) {
            value = tuple ? values.items()[next] : values;
            ++next;
        } else {
            return in.fail("not enough arguments for the format string");
        }
        Spec spec;
        for (; i < pattern.size() && std::string_view("-+0 #").find(pattern[i]) != std::string_view::npos;
             ++i) {
            if (pattern[i] == '-') spec.align = '<';
            if (pattern[i] == '+') spec.sign = '+';
            if (pattern[i] == '0') spec.zero = true;
        }
        spec.width = readNumber(pattern, i);
        if (i < pattern.size() && pattern[i] == '.') spec.precision = readNumber(pattern, ++i);
        if (i >= pattern.size()) return in.fail("a format string ends within a field");
        spec.type = pattern[i] == 'i' ? 'd' : pattern[i];
        if (spec.type == 'r') value = Value::string(repr(value));
        const bool asText = spec.type == 'r' || spec.type == 's';
        if (asText) spec.type = 's';
        if (asText && !spec.align) spec.align = '>';
        out += str(formatValue(in, value, spec));
    }
    return in.text(std::move(out));
}

} // namespace inkstone::jinja
