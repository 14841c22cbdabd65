// The interpreter's statements.

#include "core/tokenizer/jinja_builtins.h"
#include "core/tokenizer/jinja_interpreter.h"

#include <algorithm>

namespace inkstone::jinja {

namespace {

/// Sets a variable for as long as it lives.
template <class T> class Swap {
public:
    Swap(T& place, T value) : m_place(place), m_old(std::move(place)) { place = std::move(value); }
    ~Swap() { m_place = std::move(m_old); }
    Swap(const Swap&) = delete;
    Swap& operator=(const Swap&) = delete;

private:
    T& m_place;
    T m_old;
};

ScopePtr inner(const ScopePtr& parent) {
    auto scope = std::make_shared<Scope>();
    scope->parent = parent;
    return scope;
}

} // namespace

Result<Rendered> Interpreter::run(const Body& body) {
    execute(body);
    if (m_failed) return inkstone::fail(m_error);
    std::erase_if(m_spans, [](const auto& span) { return span.first == span.second; });
    return Rendered{std::move(m_root), std::move(m_spans)};
}

void Interpreter::write(std::string_view text) {
    if (m_failed || !spend(text.size() / 64)) return;
    if (m_out->size() + text.size() > m_limits.textBytes) {
        fail(inkstone::text("the prompt grows over %1 bytes", m_limits.textBytes));
        return;
    }
    m_out->append(text);
}

std::string Interpreter::capture(const Body& body, const ScopePtr& scope) {
    std::string captured;
    const Swap<std::string*> out(m_out, &captured);
    const Swap<ScopePtr> inside(m_scope, scope);
    execute(body);
    return captured;
}

Interpreter::Flow Interpreter::execute(const Body& body) {
    for (const auto& node : body) {
        if (m_failed) break;
        m_line = node->line;
        if (const Flow flow = executeOne(*node); flow != Flow::Go) return flow;
    }
    return Flow::Go;
}

Interpreter::Flow Interpreter::executeOne(const Statement& node) {
    using Kind = Statement::Kind;
    if (!spend(1)) return Flow::Go;
    switch (node.kind) {
    case Kind::Data:
        write(node.text);
        break;
    case Kind::Print:
        write(str(evaluate(*node.expression)));
        break;
    case Kind::If:
        return executeIf(node);
    case Kind::For: {
        const Value iterable = evaluate(*node.expression);
        if (!m_failed) executeFor(node, iterable, 0);
        break;
    }
    case Kind::Set:
    case Kind::SetBlock:
        executeSet(node);
        break;
    case Kind::Filter: {
        const Value written = text(capture(node.body, inner(m_scope)));
        if (!m_failed) write(str(evaluateFilter(*node.expression, &written)));
        break;
    }
    case Kind::Macro:
        executeMacro(node);
        break;
    case Kind::CallBlock:
        executeCallBlock(node);
        break;
    case Kind::With:
        executeWith(node);
        break;
    case Kind::Generation:
        executeGeneration(node);
        break;
    case Kind::Break:
        return Flow::Break;
    case Kind::Continue:
        return Flow::Continue;
    }
    return Flow::Go;
}

Interpreter::Flow Interpreter::executeIf(const Statement& node) {
    for (const Branch& branch : node.branches) {
        if (branch.condition && !evaluate(*branch.condition).truth()) continue;
        return m_failed ? Flow::Go : execute(branch.body);
    }
    return Flow::Go;
}

void Interpreter::executeFor(const Statement& node, const Value& iterable, int64_t depth) {
    Values items = iterate(iterable);
    if (node.condition) {
        Values kept;
        for (Value& item : items) {
            const Swap<ScopePtr> inside(m_scope, inner(m_scope));
            assign(node.target, item);
            if (m_failed) return;
            if (evaluate(*node.condition).truth()) kept.push_back(std::move(item));
        }
        items = std::move(kept);
    }
    if (m_failed) return;
    if (items.empty()) {
        const Swap<ScopePtr> inside(m_scope, inner(m_scope));
        execute(node.otherwise);
        return;
    }
    auto loop = std::make_shared<LoopObject>();
    loop->items = std::move(items);
    loop->depth0 = depth;
    if (node.recursive) {
        loop->recurse = [&node, depth](Interpreter& in, const Arguments& arguments) {
            std::string captured;
            if (arguments.positional.size() != 1) return in.fail("loop() needs one argument");
            const Swap<std::string*> out(in.m_out, &captured);
            in.executeFor(node, arguments.positional[0], depth + 1);
            return in.text(std::move(captured));
        };
    }
    const ScopePtr outer = m_scope;
    for (; loop->index0 < loop->items.size() && !m_failed; ++loop->index0) {
        const Swap<ScopePtr> inside(m_scope, inner(outer));
        m_scope->variables.emplace_back("loop", Value::object(loop));
        assign(node.target, loop->items[loop->index0]);
        if (!spend(1) || execute(node.body) == Flow::Break) break;
    }
}

void Interpreter::executeSet(const Statement& node) {
    Value value;
    if (node.kind == Statement::Kind::Set) {
        value = evaluate(*node.expression);
    } else {
        value = text(capture(node.body, inner(m_scope)));
        if (node.expression && !m_failed) value = evaluateFilter(*node.expression, &value);
    }
    if (!m_failed) assign(node.target, value);
}

void Interpreter::assign(const Target& target, const Value& value) {
    if (m_failed) return;
    if (!target.attribute.empty()) {
        const Value* space = m_scope->find(target.name);
        if (!space || !space->is(Value::Kind::Namespace)) {
            fail("cannot assign an attribute of something that is no namespace");
        } else if (target.attribute.starts_with('_')) {
            fail("a namespace takes no name that begins with _");
        } else {
            space->space().set(target.attribute, value);
        }
        return;
    }
    if (target.parts.empty()) {
        m_scope->set(target.name, value);
        return;
    }
    const Values values = iterate(value);
    if (m_failed) return;
    if (values.size() != target.parts.size()) {
        fail(inkstone::text("expected %1 values to unpack, found %2", target.parts.size(), values.size()));
        return;
    }
    for (size_t i = 0; i < values.size(); ++i) assign(target.parts[i], values[i]);
}

void Interpreter::executeMacro(const Statement& node) { m_scope->set(node.text, makeMacro(node, node.text)); }

Value Interpreter::makeMacro(const Statement& node, const std::string& name) {
    m_captured.push_back(m_scope);
    return Value::function(name, [&node, scope = m_scope](Interpreter& in, const Arguments& arguments) {
        return in.callMacro(node, scope, arguments);
    });
}

Value Interpreter::callMacro(const Statement& node, const ScopePtr& defined, const Arguments& arguments) {
    const ScopePtr scope = inner(defined);
    const size_t parameters = node.parameters.size();
    Values extra;
    for (size_t i = parameters; i < arguments.positional.size(); ++i)
        extra.push_back(arguments.positional[i]);
    std::vector<std::pair<Value, Value>> others;
    for (const auto& argument : arguments.named) {
        const std::string& name = argument.first;
        const Value& value = argument.second;
        if (name == "caller") {
            scope->set(name, value);
        } else if (std::none_of(node.parameters.begin(), node.parameters.end(),
                                [&](const Parameter& p) { return p.name == name; })) {
            others.emplace_back(Value::string(name), value);
        }
    }
    scope->set("varargs", Value::list(std::move(extra), Sequence::Tuple));
    scope->set("kwargs", Value::dict(std::move(others)));
    const Swap<ScopePtr> inside(m_scope, scope);
    for (size_t i = 0; i < parameters; ++i) {
        const Parameter& parameter = node.parameters[i];
        const auto named =
            std::find_if(arguments.named.begin(), arguments.named.end(),
                         [&](const auto& argument) { return argument.first == parameter.name; });
        Value value = Value::undefined("parameter '" + parameter.name + "' was not provided");
        if (i < arguments.positional.size()) {
            value = arguments.positional[i];
        } else if (named != arguments.named.end()) {
            value = named->second;
        } else if (parameter.fallback) {
            value = evaluate(*parameter.fallback);
        }
        scope->set(parameter.name, std::move(value));
    }
    return m_failed ? Value() : text(capture(node.body, scope));
}

void Interpreter::executeCallBlock(const Statement& node) {
    const Expression& written = *node.expression;
    const Value callee = evaluate(*written.children[0]);
    Arguments arguments = evaluateArguments(written.arguments);
    if (m_failed) return;
    arguments.named.emplace_back("caller", makeMacro(node, "caller"));
    write(str(call(callee, arguments)));
}

void Interpreter::executeWith(const Statement& node) {
    const ScopePtr scope = inner(m_scope);
    Values values;
    for (const auto& assignment : node.assignments) values.push_back(evaluate(*assignment.second));
    const Swap<ScopePtr> inside(m_scope, scope);
    for (size_t i = 0; i < values.size(); ++i) assign(node.assignments[i].first, values[i]);
    execute(node.body);
}

void Interpreter::executeGeneration(const Statement& node) {
    const std::string written = capture(node.body, inner(m_scope));
    const size_t begin = m_root.size();
    write(written);
    if (!m_failed) m_spans.emplace_back(begin, begin + written.size());
}

Value Interpreter::loopAttribute(const Value& of, const std::string& name) {
    LoopObject& loop = of.loop();
    const int64_t index = int64_t(loop.index0), size = int64_t(loop.items.size());
    const std::pair<std::string_view, int64_t> numbers[] = {
        {"index", index + 1},       {"index0", index},
        {"revindex", size - index}, {"revindex0", size - index - 1},
        {"length", size},           {"depth", loop.depth0 + 1},
        {"depth0", loop.depth0}};
    for (const auto& [known, number] : numbers) {
        if (name == known) return Value::integer(number);
    }
    if (name == "first") return Value::boolean(index == 0);
    if (name == "last") return Value::boolean(index + 1 == size);
    if (name == "previtem")
        return index > 0 ? loop.items[size_t(index) - 1] : Value::undefined("there is no previous item");
    if (name == "nextitem")
        return index + 1 < size ? loop.items[size_t(index) + 1] : Value::undefined("there is no next item");
    if (name == "cycle")
        return Value::function(name, [index](Interpreter& in, const Arguments& a) {
            if (a.positional.empty()) return in.fail("no items for cycling given");
            return a.positional[size_t(index) % a.positional.size()];
        });
    if (name == "changed")
        return Value::function(name, [of](Interpreter& in, const Arguments& a) {
            LoopObject& own = of.loop();
            const Value now = in.list(a.positional, Sequence::Tuple);
            const bool changed = !own.changedAsked || !equal(own.lastChanged, now);
            own.lastChanged = now;
            own.changedAsked = true;
            return Value::boolean(changed);
        });
    return Value::undefined("'LoopContext object' has no attribute '" + name + "'");
}

} // namespace inkstone::jinja
