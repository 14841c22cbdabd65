// What may follow "is".

#include "core/tokenizer/jinja_builtins.h"
#include "core/tokenizer/jinja_interpreter.h"
#include "core/tokenizer/jinja_text.h"

namespace inkstone::jinja {

namespace {

using In = Interpreter;
using Kind = Value::Kind;

template <Kind kind> Value isKind(In&, const Value& self, const Arguments&) {
    return Value::boolean(self.is(kind));
}
Value isDefined(In&, const Value& self, const Arguments&) { return Value::boolean(!self.isUndefined()); }
template <bool wanted> Value isExactly(In&, const Value& self, const Arguments&) {
    return Value::boolean(self.is(Kind::Bool) && self.boolean() == wanted);
}
Value isNumber(In&, const Value& self, const Arguments&) { return Value::boolean(self.isNumber()); }
Value isIterable(In&, const Value& self, const Arguments&) {
    return Value::boolean(self.isUndefined() || self.isString() || self.isList() || self.isDict() ||
                          self.is(Kind::Loop));
}
Value isSequence(In&, const Value& self, const Arguments&) {
    const bool indexed = self.isList() && self.sequence() <= Sequence::Range;
    return Value::boolean(self.isUndefined() || self.isString() || self.isDict() || indexed);
}
Value isCallable(In&, const Value& self, const Arguments&) {
    return Value::boolean(self.is(Kind::Function) || self.is(Kind::Loop) || self.isUndefined());
}
Value isEscaped(In&, const Value& self, const Arguments&) { return Value::boolean(self.isMarkup()); }

template <int64_t remainder> Value isOdd(In& in, const Value& self, const Arguments&) {
    const Value rest = arithmetic(in, "%", self, Value::integer(2));
    return Value::boolean(equal(rest, Value::integer(remainder)));
}
Value isDivisible(In& in, const Value& self, const Arguments& a) {
    return Value::boolean(equal(arithmetic(in, "%", self, a.positional[0]), Value::integer(0)));
}
template <bool wanted> Value isEqual(In&, const Value& self, const Arguments& a) {
    return Value::boolean(equal(self, a.positional[0]) == wanted);
}
Value isSame(In&, const Value& self, const Arguments& a) {
    const Value& other = a.positional[0];
    return Value::boolean(self.kind() == other.kind() && equal(self, other));
}
Value isIn(In& in, const Value& self, const Arguments& a) {
    return Value::boolean(contains(in, a.positional[0], self));
}

template <bool less, bool orEqual> Value isOrdered(In& in, const Value& self, const Arguments& a) {
    const int order = compare(self, a.positional[0]);
    if (order == 2)
        return in.fail(text("'%1' and '%2' cannot be ordered", self.typeName(), a.positional[0].typeName()));
    return Value::boolean(order == 0 ? orEqual : (order < 0) == less);
}

template <std::string (*change)(std::string_view)> Value hasCase(In&, const Value& self, const Arguments&) {
    const std::string s = str(self);
    return Value::boolean(change(s) == s && lower(s) != upper(s));
}
template <const Builtin* (*find)(std::string_view)> Value isKnown(In&, const Value& self, const Arguments&) {
    return Value::boolean(find(str(self)) != nullptr);
}

} // namespace

std::span<const Builtin> tests() {
    static const std::vector<Builtin> table = {
        {"defined", {}, isDefined},
        {"undefined", {}, isKind<Kind::Undefined>},
        {"none", {}, isKind<Kind::None>},
        {"boolean", {}, isKind<Kind::Bool>},
        {"true", {}, isExactly<true>},
        {"false", {}, isExactly<false>},
        {"integer", {}, isKind<Kind::Int>},
        {"float", {}, isKind<Kind::Float>},
        {"number", {}, isNumber},
        {"string", {}, isKind<Kind::String>},
        {"mapping", {}, isKind<Kind::Dict>},
        {"iterable", {}, isIterable},
        {"sequence", {}, isSequence},
        {"callable", {}, isCallable},
        {"escaped", {}, isEscaped},
        {"odd", {}, isOdd<1>},
        {"even", {}, isOdd<0>},
        {"divisibleby", {"num"}, isDivisible, 1},
        {"eq", {"other"}, isEqual<true>},
        {"equalto", {"other"}, isEqual<true>},
        {"==", {"other"}, isEqual<true>},
        {"ne", {"other"}, isEqual<false>},
        {"!=", {"other"}, isEqual<false>},
        {"sameas", {"other"}, isSame},
        {"in", {"seq"}, isIn},
        {"lt", {"other"}, isOrdered<true, false>},
        {"lessthan", {"other"}, isOrdered<true, false>},
        {"<", {"other"}, isOrdered<true, false>},
        {"le", {"other"}, isOrdered<true, true>},
        {"<=", {"other"}, isOrdered<true, true>},
        {"gt", {"other"}, isOrdered<false, false>},
        {"greaterthan", {"other"}, isOrdered<false, false>},
        {">", {"other"}, isOrdered<false, false>},
        {"ge", {"other"}, isOrdered<false, true>},
        {">=", {"other"}, isOrdered<false, true>},
        {"lower", {}, hasCase<lower>},
        {"upper", {}, hasCase<upper>},
        {"filter", {}, isKnown<findFilter>},
        {"test", {}, isKnown<findTest>},
    };
    return table;
}

} // namespace inkstone::jinja
