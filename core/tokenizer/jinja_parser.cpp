#include "core/tokenizer/jinja_parser.h"

#include "core/tokenizer/jinja_expressions.h"

#include <algorithm>

namespace inkstone::jinja {

namespace {

class StatementParser {
public:
    explicit StatementParser(std::vector<Token> tokens) : m(std::move(tokens)) {}

    Result<Body> run() {
        Body all = body({});
        if (m.failed()) return fail(m.takeError());
        return all;
    }

private:
    using Enders = std::initializer_list<std::string_view>;
    using Kind = Statement::Kind;

    std::unique_ptr<Statement> make(Kind kind) {
        auto node = std::make_unique<Statement>();
        node->kind = kind;
        node->line = m.line();
        return node;
    }

    /// Statements up to a tag named in `enders`, whose name is the current token then.
    Body body(Enders enders) {
        const ExpressionParser::Nesting nesting(m);
        Body out;
        while (!nesting.tooDeep() && !m.failed()) {
            if (m.isKind(Token::Kind::End)) {
                if (enders.size() > 0)
                    m.refuse(text("a block is not closed with \"%1\"", std::string(*enders.begin())));
                break;
            }
            if (m.isKind(Token::Kind::Data)) {
                auto node = make(Kind::Data);
                node->text = m.take().text;
                out.push_back(std::move(node));
            } else if (m.isKind(Token::Kind::OpenPrint)) {
                m.take();
                auto node = make(Kind::Print);
                node->expression = m.tuple();
                close(Token::Kind::ClosePrint);
                out.push_back(std::move(node));
            } else {
                m.take();
                if (std::any_of(enders.begin(), enders.end(), [&](auto name) { return m.isName(name); }))
                    return out;
                if (auto node = statement()) out.push_back(std::move(node));
            }
        }
        return out;
    }

    void close(Token::Kind kind = Token::Kind::CloseBlock) {
        if (!m.isKind(kind)) m.refuse(text("unexpected \"%1\" before the end of the tag", m.current().text));
        m.take();
    }
    /// The rest of a block: its tag's end, its body, its ender with its end.
    Body block(Enders enders) {
        close();
        Body inner = body(enders);
        m.take();
        return inner;
    }

    std::unique_ptr<Statement> statement() {
        static constexpr std::pair<std::string_view, std::unique_ptr<Statement> (StatementParser::*)()>
            known[] = {
                {"if", &StatementParser::conditional}, {"for", &StatementParser::loop},
                {"set", &StatementParser::assignment}, {"macro", &StatementParser::macro},
                {"call", &StatementParser::callBlock}, {"filter", &StatementParser::filterBlock},
                {"with", &StatementParser::scope},     {"generation", &StatementParser::generation},
                {"break", &StatementParser::leave},    {"continue", &StatementParser::leave},
                {"print", &StatementParser::print},
            };
        const std::string name = m.current().text;
        for (const auto& [word, parser] : known) {
            if (m.isName(word)) return (this->*parser)();
        }
        m.refuse(text("the tag \"%1\" is not known in chat templates", name));
        return nullptr;
    }

    std::unique_ptr<Statement> conditional() {
        auto node = make(Kind::If);
        m.take();
        for (;;) {
            Branch branch;
            branch.condition = m.tuple(false);
            close();
            branch.body = body({"elif", "else", "endif"});
            node->branches.push_back(std::move(branch));
            if (!m.skipName("elif")) break;
        }
        if (m.skipName("else")) {
            Branch last;
            close();
            last.body = body({"endif"});
            node->branches.push_back(std::move(last));
        }
        m.take();
        close();
        return node;
    }

    std::unique_ptr<Statement> loop() {
        auto node = make(Kind::For);
        m.take();
        node->target = m.target(false, {"in"});
        m.expectName("in");
        node->expression = m.tuple(false, {"recursive"});
        if (m.skipName("if")) node->condition = m.expression();
        node->recursive = m.skipName("recursive");
        close();
        node->body = body({"endfor", "else"});
        if (m.skipName("else")) {
            close();
            node->otherwise = body({"endfor"});
        }
        m.take();
        close();
        return node;
    }

    std::unique_ptr<Statement> assignment() {
        auto node = make(Kind::Set);
        m.take();
        node->target = m.target(true);
        if (m.skipOperator("=")) {
            node->expression = m.tuple();
            close();
            return node;
        }
        node->kind = Kind::SetBlock;
        if (m.isOperator("|")) node->expression = m.filters(nullptr, false);
        node->body = block({"endset"});
        close();
        return node;
    }

    std::vector<Parameter> parameters() {
        std::vector<Parameter> out;
        m.expectOperator("(");
        while (!m.failed() && !m.isOperator(")")) {
            if (!out.empty()) m.expectOperator(",");
            Parameter parameter;
            parameter.name = m.expectAnyName();
            if (m.skipOperator("=")) {
                parameter.fallback = m.expression();
            } else if (!out.empty() && out.back().fallback) {
                m.refuse("a parameter without a default comes after one that has it");
            }
            out.push_back(std::move(parameter));
        }
        m.expectOperator(")");
        return out;
    }

    std::unique_ptr<Statement> macro() {
        auto node = make(Kind::Macro);
        m.take();
        node->text = m.expectAnyName();
        node->parameters = parameters();
        node->body = block({"endmacro"});
        if (m.isKind(Token::Kind::Name)) m.take();
        close();
        return node;
    }

    std::unique_ptr<Statement> callBlock() {
        auto node = make(Kind::CallBlock);
        m.take();
        if (m.isOperator("(")) node->parameters = parameters();
        node->expression = m.expression();
        if (!m.failed() && node->expression->kind != Expression::Kind::Call)
            m.refuse("{% call %} needs a call");
        node->body = block({"endcall"});
        close();
        return node;
    }

    std::unique_ptr<Statement> filterBlock() {
        auto node = make(Kind::Filter);
        m.take();
        node->expression = m.filters(nullptr, true);
        node->body = block({"endfilter"});
        close();
        return node;
    }

    std::unique_ptr<Statement> scope() {
        auto node = make(Kind::With);
        m.take();
        while (!m.failed() && !m.isKind(Token::Kind::CloseBlock)) {
            if (!node->assignments.empty()) m.expectOperator(",");
            Target target = m.target(false);
            m.expectOperator("=");
            node->assignments.emplace_back(std::move(target), m.expression());
        }
        node->body = block({"endwith"});
        close();
        return node;
    }

    std::unique_ptr<Statement> generation() {
        auto node = make(Kind::Generation);
        m.take();
        node->body = block({"endgeneration"});
        close();
        return node;
    }

    std::unique_ptr<Statement> leave() {
        auto node = make(m.isName("break") ? Kind::Break : Kind::Continue);
        m.take();
        close();
        return node;
    }

    std::unique_ptr<Statement> print() {
        auto node = make(Kind::Print);
        m.take();
        node->expression = m.tuple();
        close();
        return node;
    }

    ExpressionParser m;
};

} // namespace

Result<Body> parse(std::vector<Token> tokens) { return StatementParser(std::move(tokens)).run(); }

} // namespace inkstone::jinja
