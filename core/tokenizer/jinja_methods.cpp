// Methods of strings, lists and dicts. What would change a value is refused, as in jinja2's sandbox.

#include "core/base/utf8.h"
#include "core/tokenizer/jinja_builtins.h"
#include "core/tokenizer/jinja_interpreter.h"
#include "core/tokenizer/jinja_text.h"

#include <algorithm>

namespace inkstone::jinja {

namespace {

using In = Interpreter;

/// A text argument: given and a string, or refused.
std::string textAt(In& in, const Arguments& a, size_t i) {
    const Value& value = a.positional[i];
    if (value.isString()) return value.string();
    if (!value.isUndefined() && !value.isNone())
        in.fail(text("expected a string, found '%1'", value.typeName()));
    return {};
}
bool given(const Arguments& a, size_t i) {
    return !a.positional[i].isUndefined() && !a.positional[i].isNone();
}
int64_t numberAt(In& in, const Arguments& a, size_t i, int64_t absent) {
    const Value& value = a.positional[i];
    if (!given(a, i)) return absent;
    if (!value.isInteger()) in.fail(text("expected a whole number, found '%1'", value.typeName()));
    return value.integer();
}

Value textList(In& in, std::vector<std::string> parts, Sequence sequence = Sequence::List) {
    Values values;
    for (std::string& part : parts) values.push_back(Value::string(std::move(part)));
    return in.list(std::move(values), sequence);
}

template <std::string (*change)(std::string_view)>
Value changed(In& in, const Value& self, const Arguments&) {
    return in.text(change(self.string()));
}

template <bool left, bool right> Value stripped(In& in, const Value& self, const Arguments& a) {
    const std::string chars = textAt(in, a, 0);
    if (given(a, 0) && chars.empty()) return self;
    return in.text(std::string(strip(self.string(), chars, left, right)));
}

template <bool fromRight> Value splitted(In& in, const Value& self, const Arguments& a) {
    const int64_t limit = numberAt(in, a, 1, -1);
    if (!in.spend(self.string().size() / 16)) return {};
    if (!given(a, 0)) return textList(in, splitSpaces(self.string(), limit, fromRight));
    const std::string separator = textAt(in, a, 0);
    if (separator.empty()) return in.fail("the separator of split() is empty");
    return textList(in, split(self.string(), separator, limit, fromRight));
}

Value splitLinesMethod(In& in, const Value& self, const Arguments& a) {
    return textList(in, splitLines(self.string(), a.positional[0].truth()));
}

template <bool fromRight> Value partitioned(In& in, const Value& self, const Arguments& a) {
    const std::string separator = textAt(in, a, 0);
    const std::string& s = self.string();
    if (separator.empty()) return in.fail("the separator of partition() is empty");
    const size_t at = fromRight ? s.rfind(separator) : s.find(separator);
    if (at == std::string::npos)
        return textList(in,
                        fromRight ? std::vector<std::string>{"", "", s} : std::vector<std::string>{s, "", ""},
                        Sequence::Tuple);
    return textList(in, {s.substr(0, at), separator, s.substr(at + separator.size())}, Sequence::Tuple);
}

/// The part of the string between the arguments `first` and `first` + 1, which count characters.
std::string_view window(In& in, const Value& self, const Arguments& a, size_t first, int64_t& begin) {
    const int64_t size = lengthOf(in, self);
    const auto bound = [&](size_t i, int64_t absent) {
        const int64_t n = numberAt(in, a, i, absent);
        return std::clamp<int64_t>(n < 0 ? std::max(n, -size) + size : n, 0, size);
    };
    begin = bound(first, 0);
    return slice(self.string(), size_t(begin), size_t(std::max(begin, bound(first + 1, size))));
}

template <bool atEnd> Value hasEdge(In& in, const Value& self, const Arguments& a) {
    int64_t begin = 0;
    const std::string_view part = window(in, self, a, 1, begin);
    Values choices{a.positional[0]};
    if (a.positional[0].isList() && a.positional[0].sequence() == Sequence::Tuple)
        choices = a.positional[0].items();
    bool found = false;
    for (const Value& choice : choices) {
        if (!choice.isString()) return in.fail(text("expected a string, found '%1'", choice.typeName()));
        found = found || (atEnd ? part.ends_with(choice.string()) : part.starts_with(choice.string()));
    }
    return Value::boolean(found);
}

template <bool fromRight, bool mustExist> Value found(In& in, const Value& self, const Arguments& a) {
    int64_t begin = 0;
    const std::string_view part = window(in, self, a, 1, begin);
    const std::string what = textAt(in, a, 0);
    const size_t at = fromRight ? part.rfind(what) : part.find(what);
    if (at != std::string_view::npos)
        return Value::integer(begin + int64_t(countCodePoints(part.substr(0, at))));
    return mustExist ? in.fail("substring not found") : Value::integer(-1);
}

Value counted(In& in, const Value& self, const Arguments& a) {
    int64_t begin = 0, count = 0;
    const std::string_view part = window(in, self, a, 1, begin);
    const std::string what = textAt(in, a, 0);
    if (what.empty()) return Value::integer(int64_t(countCodePoints(part)) + 1);
    for (size_t at = part.find(what); at != std::string_view::npos; at = part.find(what, at + what.size()))
        ++count;
    return Value::integer(count);
}

Value replaced(In& in, const Value& self, const Arguments& a) {
    const std::string from = textAt(in, a, 0), to = textAt(in, a, 1);
    const size_t growth = self.string().size() / std::max<size_t>(1, from.size()) * to.size();
    if (!in.spend((self.string().size() + growth) / 64)) return {};
    return in.text(replace(self.string(), from, to, numberAt(in, a, 2, -1)));
}

Value joined(In& in, const Value& self, const Arguments& a) {
    std::string all;
    bool first = true;
    for (const Value& part : in.iterate(a.positional[0])) {
        if (!part.isString()) return in.fail(text("join() expected a string, found '%1'", part.typeName()));
        if (!first) all += self.string();
        all += part.string();
        first = false;
        if (!in.spend(1 + part.string().size() / 64) || all.size() > in.limits().textBytes) break;
    }
    return in.text(std::move(all));
}

template <bool prefix> Value withoutEdge(In& in, const Value& self, const Arguments& a) {
    const std::string edge = textAt(in, a, 0);
    const std::string& s = self.string();
    const bool there = prefix ? s.starts_with(edge) : s.ends_with(edge);
    if (!there || edge.empty()) return self;
    return in.text(prefix ? s.substr(edge.size()) : s.substr(0, s.size() - edge.size()));
}

template <char align> Value aligned(In& in, const Value& self, const Arguments& a) {
    const std::string fill = given(a, 1) ? textAt(in, a, 1) : " ";
    const int64_t missing = numberAt(in, a, 0, 0) - lengthOf(in, self);
    if (countCodePoints(fill) != 1) return in.fail("the fill character must be exactly one character long");
    if (missing <= 0) return self;
    if (missing > int64_t(in.limits().textBytes) / 4) return in.fail("a padded text grows too large");
    const int64_t width = numberAt(in, a, 0, 0);
    const int64_t left = align == '<' ? 0 : align == '>' ? missing : missing / 2 + (missing & width & 1);
    std::string before, after;
    for (int64_t i = 0; i < missing; ++i) (i < left ? before : after) += fill;
    return in.text(before + self.string() + after);
}

Value zeroFilled(In& in, const Value& self, const Arguments& a) {
    const int64_t missing = numberAt(in, a, 0, 0) - lengthOf(in, self);
    if (missing <= 0) return self;
    if (missing > int64_t(in.limits().textBytes) / 4) return in.fail("a padded text grows too large");
    const std::string& s = self.string();
    const size_t sign = !s.empty() && (s[0] == '-' || s[0] == '+');
    return in.text(s.substr(0, sign) + std::string(size_t(missing), '0') + s.substr(sign));
}

/// All characters satisfy `holds`, and there is one.
template <bool (*holds)(char32_t)> Value allAre(In&, const Value& self, const Arguments&) {
    std::string_view s = self.string();
    bool all = !s.empty();
    while (all && !s.empty()) {
        const CodePoint step = firstCodePoint(s);
        all = holds(step.c);
        s.remove_prefix(step.length);
    }
    return Value::boolean(all);
}
bool isDecimal(char32_t c) { return c >= '0' && c <= '9'; }
bool isAlphanumeric(char32_t c) { return isLetter(c) || isNumeric(c); }

template <bool (*wanted)(char32_t), bool (*forbidden)(char32_t)>
Value caseIs(In&, const Value& self, const Arguments&) {
    std::string_view s = self.string();
    bool any = false, none = true;
    while (!s.empty()) {
        const CodePoint step = firstCodePoint(s);
        any = any || wanted(step.c);
        none = none && !forbidden(step.c);
        s.remove_prefix(step.length);
    }
    return Value::boolean(any && none);
}

Value formatted(In& in, const Value& self, const Arguments& a) { return formatBraces(in, self.string(), a); }

Value unsafe(In& in, const Value&, const Arguments&) {
    return in.fail("a template may not change a list or a dict");
}

Value listIndex(In& in, const Value& self, const Arguments& a) {
    const Values& items = self.items();
    const auto at =
        std::find_if(items.begin(), items.end(), [&](const Value& v) { return equal(v, a.positional[0]); });
    return at == items.end() ? in.fail("the value is not in the list") : Value::integer(at - items.begin());
}
Value listCount(In&, const Value& self, const Arguments& a) {
    return Value::integer(std::count_if(self.items().begin(), self.items().end(),
                                        [&](const Value& v) { return equal(v, a.positional[0]); }));
}
Value copied(In&, const Value& self, const Arguments&) { return self; }

Value dictGet(In&, const Value& self, const Arguments& a) {
    const Value* found = self.dict().find(a.positional[0]);
    if (found) return *found;
    return a.positional[1].isUndefined() ? Value::none() : a.positional[1];
}
template <Sequence sequence> Value dictView(In& in, const Value& self, const Arguments&) {
    Values values;
    for (const auto& [key, value] : self.dict().items) {
        values.push_back(sequence == Sequence::Keys     ? key
                         : sequence == Sequence::Values ? value
                                                        : Value::list({key, value}, Sequence::Tuple));
    }
    return in.list(std::move(values), sequence);
}

} // namespace

std::span<const Builtin> stringMethods() {
    static const std::vector<Builtin> table = {
        {"upper", {}, changed<upper>},
        {"lower", {}, changed<lower>},
        {"casefold", {}, changed<lower>},
        {"title", {}, changed<title>},
        {"capitalize", {}, changed<capitalize>},
        {"swapcase", {}, changed<swapCase>},
        {"strip", {"chars"}, stripped<true, true>},
        {"lstrip", {"chars"}, stripped<true, false>},
        {"rstrip", {"chars"}, stripped<false, true>},
        {"split", {"sep", "maxsplit"}, splitted<false>},
        {"rsplit", {"sep", "maxsplit"}, splitted<true>},
        {"splitlines", {"keepends"}, splitLinesMethod},
        {"partition", {"sep"}, partitioned<false>, 1},
        {"rpartition", {"sep"}, partitioned<true>, 1},
        {"startswith", {"prefix", "start", "end"}, hasEdge<false>, 1},
        {"endswith", {"suffix", "start", "end"}, hasEdge<true>, 1},
        {"find", {"sub", "start", "end"}, found<false, false>, 1},
        {"rfind", {"sub", "start", "end"}, found<true, false>, 1},
        {"index", {"sub", "start", "end"}, found<false, true>, 1},
        {"rindex", {"sub", "start", "end"}, found<true, true>, 1},
        {"count", {"sub", "start", "end"}, counted, 1},
        {"replace", {"old", "new", "count"}, replaced, 2},
        {"join", {"iterable"}, joined, 1},
        {"format", {"*"}, formatted},
        {"removeprefix", {"prefix"}, withoutEdge<true>, 1},
        {"removesuffix", {"suffix"}, withoutEdge<false>, 1},
        {"ljust", {"width", "fillchar"}, aligned<'<'>, 1},
        {"rjust", {"width", "fillchar"}, aligned<'>'>, 1},
        {"center", {"width", "fillchar"}, aligned<'^'>, 1},
        {"zfill", {"width"}, zeroFilled, 1},
        {"isdigit", {}, allAre<isDecimal>},
        {"isdecimal", {}, allAre<isDecimal>},
        {"isnumeric", {}, allAre<isNumeric>},
        {"isalpha", {}, allAre<isLetter>},
        {"isalnum", {}, allAre<isAlphanumeric>},
        {"isspace", {}, allAre<isSpace>},
        {"islower", {}, caseIs<isLower, isUpper>},
        {"isupper", {}, caseIs<isUpper, isLower>},
    };
    return table;
}

std::span<const Builtin> listMethods() {
    static const std::vector<Builtin> table = {
        {"index", {"value"}, listIndex, 1},
        {"count", {"value"}, listCount, 1},
        {"copy", {}, copied},
        {"append", {"*"}, unsafe},
        {"extend", {"*"}, unsafe},
        {"insert", {"*"}, unsafe},
        {"pop", {"*"}, unsafe},
        {"remove", {"*"}, unsafe},
        {"clear", {"*"}, unsafe},
        {"reverse", {"*"}, unsafe},
        {"sort", {"*"}, unsafe},
    };
    return table;
}

std::span<const Builtin> dictMethods() {
    static const std::vector<Builtin> table = {
        {"get", {"key", "default"}, dictGet},
        {"keys", {}, dictView<Sequence::Keys>},
        {"values", {}, dictView<Sequence::Values>},
        {"items", {}, dictView<Sequence::Items>},
        {"copy", {}, copied},
        {"pop", {"*"}, unsafe},
        {"popitem", {"*"}, unsafe},
        {"update", {"*"}, unsafe},
        {"setdefault", {"*"}, unsafe},
        {"clear", {"*"}, unsafe},
        {"fromkeys", {"*"}, unsafe},
    };
    return table;
}

} // namespace inkstone::jinja
