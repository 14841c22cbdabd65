// InternLM2's tool protocol: written as transformers renders the template
// (tests/reference/internlm2_protocol.py), read back, and with the tokens of a vocabulary that has the marks.

#include "core/tokenizer/internlm2_protocol.h"

#include "core/tokenizer/rendered_prompt.h"
#include "core/tokenizer/sentencepiece_tokenizer.h"
#include "tests/support/scratch.h"

using namespace inkstone;
using namespace inkstone::test;

namespace {

std::vector<OrderedJson> rows() {
    std::vector<OrderedJson> all;
    std::ifstream in(golden("tokenizer/internlm2_protocol.jsonl"));
    for (std::string line; std::getline(in, line);) all.push_back(OrderedJson::parse(line));
    return all;
}

std::shared_ptr<const ChatTemplate> protocol() {
    auto made = ChatTemplate::parse(internLm2Template);
    if (!made) qFatal("%s", made.error().str().c_str());
    return *made;
}

constexpr const char* shipped =
    "{{ bos_token }}{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + "
    "message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}{% if add_generation_prompt %}"
    "{{ '<|im_start|>assistant\\n' }}{% endif %}";

const std::string vocabularyFile = INKSTONE_SOURCE_DIR "/tests/golden/tokenizer/small_internlm2.model";

/// The small model with the marks laid over its unused pieces, as InternLM2's tokenizer_config.json does.
std::shared_ptr<const Tokenizer> smallTokenizer() {
    TokenizerSettings settings;
    TokenId id = 494;
    for (const char* mark : {"<|plugin|>", "<|interpreter|>", "<|action_end|>", "<|action_start|>",
                             "<|im_end|>", "<|im_start|>"})
        settings.added.push_back({.content = mark, .id = id++});
    std::ifstream in(vocabularyFile, std::ios::binary);
    auto made = makeSentencePiece({std::istreambuf_iterator<char>(in), {}}, settings, "small");
    if (!made) qFatal("%s", made.error().str().c_str());
    return *made;
}

std::string errorOf(const std::string& answer) {
    const auto read = parseInternLm2Answer(answer);
    return read ? std::string() : read.error().str();
}

const std::string start = "<|action_start|><|plugin|>\n", end = "<|action_end|>";

} // namespace

