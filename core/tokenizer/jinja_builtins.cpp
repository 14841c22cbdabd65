#include "core/tokenizer/jinja_builtins.h"

#include "core/tokenizer/jinja_interpreter.h"

#include <algorithm>

namespace inkstone::jinja {

namespace {

const Builtin* findIn(std::span<const Builtin> table, std::string_view name) {
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const Builtin& b) { return b.name == name; });
    return found == table.end() ? nullptr : &*found;
}

} // namespace

const Builtin* findFilter(std::string_view name) {
    const Builtin* found = findIn(textFilters(), name);
    return found ? found : findIn(sequenceFilters(), name);
}

const Builtin* findTest(std::string_view name) { return findIn(tests(), name); }

Value callBuiltin(Interpreter& in, const Builtin& builtin, const Value& self, Arguments arguments) {
    if (in.failed()) return {};
    const auto& parameters = builtin.parameters;
    if (parameters.size() == 1 && parameters[0] == "*") return builtin.call(in, self, arguments);
    const std::string name(builtin.name);
    if (arguments.positional.size() > parameters.size())
        return in.fail(text("%1 takes at most %2 arguments, not %3", name, parameters.size(),
                            arguments.positional.size()));
    arguments.positional.resize(parameters.size());
    for (auto& [argument, value] : arguments.named) {
        const auto place = std::find(parameters.begin(), parameters.end(), argument);
        if (place == parameters.end()) return in.fail(text("%1 has no argument \"%2\"", name, argument));
        arguments.positional[size_t(place - parameters.begin())] = std::move(value);
    }
    for (size_t i = 0; i < builtin.required; ++i) {
        if (arguments.positional[i].isUndefined())
            return in.fail(text("%1 needs its argument \"%2\"", name, std::string(parameters[i])));
    }
    return builtin.call(in, self, arguments);
}

} // namespace inkstone::jinja
