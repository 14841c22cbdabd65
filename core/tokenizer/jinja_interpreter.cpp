// Expressions; statements are in jinja_statements.cpp.

#include "core/tokenizer/jinja_interpreter.h"

#include "core/base/utf8.h"
#include "core/tokenizer/jinja_builtins.h"
#include "core/tokenizer/jinja_clock.h"
#include "core/tokenizer/jinja_text.h"

#include <algorithm>

namespace inkstone::jinja {

const Value* Scope::find(std::string_view name) const {
    for (const Scope* scope = this; scope; scope = scope->parent.get()) {
        for (const auto& [key, value] : scope->variables) {
            if (key == name) return &value;
        }
    }
    return nullptr;
}
void Scope::set(const std::string& name, Value value) {
    for (auto& [key, old] : variables) {
        if (key == name) {
            old = std::move(value);
            return;
        }
    }
    variables.emplace_back(name, std::move(value));
}

/// Counts how deep the walk is.
class Interpreter::Depth {
public:
    explicit Depth(Interpreter& interpreter) : m(interpreter) {
        if (++m.m_depth > m.m_limits.depth)
            m.fail(inkstone::text("it nests or calls itself deeper than %1", m.m_limits.depth));
    }
    ~Depth() { --m.m_depth; }

private:
    Interpreter& m;
};

Interpreter::Interpreter(std::vector<std::pair<std::string, Value>> variables, std::optional<int64_t> time)
    : m_time(time), m_scope(std::make_shared<Scope>()) {
    m_scope->variables = std::move(variables);
}

Interpreter::~Interpreter() {
    for (const ScopePtr& scope : m_captured) scope->variables.clear();
    for (const auto& space : m_spaces) space->attributes.clear();
}

Value Interpreter::fail(Text why) {
    if (!m_failed)
        m_error = Error{ErrorCode::InvalidArgument,
                        "cannot render the chat template",
                        "line " + std::to_string(m_line),
                        std::move(why),
                        {}};
    m_failed = true;
    return {};
}

Value Interpreter::failUndefined(const Value& value) {
    return fail(value.string().empty() ? Text("it uses a value that is undefined")
                                       : Text("%1", {value.string()}));
}

bool Interpreter::spend(size_t steps) {
    m_steps += int64_t(std::min<size_t>(steps, size_t(m_limits.steps) + 1));
    if (m_steps > m_limits.steps) fail(inkstone::text("it takes more than %1 steps", m_limits.steps));
    return !m_failed;
}

Value Interpreter::text(std::string s, bool markup) {
    if (s.size() > m_limits.textBytes)
        return fail(inkstone::text("a text grows over %1 bytes", m_limits.textBytes));
    return spend(s.size() / 64) ? Value::string(std::move(s), markup) : Value();
}

Value Interpreter::list(Values items, Sequence sequence) {
    if (!spend(items.size())) return {};
    Value made = Value::list(std::move(items), sequence);
    return made.depth() > maxNesting ? fail(inkstone::text("a list nests deeper than %1", maxNesting)) : made;
}

Value Interpreter::dict(std::vector<std::pair<Value, Value>> items) {
    if (!spend(items.size())) return {};
    for (const auto& [key, value] : items) {
        if (keyText(key).empty()) return fail(inkstone::text("unhashable type: '%1'", key.typeName()));
    }
    Value made = Value::dict(std::move(items));
    return made.depth() > maxNesting ? fail(inkstone::text("a dict nests deeper than %1", maxNesting)) : made;
}

Values Interpreter::iterate(const Value& value) {
    Values out;
    switch (value.kind()) {
    case Value::Kind::Undefined:
        return out;
    case Value::Kind::List:
        spend(value.items().size());
        return value.takeItems();
    case Value::Kind::Dict:
        spend(value.dict().items.size());
        for (const auto& item : value.dict().items) out.push_back(item.first);
        return out;
    case Value::Kind::String:
        if (!spend(value.string().size())) return out;
        for (std::string& character : characters(value.string()))
            out.push_back(Value::string(std::move(character)));
        return out;
    default:
        fail(inkstone::text("'%1' object is not iterable", value.typeName()));
        return out;
    }
}

Value Interpreter::evaluate(const Expression& node) {
    if (m_failed || !spend(1)) return {};
    const Depth depth(*this);
    if (m_failed) return {};
    m_line = node.line;
    return evaluateKind(node);
}

Value Interpreter::evaluateKind(const Expression& node) {
    using Kind = Expression::Kind;
    const auto child = [&](size_t i) { return evaluate(*node.children[i]); };
    switch (node.kind) {
    case Kind::Constant:
        return node.constant;
    case Kind::Name:
        return evaluateName(node);
    case Kind::List:
        return list(evaluateAll(node.children));
    case Kind::Tuple:
        return list(evaluateAll(node.children), Sequence::Tuple);
    case Kind::Dict:
        return evaluateDict(node);
    case Kind::Attribute:
        return attribute(child(0), node.text);
    case Kind::Item:
        return evaluateItem(node);
    case Kind::Slice:
        return fail("a slice stands outside of [ ]");
    case Kind::Call: {
        const Value callee = child(0);
        return call(callee, evaluateArguments(node.arguments));
    }
    case Kind::Filter:
        return evaluateFilter(node, nullptr);
    case Kind::Test: {
        const Value value = child(0);
        return Value::boolean(test(node.text, value, evaluateArguments(node.arguments)));
    }
    case Kind::Not:
        return Value::boolean(!child(0).truth());
    case Kind::Negative:
        return negative(child(0));
    case Kind::Positive: {
        const Value value = child(0);
        return value.isNumber()
                   ? value
                   : fail(inkstone::text("bad operand type for unary +: '%1'", value.typeName()));
    }
    case Kind::Binary: {
        const Value left = child(0);
        return arithmetic(*this, node.text, left, child(1));
    }
    case Kind::Concat:
        return evaluateConcat(node);
    case Kind::And:
    case Kind::Or: {
        Value value;
        for (const auto& part : node.children) {
            value = evaluate(*part);
            if (value.truth() == (node.kind == Kind::Or)) break;
        }
        return value;
    }
    case Kind::Compare:
        return evaluateCompare(node);
    case Kind::Conditional:
        if (child(0).truth()) return child(1);
        return node.children[2]
                   ? child(2)
                   : Value::undefined(
                         "the inline if-expression evaluated to false and no else section was defined");
    }
    return {};
}

Value Interpreter::evaluateName(const Expression& node) {
    if (const Value* found = m_scope->find(node.text)) return *found;
    if (auto global = globalFunction(node.text)) return *global;
    return Value::undefined("'" + node.text + "' is undefined");
}

Value Interpreter::evaluateItem(const Expression& node) {
    const Value of = evaluate(*node.children[0]);
    const Expression& index = *node.children[1];
    if (index.kind != Expression::Kind::Slice) return item(of, evaluate(index));
    const auto part = [&](size_t i) {
        return index.children[i] ? evaluate(*index.children[i]) : Value::none();
    };
    const Value from = part(0), to = part(1), step = part(2);
    return m_failed ? Value() : sliceOf(*this, of, from, to, step);
}

Value Interpreter::evaluateDict(const Expression& node) {
    std::vector<std::pair<Value, Value>> items;
    for (size_t i = 0; i + 1 < node.children.size(); i += 2) {
        Value key = evaluate(*node.children[i]);
        items.emplace_back(std::move(key), evaluate(*node.children[i + 1]));
    }
    return m_failed ? Value() : dict(std::move(items));
}

Value Interpreter::evaluateConcat(const Expression& node) {
    std::string joined;
    for (const auto& part : node.children) {
        joined += str(evaluate(*part));
        if (joined.size() > m_limits.textBytes) break;
    }
    return m_failed ? Value() : text(std::move(joined));
}

Value Interpreter::evaluateCompare(const Expression& node) {
    Value left = evaluate(*node.children[0]);
    for (size_t i = 0; i < node.operators.size() && !m_failed; ++i) {
        const Value right = evaluate(*node.children[i + 1]);
        const std::string& op = node.operators[i];
        bool holds = false;
        if (op == "==" || op == "!=") {
            holds = equal(left, right) == (op == "==");
        } else if (op == "in" || op == "not in") {
            holds = contains(*this, right, left) == (op == "in");
        } else {
            if (left.isUndefined() || right.isUndefined())
                return failUndefined(left.isUndefined() ? left : right);
            const int order = compare(left, right);
            if (order == 2)
                return fail(inkstone::text("'%1' not supported between instances of '%2' and '%3'", op,
                                           left.typeName(), right.typeName()));
            holds = op == "<" ? order < 0 : op == "<=" ? order <= 0 : op == ">" ? order > 0 : order >= 0;
        }
        if (!holds) return Value::boolean(false);
        left = right;
    }
    return Value::boolean(true);
}

Value Interpreter::evaluateFilter(const Expression& node, const Value* body) {
    const Expression* inner = node.children[0].get();
    Value value;
    if (!inner) {
        value = body ? *body : Value();
    } else if (body && inner->kind == Expression::Kind::Filter) {
        value = evaluateFilter(*inner, body);
    } else {
        value = evaluate(*inner);
    }
    const Arguments arguments = evaluateArguments(node.arguments);
    return m_failed ? Value() : filter(node.text, value, arguments);
}

Value Interpreter::negative(const Value& value) {
    if (value.is(Value::Kind::Float)) return Value::floating(-value.number());
    if (value.isInteger() && value.integer() != INT64_MIN) return Value::integer(-value.integer());
    return value.isUndefined() ? failUndefined(value)
                               : fail(inkstone::text("bad operand type for unary -: '%1'", value.typeName()));
}

Values Interpreter::evaluateAll(const Expressions& nodes) {
    Values values;
    values.reserve(nodes.size());
    for (const auto& node : nodes) values.push_back(evaluate(*node));
    return values;
}

Arguments Interpreter::evaluateArguments(const CallArguments& written) {
    Arguments out{evaluateAll(written.positional), {}};
    for (const auto& [name, node] : written.named) out.named.emplace_back(name, evaluate(*node));
    if (written.rest) {
        for (Value& value : iterate(evaluate(*written.rest))) out.positional.push_back(std::move(value));
    }
    if (written.more) {
        const Value more = evaluate(*written.more);
        if (!more.isDict()) {
            fail("the argument after ** must be a mapping");
            return out;
        }
        for (const auto& [key, value] : more.dict().items) out.named.emplace_back(str(key), value);
    }
    return out;
}

Value Interpreter::method(const Value& of, std::span<const Builtin> methods, const std::string& name) {
    for (const Builtin& builtin : methods) {
        if (builtin.name != name) continue;
        return Value::function(name, [of, &builtin](Interpreter& in, const Arguments& arguments) {
            return callBuiltin(in, builtin, of, arguments);
        });
    }
    return {};
}

namespace {

std::string objectName(const Value& value) { return std::string("'") + value.typeName() + " object'"; }

Value noAttribute(const Value& of, const std::string& name) {
    return Value::undefined(objectName(of) + " has no attribute '" + name + "'");
}

} // namespace

Value Interpreter::attribute(const Value& of, const std::string& name) {
    Value found;
    switch (of.kind()) {
    case Value::Kind::Undefined:
        return failUndefined(of);
    case Value::Kind::Dict:
        return dictAttribute(of, name);
    case Value::Kind::String:
        found = method(of, stringMethods(), name);
        break;
    case Value::Kind::List:
        found = method(of, listMethods(), name);
        if (found.isUndefined() && of.sequence() == Sequence::Tuple && of.items().size() == 2 &&
            (name == "grouper" || name == "list")) // what |groupby gives
            found = of.items()[name == "list"];
        break;
    case Value::Kind::Namespace:
        if (const Value* value = of.space().find(name)) return *value;
        break;
    case Value::Kind::Loop:
        return loopAttribute(of, name);
    default:
        break;
    }
    return found.isUndefined() ? noAttribute(of, name) : found;
}

Value Interpreter::dictAttribute(const Value& of, const std::string& name) {
    const Value found = method(of, dictMethods(), name);
    if (!found.isUndefined()) return found;
    const Value* value = of.dict().find(std::string_view(name));
    return value ? *value : noAttribute(of, name);
}

Value Interpreter::item(const Value& of, const Value& index) {
    if (m_failed) return {};
    if (of.isUndefined()) return failUndefined(of);
    if (of.isDict()) {
        if (const Value* value = of.dict().find(index)) return *value;
    } else if ((of.isList() || of.isString()) && index.isInteger()) {
        const bool plain = !of.isList() || of.sequence() <= Sequence::Range;
        if (plain) {
            const int64_t size = lengthOf(*this, of),
                          at = index.integer() < 0 ? index.integer() + size : index.integer();
            if (at >= 0 && at < size)
                return of.isList()
                           ? of.items()[size_t(at)]
                           : Value::string(std::string(slice(of.string(), size_t(at), size_t(at) + 1)));
        }
    }
    if (index.isString()) return attribute(of, index.string());
    return Value::undefined(objectName(of) + " has no element " + repr(index));
}

Value Interpreter::call(const Value& callee, const Arguments& arguments) {
    if (m_failed) return {};
    const Depth depth(*this);
    if (m_failed) return {};
    if (callee.is(Value::Kind::Function)) return callee.function().call(*this, arguments);
    if (callee.is(Value::Kind::Loop) && callee.loop().recurse) return callee.loop().recurse(*this, arguments);
    if (callee.isUndefined()) return failUndefined(callee);
    return fail(inkstone::text("'%1' object is not callable", callee.typeName()));
}

Value Interpreter::filter(const std::string& name, const Value& value, const Arguments& arguments) {
    if (m_failed) return {};
    const Builtin* builtin = findFilter(name);
    return builtin ? callBuiltin(*this, *builtin, value, arguments)
                   : fail(inkstone::text("the filter \"%1\" is not known in chat templates", name));
}

bool Interpreter::test(const std::string& name, const Value& value, const Arguments& arguments) {
    if (m_failed) return false;
    const Builtin* builtin = findTest(name);
    if (!builtin) fail(inkstone::text("the test \"%1\" is not known in chat templates", name));
    return builtin && callBuiltin(*this, *builtin, value, arguments).truth();
}

std::optional<Value> Interpreter::globalFunction(const std::string& name) {
    using Call = Value (*)(Interpreter&, const Arguments&);
    if (name == "raise_exception")
        return Value::function(name, [](Interpreter& in, const Arguments& a) {
            return in.fail(Text("%1", {a.positional.empty() ? std::string() : str(a.positional[0])}));
        });
    if (name == "strftime_now")
        return Value::function(name, [time = m_time](Interpreter& in, const Arguments& a) {
            return in.text(strftimeNow(a.positional.empty() ? std::string() : str(a.positional[0]), time));
        });
    if (name == "namespace")
        return Value::function(name, [this](Interpreter& in, const Arguments& a) {
            auto space = std::make_shared<NamespaceObject>();
            if (!a.positional.empty() && a.positional[0].isDict()) {
                for (const auto& [key, value] : a.positional[0].dict().items) space->set(str(key), value);
            }
            for (const auto& [key, value] : a.named) {
                if (key.starts_with('_')) return in.fail("a namespace takes no name that begins with _");
                space->set(key, value);
            }
            m_spaces.push_back(space);
            return Value::object(std::move(space));
        });
    const Call dict = [](Interpreter& in, const Arguments& a) {
        std::vector<std::pair<Value, Value>> items;
        if (!a.positional.empty() && a.positional[0].isDict()) {
            items = a.positional[0].dict().items;
        } else if (!a.positional.empty()) {
            for (const Value& pair : in.iterate(a.positional[0])) {
                const Values two = in.iterate(pair);
                if (two.size() != 2) return in.fail("dict() needs pairs");
                items.emplace_back(two[0], two[1]);
            }
        }
        for (const auto& [key, value] : a.named) items.emplace_back(Value::string(key), value);
        return in.failed() ? Value() : in.dict(std::move(items));
    };
    const Call range = [](Interpreter& in, const Arguments& a) {
        int64_t bounds[] = {0, 0, 1};
        const size_t n = a.positional.size();
        const bool whole = std::all_of(a.positional.begin(), a.positional.end(),
                                       [](const Value& v) { return v.isInteger(); });
        if (n < 1 || n > 3 || !whole) return in.fail("range() needs one to three whole numbers");
        for (size_t i = 0; i < n; ++i) bounds[n == 1 ? 1 : i] = a.positional[i].integer();
        const auto [from, to, step] = bounds;
        if (step == 0) return in.fail("the step of range() must not be zero");
        Values items;
        for (int64_t i = from; step > 0 ? i < to : i > to;) {
            if (items.size() >= in.limits().range)
                return in.fail(inkstone::text("range() is longer than %1", in.limits().range));
            items.push_back(Value::integer(i));
            if (__builtin_add_overflow(i, step, &i)) break;
        }
        return in.list(std::move(items), Sequence::Range);
    };
    if (name == "dict") return Value::function(name, dict);
    if (name == "range") return Value::function(name, range);
    return std::nullopt;
}

} // namespace inkstone::jinja
