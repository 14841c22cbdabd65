#pragma once
// The part of the parser that reads expressions. The first mistake is kept and the tokens end there, so that
// every loop runs out by itself.

#include "core/tokenizer/jinja_parser.h"

#include <initializer_list>
#include <string_view>

namespace inkstone::jinja {

class ExpressionParser {
public:
    explicit ExpressionParser(std::vector<Token> tokens) : m_tokens(std::move(tokens)) {}

    bool failed() const { return m_failed; }
    Error takeError() { return std::move(m_error); }
    void refuse(Text why);
    int line() const { return current().line; }

    const Token& current() const { return m_tokens[m_at]; }
    const Token& ahead() const { return m_tokens[std::min(m_at + 1, m_tokens.size() - 1)]; }
    Token take();
    bool isName(std::string_view name) const;
    bool isOperator(std::string_view op) const;
    bool isKind(Token::Kind kind) const { return current().kind == kind; }
    bool skipName(std::string_view name);
    bool skipOperator(std::string_view op);
    void expectName(std::string_view name);
    void expectOperator(std::string_view op);
    std::string expectAnyName();

    /// One expression; `conditional`: "a if b else c" may stand here.
    ExpressionPtr expression(bool conditional = true);
    /// One expression, or several with commas between: a tuple. `enders`: names that end it.
    ExpressionPtr tuple(bool conditional = true, std::initializer_list<std::string_view> enders = {});
    /// "(" arguments ")".
    CallArguments arguments();
    /// name(arguments) | name...: filters without what they work on, as in {% filter upper %}.
    ExpressionPtr filters(ExpressionPtr of, bool startsWithName);
    Target target(bool withNamespace, std::initializer_list<std::string_view> enders = {});

    /// Counts nested constructs; false (and refused) when they are too deep.
    class Nesting {
    public:
        explicit Nesting(ExpressionParser& parser) : m_parser(parser) { ++parser.m_depth; }
        ~Nesting() { --m_parser.m_depth; }
        bool tooDeep() const { return m_parser.checkDepth(m_parser.m_depth); }

    private:
        ExpressionParser& m_parser;
    };

private:
    bool checkDepth(int depth);
    ExpressionPtr make(Expression::Kind kind, int line);
    ExpressionPtr finish(ExpressionPtr node);
    ExpressionPtr constant(Value value, int line);
    ExpressionPtr parts(Expression::Kind kind, std::string_view word,
                        ExpressionPtr (ExpressionParser::*next)());
    ExpressionPtr binary(std::initializer_list<std::string_view> operators,
                         ExpressionPtr (ExpressionParser::*next)());
    ExpressionPtr disjunction();
    ExpressionPtr conjunction();
    ExpressionPtr negation();
    ExpressionPtr comparison();
    ExpressionPtr sum();
    ExpressionPtr concatenation();
    ExpressionPtr product();
    ExpressionPtr power();
    ExpressionPtr unary(bool withFilters);
    ExpressionPtr unaryFiltered() { return unary(true); }
    ExpressionPtr primary();
    ExpressionPtr listLiteral();
    ExpressionPtr dictLiteral();
    ExpressionPtr postfix(ExpressionPtr node);
    ExpressionPtr subscript(ExpressionPtr node);
    ExpressionPtr subscripted();
    ExpressionPtr call(ExpressionPtr node);
    ExpressionPtr filterChain(ExpressionPtr node);
    ExpressionPtr test(ExpressionPtr node);
    bool endsTuple(std::initializer_list<std::string_view> enders) const;

    std::vector<Token> m_tokens; ///< ends with End
    size_t m_at = 0;
    int m_depth = 0;
    bool m_failed = false;
    Error m_error;
};

} // namespace inkstone::jinja
