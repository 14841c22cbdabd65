#pragma once
// Filters, tests and methods: tables of name, parameters and function.

#include "core/tokenizer/jinja_value.h"

#include <span>
#include <string_view>

namespace inkstone::jinja {

struct Builtin {
    std::string_view name;
    /// Parameters by name, in order; one "*": the arguments come as they were written.
    std::vector<std::string_view> parameters;
    /// `arguments.positional` has one entry per parameter, undefined where none was given.
    Value (*call)(Interpreter&, const Value& self, const Arguments& arguments);
    size_t required = 0; ///< how many parameters must be given
};

std::span<const Builtin> textFilters();
std::span<const Builtin> sequenceFilters();
std::span<const Builtin> tests();
std::span<const Builtin> stringMethods();
std::span<const Builtin> listMethods();
std::span<const Builtin> dictMethods();

const Builtin* findFilter(std::string_view name);
const Builtin* findTest(std::string_view name);

/// Sorts the arguments into their parameters and calls.
Value callBuiltin(Interpreter& interpreter, const Builtin& builtin, const Value& self, Arguments arguments);

/// "%s is %d" % values, and "{} is {}".format(...).
Value formatPercent(Interpreter& interpreter, const std::string& pattern, const Value& values);
Value formatBraces(Interpreter& interpreter, const std::string& pattern, const Arguments& arguments);

/// The operators of Python.
Value add(Interpreter& interpreter, const Value& a, const Value& b);
Value arithmetic(Interpreter& interpreter, std::string_view op, const Value& a, const Value& b);
bool contains(Interpreter& interpreter, const Value& whole, const Value& part);
Value sliceOf(Interpreter& interpreter, const Value& of, const Value& from, const Value& to,
              const Value& step);
int64_t lengthOf(Interpreter& interpreter, const Value& value);

} // namespace inkstone::jinja
