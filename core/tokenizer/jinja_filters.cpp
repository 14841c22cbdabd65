// Filters over single values: text, numbers, JSON.

#include "core/base/utf8.h"
#include "core/tokenizer/jinja_builtins.h"
#include "core/tokenizer/jinja_interpreter.h"
#include "core/tokenizer/jinja_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace inkstone::jinja {

namespace {

using In = Interpreter;

bool given(const Arguments& a, size_t i) { return !a.positional[i].isUndefined(); }

template <std::string (*change)(std::string_view)>
Value changed(In& in, const Value& self, const Arguments&) {
    return in.text(change(str(self)), self.isMarkup());
}

/// jinja2's title: words begin after white space, "-", "(", "{", "[", "<".
std::string titleWords(std::string_view text) {
    std::string out;
    bool begins = true;
    for (size_t i = 0; i < text.size();) {
        const CodePoint step = firstCodePoint(text.substr(i));
        const std::string character(text.substr(i, step.length));
        const bool border =
            isSpace(step.c) ||
            (step.c < 0x80 && std::string_view("-({[<").find(char(step.c)) != std::string_view::npos);
        out += border ? character : begins ? upper(character) : lower(character);
        begins = border;
        i += step.length;
    }
    return out;
}

Value trim(In& in, const Value& self, const Arguments& a) {
    const std::string chars = given(a, 0) && !a.positional[0].isNone() ? str(a.positional[0]) : "";
    return in.text(std::string(strip(str(self), chars, true, true)), self.isMarkup());
}

Value replaceFilter(In& in, const Value& self, const Arguments& a) {
    const std::string s = str(self), from = str(a.positional[0]), to = str(a.positional[1]);
    const bool limited = given(a, 2) && a.positional[2].isInteger();
    if (!in.spend((s.size() + s.size() / std::max<size_t>(1, from.size()) * to.size()) / 64)) return {};
    return in.text(replace(s, from, to, limited ? a.positional[2].integer() : -1));
}

Value indent(In& in, const Value& self, const Arguments& a) {
    const int64_t width = given(a, 0) && a.positional[0].isInteger() ? a.positional[0].integer() : 4;
    if (width > 10'000) return in.fail("indent() is wider than 10000");
    const std::string margin = a.positional[0].isString()
                                   ? a.positional[0].string()
                                   : std::string(size_t(std::max<int64_t>(0, width)), ' ');
    const bool first = a.positional[1].truth(), blank = a.positional[2].truth();
    const auto lines = splitLines(str(self) + "\n", false);
    if (!in.spend(lines.size() * (1 + margin.size() / 64))) return {};
    std::string out = first ? margin : "";
    for (size_t i = 0; i < lines.size(); ++i) {
        if (i > 0) out += "\n";
        if (i > 0 && (blank || !lines[i].empty())) out += margin;
        out += lines[i];
    }
    return in.text(std::move(out), self.isMarkup());
}

Value toString(In& in, const Value& self, const Arguments&) {
    return self.isString() ? self : in.text(str(self));
}
Value safe(In& in, const Value& self, const Arguments&) { return in.text(str(self), true); }
Value escape(In& in, const Value& self, const Arguments&) {
    return self.isMarkup() ? self : in.text(escapeHtml(str(self)), true);
}

Value defaultFilter(In&, const Value& self, const Arguments& a) {
    const bool absent = self.isUndefined() || (a.positional[1].truth() && !self.truth());
    if (!absent) return self;
    return given(a, 0) ? a.positional[0] : Value::string("");
}

Value toJsonFilter(In& in, const Value& self, const Arguments& a) {
    JsonStyle style;
    style.ensureAscii = a.positional[0].truth();
    if (a.positional[1].isInteger()) {
        if (a.positional[1].integer() > 100) return in.fail("tojson indents by more than 100");
        style.indent = int(std::max<int64_t>(0, a.positional[1].integer()));
        style.itemSeparator = ",";
    }
    if (given(a, 2) && !a.positional[2].isNone()) {
        const Values separators = in.iterate(a.positional[2]);
        if (separators.size() != 2) return in.fail("the separators of tojson must be two");
        style.itemSeparator = str(separators[0]);
        style.keySeparator = str(separators[1]);
    }
    style.sortKeys = a.positional[3].truth();
    std::string refused;
    std::string json = toJson(self, style, refused);
    if (!refused.empty()) return in.fail(text("an object of type %1 is not JSON serializable", refused));
    return in.text(std::move(json));
}

Value toInteger(In&, const Value& self, const Arguments& a) {
    const Value fallback = given(a, 0) ? a.positional[0] : Value::integer(0);
    if (self.isInteger()) return Value::integer(self.integer());
    double real = 0;
    if (self.is(Value::Kind::Float)) {
        real = self.number();
    } else if (self.isString()) {
        std::string_view s = strip(self.string(), {}, true, true);
        if (s.starts_with('+')) s.remove_prefix(1);
        int64_t number = 0;
        const auto whole = std::from_chars(s.data(), s.data() + s.size(), number);
        if (whole.ec == std::errc() && whole.ptr == s.data() + s.size()) return Value::integer(number);
        const auto read = std::from_chars(s.data(), s.data() + s.size(), real);
        if (read.ec != std::errc() || read.ptr != s.data() + s.size()) return fallback;
    } else {
        return fallback;
    }
    return std::fabs(real) < 9e18 ? Value::integer(int64_t(real)) : fallback;
}

Value toFloat(In&, const Value& self, const Arguments& a) {
    if (self.isNumber()) return Value::floating(self.number());
    const std::string_view s = self.isString() ? strip(self.string(), {}, true, true) : std::string_view();
    double real = 0;
    const auto read = std::from_chars(s.data(), s.data() + s.size(), real);
    if (!s.empty() && read.ec == std::errc() && read.ptr == s.data() + s.size()) return Value::floating(real);
    return given(a, 0) ? a.positional[0] : Value::floating(0);
}

Value absolute(In& in, const Value& self, const Arguments&) {
    if (self.is(Value::Kind::Float)) return Value::floating(std::fabs(self.number()));
    if (!self.isInteger() || self.integer() == INT64_MIN) return in.fail("abs needs a number");
    return Value::integer(std::abs(self.integer()));
}

Value rounded(In& in, const Value& self, const Arguments& a) {
    if (!self.isNumber()) return in.fail("round needs a number");
    const int64_t digits = given(a, 0) && a.positional[0].isInteger() ? a.positional[0].integer() : 0;
    const double scale = std::pow(10.0, double(std::clamp<int64_t>(digits, -300, 300)));
    const std::string method = given(a, 1) ? str(a.positional[1]) : "common";
    if (method == "common" && self.isInteger() && digits >= 0) return Value::integer(self.integer());
    const double scaled = self.number() * scale;
    const double whole = method == "ceil"    ? std::ceil(scaled)
                         : method == "floor" ? std::floor(scaled)
                                             : std::nearbyint(scaled);
    return Value::floating(whole / scale);
}

/// Runs of letters, digits and "_".
Value wordCount(In&, const Value& self, const Arguments&) {
    int64_t words = 0;
    bool inside = false;
    const std::string s = str(self);
    for (size_t i = 0; i < s.size();) {
        const CodePoint step = firstCodePoint(std::string_view(s).substr(i));
        const bool word = isLetter(step.c) || isNumeric(step.c) || step.c == '_';
        words += word && !inside;
        inside = word;
        i += step.length;
    }
    return Value::integer(words);
}

Value center(In& in, const Value& self, const Arguments& a) {
    const Value width = given(a, 0) ? a.positional[0] : Value::integer(80);
    return in.call(in.attribute(Value::string(str(self)), "center"), {{width}, {}});
}

Value truncate(In& in, const Value& self, const Arguments& a) {
    const auto number = [&](size_t i, int64_t absent) {
        return given(a, i) && a.positional[i].isInteger() ? a.positional[i].integer() : absent;
    };
    const std::string s = str(self), end = given(a, 2) ? str(a.positional[2]) : "...";
    const int64_t length = number(0, 255), leeway = number(3, 5), size = int64_t(countCodePoints(s));
    const int64_t kept = length - int64_t(countCodePoints(end));
    if (kept < 0) return in.fail("truncate: the length is shorter than the end");
    if (size <= length + leeway) return in.text(s);
    std::string cut(slice(s, 0, size_t(kept)));
    if (!a.positional[1].truth()) {
        if (const size_t space = cut.rfind(' '); space != std::string::npos) cut.resize(space);
    }
    return in.text(cut + end);
}

Value format(In& in, const Value& self, const Arguments& a) {
    if (!a.named.empty()) {
        std::vector<std::pair<Value, Value>> items;
        for (const auto& [name, value] : a.named) items.emplace_back(Value::string(name), value);
        return formatPercent(in, str(self), in.dict(std::move(items)));
    }
    return formatPercent(in, str(self), Value::list(a.positional, Sequence::Tuple));
}

Value attributeFilter(In& in, const Value& self, const Arguments& a) {
    // Only attributes, no keys: jinja2's |attr. Values here have none but methods.
    const Value found = in.attribute(self, str(a.positional[0]));
    return found.is(Value::Kind::Function) || self.is(Value::Kind::Namespace) ? found : Value();
}

} // namespace

std::span<const Builtin> textFilters() {
    static const std::vector<Builtin> table = {
        {"upper", {}, changed<upper>},
        {"lower", {}, changed<lower>},
        {"capitalize", {}, changed<capitalize>},
        {"title", {}, changed<titleWords>},
        {"trim", {"chars"}, trim},
        {"replace", {"old", "new", "count"}, replaceFilter, 2},
        {"indent", {"width", "first", "blank"}, indent},
        {"string", {}, toString},
        {"safe", {}, safe},
        {"escape", {}, escape},
        {"e", {}, escape},
        {"default", {"default_value", "boolean"}, defaultFilter},
        {"d", {"default_value", "boolean"}, defaultFilter},
        {"tojson", {"ensure_ascii", "indent", "separators", "sort_keys"}, toJsonFilter},
        {"int", {"default", "base"}, toInteger},
        {"float", {"default"}, toFloat},
        {"abs", {}, absolute},
        {"round", {"precision", "method"}, rounded},
        {"wordcount", {}, wordCount},
        {"center", {"width"}, center},
        {"truncate", {"length", "killwords", "end", "leeway"}, truncate},
        {"format", {"*"}, format},
        {"attr", {"name"}, attributeFilter, 1},
    };
    return table;
}

} // namespace inkstone::jinja
