#pragma once
// The tree of a template. Expressions and statements are plain data; the interpreter walks them.

#include "core/tokenizer/jinja_value.h"

#include <memory>
#include <string>
#include <vector>

namespace inkstone::jinja {

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;
using Expressions = std::vector<ExpressionPtr>;

struct NamedExpression {
    std::string name;
    ExpressionPtr value;
};

/// Arguments as written: (a, *rest, name=b, **more).
struct CallArguments {
    Expressions positional;
    std::vector<NamedExpression> named;
    ExpressionPtr rest, more;
};

struct Expression {
    enum class Kind : uint8_t {
        Constant,  ///< constant
        Name,      ///< text
        List,      ///< children
        Tuple,     ///< children
        Dict,      ///< children: key, value, key, value...
        Attribute, ///< children[0].text
        Item,      ///< children[0][children[1]]
        Slice,     ///< children: from, to, step; each may be null; only inside Item
        Call,      ///< children[0](arguments)
        Filter,    ///< children[0] | text(arguments); children[0] is null in {% filter %} and {% set %}
        Test,      ///< children[0] is text(arguments)
        Not,
        Negative,
        Positive,
        Binary,      ///< children[0] text children[1]: + - * / // % **
        Concat,      ///< children, joined as text
        And,         ///< children
        Or,          ///< children
        Compare,     ///< children[0] operators[0] children[1] operators[1] ...
        Conditional, ///< children: condition, then, else (may be null)
    };
    Kind kind = Kind::Constant;
    int line = 1;
    int depth = 1;
    std::string text;
    Value constant;
    Expressions children;
    std::vector<std::string> operators;
    CallArguments arguments;
};

struct Statement;
using Body = std::vector<std::unique_ptr<Statement>>;

struct Parameter {
    std::string name;
    ExpressionPtr fallback; ///< null: none
};

struct Branch {
    ExpressionPtr condition; ///< null: else
    Body body;
};

/// What {% set %}, {% for %} and {% with %} assign to: a name, ns.attribute, or a tuple of targets.
struct Target {
    std::string name;
    std::string attribute; ///< of a namespace
    std::vector<Target> parts;
};

struct Statement {
    enum class Kind : uint8_t {
        Data,       ///< text
        Print,      ///< expression
        If,         ///< branches
        For,        ///< target, expression (what to walk), condition, body, otherwise, recursive
        Set,        ///< target, expression
        SetBlock,   ///< target, expression (a filter, may be null), body
        Filter,     ///< expression, body
        Macro,      ///< text (its name), parameters, body
        CallBlock,  ///< expression (the call), parameters, body
        With,       ///< targets and values in `assignments`, body
        Generation, ///< body
        Break,
        Continue,
    };
    Kind kind = Kind::Data;
    int line = 1;
    std::string text;
    ExpressionPtr expression, condition;
    Target target;
    Body body, otherwise;
    std::vector<Branch> branches;
    std::vector<Parameter> parameters;
    std::vector<std::pair<Target, ExpressionPtr>> assignments;
    bool recursive = false;
};

} // namespace inkstone::jinja
