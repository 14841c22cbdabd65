#include "core/tokenizer/jinja_expressions.h"

#include <algorithm>

namespace inkstone::jinja {

using Kind = Expression::Kind;

void ExpressionParser::refuse(Text why) {
    if (!m_failed)
        m_error = Error{ErrorCode::Corrupt, "cannot read the chat template", "line " + std::to_string(line()),
                        std::move(why)};
    m_failed = true;
    m_at = m_tokens.size() - 1;
}

Token ExpressionParser::take() {
    Token token = m_tokens[m_at];
    if (m_at + 1 < m_tokens.size()) ++m_at;
    return token;
}
bool ExpressionParser::isName(std::string_view name) const {
    return isKind(Token::Kind::Name) && current().text == name;
}
bool ExpressionParser::isOperator(std::string_view op) const {
    return isKind(Token::Kind::Operator) && current().text == op;
}
bool ExpressionParser::skipName(std::string_view name) {
    const bool there = isName(name);
    if (there) take();
    return there;
}
bool ExpressionParser::skipOperator(std::string_view op) {
    const bool there = isOperator(op);
    if (there) take();
    return there;
}
void ExpressionParser::expectName(std::string_view name) {
    if (!skipName(name)) refuse(text("expected \"%1\", found \"%2\"", std::string(name), current().text));
}
void ExpressionParser::expectOperator(std::string_view op) {
    if (!skipOperator(op)) refuse(text("expected \"%1\", found \"%2\"", std::string(op), current().text));
}
std::string ExpressionParser::expectAnyName() {
    if (!isKind(Token::Kind::Name)) refuse(text("expected a name, found \"%1\"", current().text));
    return take().text;
}

bool ExpressionParser::checkDepth(int depth) {
    if (depth > maxTreeDepth) refuse(text("it nests deeper than %1", maxTreeDepth));
    return m_failed;
}

ExpressionPtr ExpressionParser::make(Kind kind, int line) {
    auto node = std::make_unique<Expression>();
    node->kind = kind;
    node->line = line;
    return node;
}

/// Sets the depth once all parts are there; long chains like a + b + c nest to the left.
ExpressionPtr ExpressionParser::finish(ExpressionPtr node) {
    int depth = 0;
    const auto look = [&](const ExpressionPtr& part) {
        if (part) depth = std::max(depth, part->depth);
    };
    for (const auto& child : node->children) look(child);
    for (const auto& argument : node->arguments.positional) look(argument);
    for (const auto& argument : node->arguments.named) look(argument.value);
    look(node->arguments.rest);
    look(node->arguments.more);
    node->depth = depth + 1;
    checkDepth(node->depth);
    return node;
}

ExpressionPtr ExpressionParser::constant(Value value, int line) {
    auto node = make(Kind::Constant, line);
    node->constant = std::move(value);
    return node;
}

ExpressionPtr ExpressionParser::expression(bool conditional) {
    const Nesting nesting(*this);
    if (nesting.tooDeep()) return constant({}, line());
    if (!conditional) return disjunction();
    ExpressionPtr node = disjunction();
    while (skipName("if")) {
        auto choice = make(Kind::Conditional, line());
        choice->children.push_back(disjunction());
        choice->children.push_back(std::move(node));
        choice->children.push_back(skipName("else") ? expression() : nullptr);
        node = finish(std::move(choice));
    }
    return node;
}

ExpressionPtr ExpressionParser::parts(Kind kind, std::string_view word,
                                      ExpressionPtr (ExpressionParser::*next)()) {
    ExpressionPtr node = (this->*next)();
    if (!isName(word)) return node;
    auto all = make(kind, line());
    all->children.push_back(std::move(node));
    while (skipName(word)) all->children.push_back((this->*next)());
    return finish(std::move(all));
}
ExpressionPtr ExpressionParser::disjunction() {
    return parts(Kind::Or, "or", &ExpressionParser::conjunction);
}
ExpressionPtr ExpressionParser::conjunction() { return parts(Kind::And, "and", &ExpressionParser::negation); }

ExpressionPtr ExpressionParser::negation() {
    if (!isName("not")) return comparison();
    const Nesting nesting(*this);
    if (nesting.tooDeep()) return constant({}, line());
    auto node = make(Kind::Not, line());
    take();
    node->children.push_back(negation());
    return finish(std::move(node));
}

ExpressionPtr ExpressionParser::comparison() {
    auto node = make(Kind::Compare, line());
    node->children.push_back(sum());
    for (;;) {
        std::string op;
        for (const char* known : {"==", "!=", "<", "<=", ">", ">="}) {
            if (isOperator(known)) op = known;
        }
        if (!op.empty() || isName("in")) {
            op = take().text;
        } else if (isName("not") && ahead().kind == Token::Kind::Name && ahead().text == "in") {
            take(), take();
            op = "not in";
        } else {
            break;
        }
        node->operators.push_back(op);
        node->children.push_back(sum());
    }
    if (node->operators.empty()) return std::move(node->children[0]);
    return finish(std::move(node));
}

ExpressionPtr ExpressionParser::binary(std::initializer_list<std::string_view> operators,
                                       ExpressionPtr (ExpressionParser::*next)()) {
    ExpressionPtr left = (this->*next)();
    for (;;) {
        const auto found = std::find_if(operators.begin(), operators.end(),
                                        [&](std::string_view op) { return isOperator(op); });
        if (found == operators.end()) return left;
        auto node = make(Kind::Binary, line());
        node->text = take().text;
        node->children.push_back(std::move(left));
        node->children.push_back((this->*next)());
        left = finish(std::move(node));
    }
}
ExpressionPtr ExpressionParser::sum() { return binary({"+", "-"}, &ExpressionParser::concatenation); }
ExpressionPtr ExpressionParser::product() { return binary({"*", "/", "//", "%"}, &ExpressionParser::power); }
ExpressionPtr ExpressionParser::power() { return binary({"**"}, &ExpressionParser::unaryFiltered); }

ExpressionPtr ExpressionParser::concatenation() {
    ExpressionPtr first = product();
    if (!isOperator("~")) return first;
    auto node = make(Kind::Concat, line());
    node->children.push_back(std::move(first));
    while (skipOperator("~")) node->children.push_back(product());
    return finish(std::move(node));
}

ExpressionPtr ExpressionParser::unary(bool withFilters) {
    ExpressionPtr node;
    if (isOperator("-") || isOperator("+")) {
        const Nesting nesting(*this);
        if (nesting.tooDeep()) return constant({}, line());
        node = make(isOperator("-") ? Kind::Negative : Kind::Positive, line());
        take();
        node->children.push_back(unary(false));
        node = finish(std::move(node));
    } else {
        node = primary();
    }
    node = postfix(std::move(node));
    return withFilters ? filterChain(std::move(node)) : std::move(node);
}

ExpressionPtr ExpressionParser::primary() {
    const Token token = current();
    switch (token.kind) {
    case Token::Kind::Name: {
        take();
        if (token.text == "true" || token.text == "True") return constant(Value::boolean(true), token.line);
        if (token.text == "false" || token.text == "False")
            return constant(Value::boolean(false), token.line);
        if (token.text == "none" || token.text == "None") return constant(Value::none(), token.line);
        auto node = make(Kind::Name, token.line);
        node->text = token.text;
        return node;
    }
    case Token::Kind::String: {
        std::string all;
        while (isKind(Token::Kind::String)) all += take().text;
        return constant(Value::string(std::move(all)), token.line);
    }
    case Token::Kind::Integer:
        take();
        return constant(Value::integer(token.integer), token.line);
    case Token::Kind::Float:
        take();
        return constant(Value::floating(token.number), token.line);
    default:
        break;
    }
    if (skipOperator("(")) {
        if (skipOperator(")")) return make(Kind::Tuple, token.line);
        ExpressionPtr node = tuple();
        expectOperator(")");
        return node;
    }
    if (isOperator("[")) return listLiteral();
    if (isOperator("{")) return dictLiteral();
    refuse(text("unexpected \"%1\"", token.text));
    return constant({}, token.line);
}

ExpressionPtr ExpressionParser::listLiteral() {
    auto node = make(Kind::List, line());
    take();
    while (!m_failed && !isOperator("]")) {
        if (!node->children.empty()) expectOperator(",");
        if (isOperator("]")) break;
        node->children.push_back(expression());
    }
    expectOperator("]");
    return finish(std::move(node));
}

ExpressionPtr ExpressionParser::dictLiteral() {
    auto node = make(Kind::Dict, line());
    take();
    while (!m_failed && !isOperator("}")) {
        if (!node->children.empty()) expectOperator(",");
        if (isOperator("}")) break;
        node->children.push_back(expression());
        expectOperator(":");
        node->children.push_back(expression());
    }
    expectOperator("}");
    return finish(std::move(node));
}

bool ExpressionParser::endsTuple(std::initializer_list<std::string_view> enders) const {
    using TokenKind = Token::Kind;
    if (isKind(TokenKind::ClosePrint) || isKind(TokenKind::CloseBlock) || isKind(TokenKind::End)) return true;
    return isOperator(")") ||
           std::any_of(enders.begin(), enders.end(), [&](auto name) { return isName(name); });
}

ExpressionPtr ExpressionParser::tuple(bool conditional, std::initializer_list<std::string_view> enders) {
    ExpressionPtr first = expression(conditional);
    if (!isOperator(",")) return first;
    auto node = make(Kind::Tuple, line());
    node->children.push_back(std::move(first));
    while (skipOperator(",") && !endsTuple(enders)) node->children.push_back(expression(conditional));
    return finish(std::move(node));
}

ExpressionPtr ExpressionParser::postfix(ExpressionPtr node) {
    for (;;) {
        if (isOperator(".") || isOperator("[")) {
            node = subscript(std::move(node));
        } else if (isOperator("(")) {
            node = call(std::move(node));
        } else {
            return node;
        }
    }
}

ExpressionPtr ExpressionParser::subscript(ExpressionPtr of) {
    auto node = make(Kind::Item, line());
    node->children.push_back(std::move(of));
    if (skipOperator(".")) {
        if (isKind(Token::Kind::Integer)) {
            const Token index = take();
            node->children.push_back(constant(Value::integer(index.integer), index.line));
        } else {
            node->kind = Kind::Attribute;
            node->text = expectAnyName();
        }
        return finish(std::move(node));
    }
    take();
    Expressions indices;
    while (!m_failed && !isOperator("]")) {
        if (!indices.empty()) expectOperator(",");
        indices.push_back(subscripted());
    }
    expectOperator("]");
    if (indices.empty()) refuse("an index is missing between [ and ]");
    if (indices.size() == 1) {
        node->children.push_back(std::move(indices[0]));
    } else {
        auto all = make(Kind::Tuple, node->line);
        all->children = std::move(indices);
        node->children.push_back(finish(std::move(all)));
    }
    return finish(std::move(node));
}

ExpressionPtr ExpressionParser::subscripted() {
    auto node = make(Kind::Slice, line());
    const auto part = [&] {
        const bool absent = isOperator(":") || isOperator("]") || isOperator(",");
        node->children.push_back(absent ? nullptr : expression());
    };
    part();
    if (!isOperator(":")) {
        if (!node->children[0]) refuse("an index is missing between [ and ]");
        return node->children[0] ? std::move(node->children[0]) : constant({}, line());
    }
    for (int more = 0; more < 2 && skipOperator(":"); ++more) part();
    node->children.resize(3);
    return finish(std::move(node));
}

CallArguments ExpressionParser::arguments() {
    CallArguments out;
    expectOperator("(");
    bool first = true;
    while (!m_failed && !isOperator(")")) {
        if (!first) expectOperator(",");
        first = false;
        if (isOperator(")")) break;
        if (skipOperator("*")) {
            out.rest = expression();
        } else if (skipOperator("**")) {
            out.more = expression();
        } else if (isKind(Token::Kind::Name) && ahead().kind == Token::Kind::Operator &&
                   ahead().text == "=") {
            std::string name = take().text;
            take();
            out.named.push_back({std::move(name), expression()});
        } else {
            if (!out.named.empty() || out.more) refuse("a plain argument comes after a named one");
            out.positional.push_back(expression());
        }
    }
    expectOperator(")");
    return out;
}

ExpressionPtr ExpressionParser::call(ExpressionPtr callee) {
    auto node = make(Kind::Call, line());
    node->children.push_back(std::move(callee));
    node->arguments = arguments();
    return finish(std::move(node));
}

ExpressionPtr ExpressionParser::filterChain(ExpressionPtr node) {
    while (!m_failed) {
        if (isOperator("|")) {
            node = filters(std::move(node), false);
        } else if (isName("is")) {
            node = test(std::move(node));
        } else if (isOperator("(")) {
            node = call(std::move(node));
        } else {
            break;
        }
    }
    return node;
}

ExpressionPtr ExpressionParser::filters(ExpressionPtr of, bool startsWithName) {
    while (!m_failed && (startsWithName || isOperator("|"))) {
        if (!startsWithName) take();
        startsWithName = false;
        auto node = make(Kind::Filter, line());
        node->text = expectAnyName();
        while (skipOperator(".")) node->text += "." + expectAnyName();
        node->children.push_back(std::move(of));
        if (isOperator("(")) node->arguments = arguments();
        of = finish(std::move(node));
    }
    return of;
}

ExpressionPtr ExpressionParser::test(ExpressionPtr of) {
    auto node = make(Kind::Test, line());
    take();
    const bool negated = skipName("not");
    node->text = expectAnyName();
    while (skipOperator(".")) node->text += "." + expectAnyName();
    node->children.push_back(std::move(of));
    using TokenKind = Token::Kind;
    const bool literal = isKind(TokenKind::Name) || isKind(TokenKind::String) || isKind(TokenKind::Integer) ||
                         isKind(TokenKind::Float) || isOperator("[") || isOperator("{");
    if (isOperator("(")) {
        node->arguments = arguments();
    } else if (isName("is")) {
        refuse("tests cannot be chained with \"is\"");
    } else if (literal && !isName("else") && !isName("or") && !isName("and")) {
        node->arguments.positional.push_back(postfix(primary()));
    }
    node = finish(std::move(node));
    if (!negated) return node;
    auto inverse = make(Kind::Not, node->line);
    inverse->children.push_back(std::move(node));
    return finish(std::move(inverse));
}

Target ExpressionParser::target(bool withNamespace, std::initializer_list<std::string_view> enders) {
    const Nesting nesting(*this);
    Target all;
    if (nesting.tooDeep()) return all;
    bool several = false;
    do {
        if (several && endsTuple(enders)) break;
        if (several && isOperator("=")) break;
        Target one;
        if (skipOperator("(")) {
            one = target(false);
            expectOperator(")");
            if (one.parts.empty()) one.parts.push_back(Target{one.name, one.attribute, {}});
        } else {
            one.name = expectAnyName();
            if (withNamespace && skipOperator(".")) one.attribute = expectAnyName();
        }
        all.parts.push_back(std::move(one));
        several = true;
    } while (!m_failed && skipOperator(","));
    if (all.parts.size() == 1 && !m_failed) {
        Target only = std::move(all.parts[0]);
        return only;
    }
    return all;
}

} // namespace inkstone::jinja