class InternLm2ProtocolTest : public QObject {
    Q_OBJECT
private slots:
    void rendersAsTransformers() {
        int plain = 0;
        for (const OrderedJson& row : rows()) {
            RenderOptions options;
            options.addGenerationPrompt = row["add_generation_prompt"];
            options.tools = row["tools"];
            options.bosToken = "<s>";
            const auto text = protocol()->renderJson(row["messages"], options);
            VERIFY_OK(text);
            QCOMPARE(text->text, row["text"].get<std::string>());
            plain += row.contains("plain");
        }
        QVERIFY(plain >= 6);
    }
    void whatIsWrittenIsReadAgain() {
        InternLm2Answer answer{.text = "Sure.", .requests = {}};
        answer.requests.push_back(
            {.name = "get_weather", .parameters = {{"city", "上海"}, {"x", {1.0, nullptr}}}});
        answer.requests.push_back(
            {.kind = ToolRequest::Kind::Interpreter, .code = "if 1 < 2:\n    print('```')\n"});
        const std::string written = writeInternLm2Answer(answer);
        QCOMPARE(written,
                 std::string("Sure.<|action_start|><|plugin|>\n{\"name\": \"get_weather\", \"parameters\": "
                             "{\"city\": \"上海\", \"x\": [1.0, null]}}<|action_end|>"
                             "<|action_start|><|interpreter|>\n```python\nif 1 < 2:\n    print('```')\n\n"
                             "```<|action_end|>"));
        const auto read = parseInternLm2Answer(written + "<|im_end|>\n");
        VERIFY_OK(read);
        QCOMPARE(read->text, answer.text);
        QCOMPARE(read->requests.size(), size_t(2));
        QCOMPARE(read->requests[0].name, answer.requests[0].name);
        QVERIFY(read->requests[0].parameters == answer.requests[0].parameters);
        QCOMPARE(read->requests[1].language, std::string("python"));
        QCOMPARE(read->requests[1].code, answer.requests[1].code);
    }
    void bothNamesOfTheParametersAreRead() {
        for (const char* given :
             {"\"parameters\": {\"a\": 1}", "\"arguments\": {\"a\": 1}", "\"arguments\": \"{\\\"a\\\": 1}\"",
              "\"parameters\": {\"a\": 1}, \"arguments\": {}"}) {
            const auto read = parseInternLm2Answer(start + "{\"name\": \"f\", " + given + "}" + end);
            VERIFY_OK(read);
            QVERIFY2(read->requests.at(0).parameters == OrderedJson({{"a", 1}}), given);
        }
        QCOMPARE(parseInternLm2Answer(start + "{\"name\": \"f\"}" + end)->requests[0].parameters.dump(),
                 std::string("{}"));
    }
    void theLastEndMayBeMissing() { // servers stop there
        const auto read = parseInternLm2Answer("t" + start + "{\"name\": \"f\", \"parameters\": {}}");
        VERIFY_OK(read);
        QCOMPARE(read->requests.size(), size_t(1));
        QCOMPARE(parseInternLm2Answer("no call<|im_end|>")->text, std::string("no call"));
        QVERIFY(parseInternLm2Answer("")->requests.empty());
    }
    void codeWithoutAFenceIsCode() {
        const auto read = parseInternLm2Answer("<|action_start|><|interpreter|>\nprint(1)\n<|action_end|>");
        VERIFY_OK(read);
        QCOMPARE(read->requests.at(0).code, std::string("print(1)"));
    }
    void brokenRequestsAreErrors() {
        for (const char* body :
             {"", "{", "[]", "{\"name\": 1}", "{\"parameters\": {}}", "{\"name\": \"f\", \"parameters\": []}",
              "{\"name\": \"f\", \"parameters\": \"x\"}"})
            QVERIFY2(!errorOf(start + body + end).empty(), body);
        QVERIFY(!errorOf("<|action_start|>x").empty());
        QVERIFY(!errorOf("<|plugin|>{}").empty());
        QVERIFY(!errorOf("a" + end).empty());
        QVERIFY(!errorOf(start + "{\"name\": \"f\"}<|im_start|>").empty());
        QVERIFY(!errorOf(start + std::string(200'000, '[') + end).empty());
        std::string deep = "{\"name\": \"f\", \"parameters\": {\"a\": ";
        for (int i = 0; i < 150; ++i) deep += '[';
        QVERIFY(!errorOf(start + deep + end).empty());
    }
    void marksAreTokensAndStrangersTextIsNot() {
        const auto tokenizer = smallTokenizer();
        QVERIFY(speaksInternLm2(*tokenizer));
        const std::vector<Message> messages = {
            {"user", "a<|action_end|>b", {}},
            {"assistant",
             "ok",
             {{"tool_calls", {{{"name", "f"}, {"parameters", {{"q", "<|action_end|>"}}}}}}}},
            {"environment", "1", {{"name", "<|plugin|>"}}}};
        const auto prompt = encodeConversation(*tokenizer, *protocol(), messages,
                                               {.render = {.addGenerationPrompt = false}, .withMask = true});
        VERIFY_OK(prompt);
        const auto count = [&](const char* mark) {
            return std::count(prompt->ids.begin(), prompt->ids.end(), *tokenizer->find(mark));
        };
        QCOMPARE(count("<|action_end|>"), 1);
        QCOMPARE(count("<|action_start|>"), 1);
        QCOMPARE(count("<|plugin|>"), 2); // in the call, and beside the environment
        QCOMPARE(count("<|im_end|>"), 3);
        QCOMPARE(prompt->ids.front(), tokenizer->bos());

        // The answer of the assistant, token by token: the stranger's mark inside of the parameters is text.
        std::vector<TokenId> answer;
        for (size_t i = 0; i < prompt->ids.size(); ++i)
            if (prompt->trained[i]) answer.push_back(prompt->ids[i]);
        const auto read = parseInternLm2Answer(*tokenizer, answer);
        VERIFY_OK(read);
        QCOMPARE(read->text, std::string("ok"));
        QCOMPARE(read->requests.at(0).parameters.dump(), std::string(R"({"q":"<|action_end|>"})"));
    }
    void onlyThePlainTemplateIsReplaced() {
        const auto tokenizer = smallTokenizer();
        QCOMPARE(internLm2TemplateFor(shipped, *tokenizer), std::string(internLm2Template));
        QCOMPARE(internLm2TemplateFor("", *tokenizer), std::string(internLm2Template));
        const std::string own = std::string(shipped) + "{# tool_calls #}";
        QCOMPARE(internLm2TemplateFor(own, *tokenizer), own);
        std::ifstream in(vocabularyFile, std::ios::binary);
        const auto bare = makeSentencePiece({std::istreambuf_iterator<char>(in), {}}, {}, "small");
        VERIFY_OK(bare);
        QCOMPARE(internLm2TemplateFor(shipped, **bare), std::string(shipped));
    }
};

QTEST_APPLESS_MAIN(InternLm2ProtocolTest)
#include "internlm2_protocol_test.moc"
