// Python's operators over template values.

#include "core/base/utf8.h"
#include "core/tokenizer/jinja_builtins.h"
#include "core/tokenizer/jinja_interpreter.h"
#include "core/tokenizer/jinja_text.h"

#include <algorithm>
#include <cmath>

namespace inkstone::jinja {

namespace {

Value refuse(Interpreter& in, std::string_view op, const Value& a, const Value& b) {
    if (a.isUndefined() || b.isUndefined()) return in.failUndefined(a.isUndefined() ? a : b);
    return in.fail(
        text("unsupported operand types for %1: '%2' and '%3'", std::string(op), a.typeName(), b.typeName()));
}

Value overflow(Interpreter& in) { return in.fail("a whole number leaves 64 bits"); }

int64_t floorDivide(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

Value power(Interpreter& in, int64_t base, int64_t exponent) {
    if (exponent < 0) return Value::floating(std::pow(double(base), double(exponent)));
    int64_t result = 1;
    if (base == 0 || base == 1) return Value::integer(exponent == 0 ? 1 : base);
    for (; exponent > 0; --exponent) {
        if (base == -1) return Value::integer(exponent % 2 ? -1 : 1);
        if (__builtin_mul_overflow(result, base, &result)) return overflow(in);
    }
    return Value::integer(result);
}

Value whole(Interpreter& in, std::string_view op, int64_t a, int64_t b) {
    int64_t result = 0;
    if (op == "**") return power(in, a, b);
    if (op == "/" || op == "//" || op == "%") {
        if (b == 0) return in.fail("division by zero");
        if (op == "/") return Value::floating(double(a) / double(b));
        if (a == INT64_MIN && b == -1) return op == "%" ? Value::integer(0) : overflow(in);
        return Value::integer(op == "//" ? floorDivide(a, b) : a - floorDivide(a, b) * b);
    }
    const bool over = op == "+"   ? __builtin_add_overflow(a, b, &result)
                      : op == "-" ? __builtin_sub_overflow(a, b, &result)
                                  : __builtin_mul_overflow(a, b, &result);
    return over ? overflow(in) : Value::integer(result);
}

Value real(Interpreter& in, std::string_view op, double a, double b) {
    if ((op == "/" || op == "//" || op == "%") && b == 0) return in.fail("division by zero");
    if (op == "+") return Value::floating(a + b);
    if (op == "-") return Value::floating(a - b);
    if (op == "*") return Value::floating(a * b);
    if (op == "/") return Value::floating(a / b);
    if (op == "//") return Value::floating(std::floor(a / b));
    if (op == "%") return Value::floating(a - std::floor(a / b) * b);
    return Value::floating(std::pow(a, b));
}

/// "ab" * 3, [1] * 3
Value repeat(Interpreter& in, const Value& what, int64_t times) {
    const size_t size = what.isString() ? what.string().size() : what.items().size();
    size_t total = 0;
    if (times <= 0) times = 0;
    if (__builtin_mul_overflow(size, size_t(times), &total) || total > in.limits().textBytes ||
        !in.spend(total / 8))
        return in.fail("a repeated value grows too large");
    if (what.isString()) {
        std::string all;
        for (int64_t i = 0; i < times && size > 0; ++i) all += what.string();
        return in.text(std::move(all), what.isMarkup());
    }
    Values all;
    for (int64_t i = 0; i < times && size > 0; ++i)
        all.insert(all.end(), what.items().begin(), what.items().end());
    return in.list(std::move(all), what.sequence());
}

bool isPlainSequence(const Value& v) { return v.isList() && v.sequence() <= Sequence::Tuple; }

/// Python's slice bounds for a sequence of `size`.
struct Range {
    int64_t from, to, step;
};
Range resolve(int64_t size, const Value& from, const Value& to, int64_t step) {
    const auto clamp = [&](const Value& v, int64_t absent) {
        if (v.isNone() || v.isUndefined()) return absent;
        const int64_t i = v.integer() < 0 ? std::max(v.integer(), -size - 1) + size : v.integer();
        return std::clamp<int64_t>(i, step < 0 ? -1 : 0, step < 0 ? size - 1 : size);
    };
    return {clamp(from, step < 0 ? size - 1 : 0), clamp(to, step < 0 ? -1 : size), step};
}

} // namespace

Value add(Interpreter& in, const Value& a, const Value& b) {
    if (a.isString() && b.isString()) {
        const bool markup = a.isMarkup() || b.isMarkup();
        if (!in.spend((a.string().size() + b.string().size()) / 64)) return {};
        const auto part = [&](const Value& v) {
            return markup && !v.isMarkup() ? escapeHtml(v.string()) : v.string();
        };
        return in.text(part(a) + part(b), markup);
    }
    if (isPlainSequence(a) && isPlainSequence(b) && a.sequence() == b.sequence()) {
        Values all = a.items();
        all.insert(all.end(), b.items().begin(), b.items().end());
        return in.list(std::move(all), a.sequence());
    }
    if (a.isString() && !b.isUndefined())
        return in.fail(text("can only concatenate str (not \"%1\") to str", b.typeName()));
    return refuse(in, "+", a, b);
}

Value arithmetic(Interpreter& in, std::string_view op, const Value& a, const Value& b) {
    if (in.failed()) return {};
    if (a.isNumber() && b.isNumber())
        return a.isInteger() && b.isInteger() ? whole(in, op, a.integer(), b.integer())
                                              : real(in, op, a.number(), b.number());
    if (op == "+") return add(in, a, b);
    if (op == "*" && b.isInteger() && (a.isString() || isPlainSequence(a))) return repeat(in, a, b.integer());
    if (op == "*" && a.isInteger() && (b.isString() || isPlainSequence(b))) return repeat(in, b, a.integer());
    if (op == "%" && a.isString() && !b.isUndefined()) return formatPercent(in, a.string(), b);
    return refuse(in, op, a, b);
}

bool contains(Interpreter& in, const Value& whole, const Value& part) {
    if (whole.isString()) {
        if (!part.isString()) {
            part.isUndefined() ? in.failUndefined(part)
                               : in.fail(text("'in <string>' requires a string, not %1", part.typeName()));
            return false;
        }
        in.spend(whole.string().size() / 64);
        return whole.string().find(part.string()) != std::string::npos;
    }
    if (whole.isDict()) return whole.dict().find(part) != nullptr;
    if (whole.isUndefined()) return false;
    const Values items = in.iterate(whole);
    return std::any_of(items.begin(), items.end(), [&](const Value& item) { return equal(item, part); });
}

Value sliceOf(Interpreter& in, const Value& of, const Value& from, const Value& to, const Value& stepValue) {
    for (const Value* bound : {&from, &to, &stepValue}) {
        if (!bound->isNone() && !bound->isInteger())
            return Value::undefined("slice indices must be whole numbers");
    }
    const int64_t step = stepValue.isNone() ? 1 : stepValue.integer();
    if (of.isUndefined()) return in.failUndefined(of);
    const bool sliceable = of.isString() || (of.isList() && of.sequence() <= Sequence::Range);
    if (!sliceable) return Value::undefined(std::string("'") + of.typeName() + "' object cannot be sliced");
    if (step == 0) return in.fail("the step of a slice must not be zero");
    const Range range = resolve(lengthOf(in, of), from, to, step);
    if (of.isString() && step == 1)
        return in.text(
            std::string(slice(of.string(), size_t(range.from), size_t(std::max(range.from, range.to)))),
            of.isMarkup());
    Values picked;
    const Values items = of.isString() ? in.iterate(of) : of.items();
    for (int64_t i = range.from; step > 0 ? i < range.to : i > range.to;) {
        picked.push_back(items[size_t(i)]);
        if (__builtin_add_overflow(i, step, &i)) break;
    }
    if (!of.isString()) return in.list(std::move(picked), of.sequence());
    std::string joined;
    for (const Value& character : picked) joined += character.string();
    return in.text(std::move(joined), of.isMarkup());
}

int64_t lengthOf(Interpreter& in, const Value& value) {
    if (value.isString()) {
        in.spend(value.string().size() / 64);
        return int64_t(countCodePoints(value.string()));
    }
    if (value.isList() && !value.isGenerator()) return int64_t(value.items().size());
    if (value.isDict()) return int64_t(value.dict().items.size());
    if (value.is(Value::Kind::Loop)) return int64_t(value.loop().items.size());
    if (!value.isUndefined()) in.fail(text("object of type '%1' has no length", value.typeName()));
    return 0;
}

} // namespace inkstone::jinja
