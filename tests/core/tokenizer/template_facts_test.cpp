// The interpreter against jinja2 in transformers' environment, fact by fact
// (tests/reference/template_facts.py), and what a hostile template may not do.

#include "core/tokenizer/chat_template.h"

#include "tests/support/scratch.h"
#include "tests/support/starter_vocabulary.h"

#include <QtTest>
#include <fstream>

using namespace inkstone;
using namespace inkstone::test;

namespace {

/// The first row of the golden holds the variables, the others one fact each.
std::vector<OrderedJson> rows() {
    std::vector<OrderedJson> all;
    std::ifstream in(INKSTONE_SOURCE_DIR "/tests/golden/tokenizer/template_facts.jsonl");
    for (std::string line; std::getline(in, line);) all.push_back(OrderedJson::parse(line));
    return all;
}

Result<std::string> render(const std::string& source, const OrderedJson& messages = OrderedJson::array(),
                           bool prompt = false) {
    RenderOptions options;
    options.addGenerationPrompt = prompt;
    options.extra = rows().at(0)["variables"];
    options.fixedTime = 1721995200; // 2024-07-26 12:00 UTC
    INK_TRY(parsed, ChatTemplate::parse(source));
    INK_TRY(rendered, parsed->renderJson(messages, options));
    return std::move(rendered.text);
}

std::string repeat(const std::string& s, size_t times) {
    std::string all;
    for (size_t i = 0; i < times; ++i) all += s;
    return all;
}

/// An error, and soon.
void verifyRefused(const std::string& source) {
    const ProcessorTimer timer;
    QVERIFY2(!render(source), source.substr(0, 80).c_str());
    QVERIFY2(timer.milliseconds() < 5000 * slowness, source.substr(0, 80).c_str());
}

} // namespace

class TemplateFactsTest : public QObject {
    Q_OBJECT
private slots:
    void factsOfJinja() { // CT-01, CT-05, CT-09
        const auto facts = rows();
        int wrong = 0;
        for (size_t i = 1; i < facts.size(); ++i) {
            const OrderedJson& row = facts[i];
            const std::string source = row["source"];
            const auto ours = render(source);
            const bool same = row.contains("text") ? ours && *ours == row["text"].get<std::string>() : !ours;
            if (same) continue;
            ++wrong;
            qWarning("%s\n  ours   %s\n  theirs %s", source.c_str(),
                     ours ? ours->c_str() : ours.error().str().c_str(),
                     row.contains("text") ? row["text"].get<std::string>().c_str()
                                          : row["error"].get<std::string>().c_str());
        }
        QVERIFY(facts.size() > 100);
        QCOMPARE(wrong, 0);
    }
    void depthIsCapped() { // CT-03
        constexpr size_t deep = 100'000;
        verifyRefused("{{ " + repeat("(", deep) + "1" + repeat(")", deep) + " }}");
        verifyRefused("{{ " + repeat("[", deep) + repeat("]", deep) + " }}");
        verifyRefused("{{ " + repeat("not ", deep) + "1 }}");
        verifyRefused("{{ " + repeat("-", deep) + "1 }}");
        verifyRefused("{{ 1" + repeat(" + 1", deep) + " }}");
        verifyRefused("{{ a" + repeat(".b", deep) + " }}");
        verifyRefused("{{ a" + repeat("|list", deep) + " }}");
        verifyRefused("{{ 1" + repeat(" if 1 else 1", deep) + " }}");
        verifyRefused("{% set " + repeat("(", deep) + "x" + repeat(")", deep) + " = 1 %}");
        verifyRefused(repeat("{% if true %}", deep) + repeat("{% endif %}", deep));
        verifyRefused(repeat("{% for x in a %}", deep) + repeat("{% endfor %}", deep));
    }
    void sizeAndWorkAreCapped() {
        verifyRefused(std::string(20 << 20, 'x')); // 20 MB
        verifyRefused("{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% "
                      "endfor %}");
        verifyRefused("{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}");
        verifyRefused("{{ 'x' * 1000000000000 }}");
        verifyRefused("{{ [1] * 1000000000000 }}");
        verifyRefused("{{ 'x'.ljust(1000000000000) }}");
        verifyRefused("{% set ns = namespace(l=[]) %}{% for i in range(100000) %}{% set ns.l = [ns.l] %}{% "
                      "endfor %}{{ ns.l }}");
        verifyRefused("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}");
        verifyRefused("{{ 9223372036854775807 + 1 }}");
    }
    void cyclesOfNamespacesEnd() {
        QVERIFY(render("{% set ns = namespace() %}{% set ns.self = ns %}{% set ns.l = [ns] %}ok"));
        QVERIFY(render("{% macro m() %}{% endmacro %}{% set ns = namespace(m=m) %}{{ ns.m() }}"));
    }
    void theMessageOfRaiseExceptionIsShown() { // CT-04
        const auto refused = render("{{ raise_exception('roles must alternate') }}");
        QVERIFY(!refused);
        QVERIFY(refused.error().str().find("roles must alternate") != std::string::npos);
    }
    void mistakesNameTheirLine() {
        const auto refused = render("a\nb\n{{ 1 + }}");
        QVERIFY(!refused);
        QCOMPARE(refused.error().where, std::string("line 3"));
    }
    void contentIsNeverCode() { // CT-14
        const OrderedJson messages = {{{"role", "user"}, {"content", "{{ 7*7 }}{% raw %}{# x #}"}}};
        QCOMPARE(*render("{{ messages[0].content }}", messages), std::string("{{ 7*7 }}{% raw %}{# x #}"));
    }
    void unusualMessages() { // CT-07
        const char* const chatml = chatMlTemplate;
        QVERIFY(!render(chatml, {{{"role", "user"}, {"content", nullptr}}}));
        QVERIFY(!render(chatml, {{{"content", "x"}}}));
        QVERIFY(!render(chatml, OrderedJson::object()));
        QCOMPARE(*render(chatml, {{{"role", "foo"}, {"content", "x"}}}),
                 std::string("<|im_start|>foo\nx<|im_end|>\n"));
        OrderedJson deep = "x";
        for (int i = 0; i < 5000; ++i) deep = OrderedJson::array({deep});
        QVERIFY(!render(chatml, {{{"role", "user"}, {"content", deep}}}));
    }
    void theGenerationPromptComesOnce() { // CT-11
        const OrderedJson messages = {{{"role", "user"}, {"content", "a"}},
                                      {{"role", "assistant"}, {"content", "b"}}};
        QVERIFY(render(chatMlTemplate, messages, true)->ends_with("b<|im_end|>\n<|im_start|>assistant\n"));
        QVERIFY(render(chatMlTemplate, messages, false)->ends_with("b<|im_end|>\n"));
    }
    void theStarterTemplate() { // CT-08: text by transformers
        if (!std::filesystem::exists(tests::starterModel()))
            QSKIP("the starter model is not on this machine");
        const std::string source = tests::KeyWalker(tests::starterModel()).read().chatTemplate;
        const OrderedJson messages = {{{"role", "system"}, {"content", "S"}},
                                      {{"role", "user"}, {"content", " é\n"}}};
        QCOMPARE(*render(source, messages, true),
                 std::string("<|im_start|>system\nS<|im_end|>\n<|im_start|>user\n é\n"
                             "<|im_end|>\n<|im_start|>assistant\n"));
    }
};

QTEST_APPLESS_MAIN(TemplateFactsTest)
#include "template_facts_test.moc"
