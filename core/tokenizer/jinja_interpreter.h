#pragma once
// Walks a template's tree. The first error is kept; everything after it is quick and without effect, and the
// result is thrown away. Steps, depth, string and output sizes are capped.

#include "core/tokenizer/chat_template.h"
#include "core/tokenizer/jinja_ast.h"

#include <optional>

namespace inkstone::jinja {

struct Limits {
    int64_t steps = 30'000'000;
    int depth = 1000;
    size_t textBytes = 64 << 20; ///< of one string and of the output
    size_t range = 100'000;      ///< items of range(), as in jinja2's sandbox
};

/// Variables of one block; a macro keeps the scope it was defined in.
struct Scope {
    std::vector<std::pair<std::string, Value>> variables;
    std::shared_ptr<Scope> parent;
    const Value* find(std::string_view name) const;
    void set(const std::string& name, Value value);
};
using ScopePtr = std::shared_ptr<Scope>;

class Interpreter {
public:
    Interpreter(std::vector<std::pair<std::string, Value>> variables, std::optional<int64_t> time);
    Interpreter(const Interpreter&) = delete;
    Interpreter& operator=(const Interpreter&) = delete;
    ~Interpreter();

    Result<Rendered> run(const Body& body);

    // For filters, tests, methods and operators.
    /// Keeps the error and gives an undefined value.
    Value fail(Text why);
    /// What using an undefined value says.
    Value failUndefined(const Value& value);
    bool failed() const { return m_failed; }
    /// Pays for work that grows with data; false when the budget is spent.
    bool spend(size_t steps);
    Value text(std::string s, bool markup = false);
    Value list(Values items, Sequence sequence = Sequence::List);
    Value dict(std::vector<std::pair<Value, Value>> items);
    /// The items of anything Python can iterate; fails otherwise.
    Values iterate(const Value& value);
    Value attribute(const Value& of, const std::string& name);
    Value item(const Value& of, const Value& index);
    Value call(const Value& callee, const Arguments& arguments);
    Value filter(const std::string& name, const Value& value, const Arguments& arguments);
    bool test(const std::string& name, const Value& value, const Arguments& arguments);
    const Limits& limits() const { return m_limits; }

private:
    enum class Flow { Go, Break, Continue };
    class Depth;

    Value evaluate(const Expression& node);
    Value evaluateKind(const Expression& node);
    Value evaluateName(const Expression& node);
    Value evaluateItem(const Expression& node);
    Value evaluateDict(const Expression& node);
    Value evaluateConcat(const Expression& node);
    Value evaluateCompare(const Expression& node);
    Value evaluateFilter(const Expression& node, const Value* body);
    Value negative(const Value& value);
    Values evaluateAll(const Expressions& nodes);
    Arguments evaluateArguments(const CallArguments& arguments);

    Flow execute(const Body& body);
    Flow executeOne(const Statement& node);
    Flow executeIf(const Statement& node);
    void executeFor(const Statement& node, const Value& iterable, int64_t depth);
    void executeSet(const Statement& node);
    void executeMacro(const Statement& node);
    void executeCallBlock(const Statement& node);
    void executeWith(const Statement& node);
    void executeGeneration(const Statement& node);
    Value makeMacro(const Statement& node, const std::string& name);
    Value callMacro(const Statement& node, const ScopePtr& defined, const Arguments& arguments);
    /// Runs `body` in a scope of its own and gives what it wrote.
    std::string capture(const Body& body, const ScopePtr& scope);
    void assign(const Target& target, const Value& value);
    void write(std::string_view text);

    std::optional<Value> globalFunction(const std::string& name);
    Value dictAttribute(const Value& of, const std::string& name);
    Value loopAttribute(const Value& of, const std::string& name);
    Value method(const Value& of, std::span<const struct Builtin> methods, const std::string& name);

    Limits m_limits;
    std::optional<int64_t> m_time;
    ScopePtr m_scope;
    std::string m_root;
    std::string* m_out = &m_root;
    std::vector<std::pair<size_t, size_t>> m_spans;
    std::vector<ScopePtr> m_captured; ///< scopes macros hold: emptied at the end, since they hold each other
    std::vector<std::shared_ptr<NamespaceObject>> m_spaces; ///< the same for namespaces
    int64_t m_steps = 0;
    int m_depth = 0;
    int m_line = 1;
    bool m_failed = false;
    Error m_error;
};

} // namespace inkstone::jinja
