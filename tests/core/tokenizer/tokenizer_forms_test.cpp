// A tokenizer in the words of the other file format gives the same ids: that is proved before it is handed
// out, so here the texts are others, and the files are read back as strangers would read them.
#include "core/tokenizer/tokenizer_forms.h"

#include "tests/support/models.h"

#include "core/model/gguf_vocabulary.h"
#include "core/tensor/gguf.h"

using namespace inkstone;
using namespace inkstone::test;

namespace {

std::vector<std::string> texts() {
    std::vector<std::string> lines;
    std::ifstream file(fs::path(INKSTONE_SOURCE_DIR) / "resources/samples/general.txt");
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    std::ifstream rows(fs::path(INKSTONE_SOURCE_DIR) / "resources/samples/identity.jsonl");
    for (std::string line; std::getline(rows, line);) lines.push_back(line);
    return lines;
}

void sameIds(const Tokenizer& a, const Tokenizer& b) {
    QVERIFY(texts().size() > 100);
    for (const std::string& text : texts())
        for (const bool special : {false, true}) {
            const auto left = a.encode(text, {.addSpecial = special, .parseSpecial = special});
            const auto right = b.encode(text, {.addSpecial = special, .parseSpecial = special});
            VERIFY_OK(left);
            VERIFY_OK(right);
            QVERIFY2(*left == *right, text.c_str());
            QCOMPARE(*a.decode(*left), *b.decode(*right));
        }
    QCOMPARE(a.bos(), b.bos());
    QCOMPARE(a.eos(), b.eos());
    QCOMPARE(a.unknown(), b.unknown());
    QCOMPARE(a.padding(), b.padding());
    QCOMPARE(a.addsBos(), b.addsBos());
    auto leftEnds = a.endTokens(), rightEnds = b.endTokens();
    std::sort(leftEnds.begin(), leftEnds.end());
    std::sort(rightEnds.begin(), rightEnds.end());
    QCOMPARE(leftEnds, rightEnds);
    QCOMPARE(a.chatTemplate(), b.chatTemplate());
}

/// Writes the files of a Hugging Face folder and opens them.
void writeAndCompare(const GgufVocabulary& vocabulary, const Tokenizer& original) {
    Scratch scratch;
    const auto files = filesOfVocabulary(vocabulary, original, 2048, "test");
    VERIFY_OK(files);
    VERIFY_OK(writeJson(scratch.path("tokenizer.json"), files->tokenizer));
    VERIFY_OK(writeJson(scratch.path("tokenizer_config.json"), files->config));
    VERIFY_OK(writeJson(scratch.path("generation_config.json"), {{"eos_token_id", files->generationStops}}));
    const auto opened = openTokenizer(scratch.path());
    VERIFY_OK(opened);
    sameIds(original, **opened);
}

} // namespace

class TokenizerFormsTest : public QObject {
    Q_OBJECT

private slots:
    void byteLevelBothWays() {
        const auto original = openTokenizer(golden("tiny_llama/hf"));
        VERIFY_OK(original);
        const auto form = vocabularyOfFolder(golden("tiny_llama/hf"), **original);
        VERIFY_OK(form);
        QCOMPARE(form->model, std::string("gpt2"));
        const auto file = GgufFile::open(golden("tiny_llama/tiny.gguf"));
        const auto expected = readVocabulary(**file);
        VERIFY_OK(expected);
        QVERIFY(form->tokens == expected->tokens);
        QVERIFY(form->merges == expected->merges);
        const auto made = makeTokenizer(*form, "test");
        VERIFY_OK(made);
        sameIds(**original, **made);
        writeAndCompare(*form, **original);
    }

    void starterModel() {
        NEED_STARTER_MODEL();
        const auto file = GgufFile::open(starterModelPath());
        const auto vocabulary = readVocabulary(**file);
        VERIFY_OK(vocabulary);
        const auto original = makeTokenizer(*vocabulary, "test");
        VERIFY_OK(original);
        writeAndCompare(*vocabulary, **original);
    }

    /// Real SentencePiece models: to GGUF's scores, and from there to merges.
    void sentencePieceBothWays_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("llama2") << "llama2";
        QTest::newRow("internlm2") << "internlm2";
    }
    void sentencePieceBothWays() {
        QFETCH(QString, name);
        const fs::path model =
            fs::path(INKSTONE_SOURCE_DIR) / "../shared/data/tokenizers" / (name.toStdString() + ".model");
        if (!fs::exists(model)) QSKIP("the shared tokenizer models are not there");
        Scratch scratch;
        fs::copy_file(model, scratch.path("tokenizer.model"));
        scratch.put("tokenizer_config.json", R"({"bos_token":"<s>","eos_token":"</s>","unk_token":"<unk>",
            "add_bos_token":true,"add_eos_token":false,"chat_template":"{{ messages }}"})");
        const auto original = openTokenizer(scratch.path());
        VERIFY_OK(original);
        const auto form = vocabularyOfFolder(scratch.path(), **original);
        VERIFY_OK(form);
        QCOMPARE(form->model, std::string("llama"));
        const auto made = makeTokenizer(*form, "test");
        VERIFY_OK(made);
        sameIds(**original, **made);
        writeAndCompare(*form, **made);
    }

    /// Merges with byte fallback (Gemma, Mistral): ranks become scores.
    void metaspaceBecomesScores() {
        Scratch scratch;
        Json vocab = Json::object();
        int id = 0;
        for (const char* special : {"<unk>", "<s>", "</s>"}) vocab[special] = id++;
        for (int byte = 0; byte < 256; ++byte) {
            char name[8];
            std::snprintf(name, sizeof name, "<0x%02X>", byte);
            vocab[name] = id++;
        }
        for (const char* piece : {"\xE2\x96\x81", "h", "e", "l", "o", "t", "ll", "he", "hell", "hello",
                                  "\xE2\x96\x81t", "\xE2\x96\x81the"})
            vocab[piece] = id++;
        const Json merges = Json::array({{"l", "l"},
                                         {"h", "e"},
                                         {"\xE2\x96\x81", "t"},
                                         {"he", "ll"},
                                         {"hell", "o"},
                                         {"\xE2\x96\x81t", "he"}});
        Json added = Json::array();
        for (int i = 0; i < 3; ++i)
            added.push_back({{"id", i},
                             {"content", i == 0   ? "<unk>"
                                         : i == 1 ? "<s>"
                                                  : "</s>"},
                             {"special", true},
                             {"normalized", false}});
        const Json json{
            {"added_tokens", added},
            {"normalizer",
             {{"type", "Sequence"},
              {"normalizers",
               {{{"type", "Prepend"}, {"prepend", "\xE2\x96\x81"}},
                {{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", "\xE2\x96\x81"}}}}}},
            {"decoder",
             {{"type", "Sequence"},
              {"decoders",
               {{{"type", "Replace"}, {"pattern", {{"String", "\xE2\x96\x81"}}}, {"content", " "}},
                Json::object({{"type", "ByteFallback"}}),
                Json::object({{"type", "Fuse"}}),
                {{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}}}}}},
            {"model",
             {{"type", "BPE"},
              {"unk_token", "<unk>"},
              {"fuse_unk", true},
              {"byte_fallback", true},
              {"vocab", vocab},
              {"merges", merges}}}};
        VERIFY_OK(writeJson(scratch.path("tokenizer.json"), json));
        scratch.put("tokenizer_config.json", R"({"bos_token":"<s>","eos_token":"</s>"})");
        const auto original = openTokenizer(scratch.path());
        VERIFY_OK(original);
        const auto form = vocabularyOfFolder(scratch.path(), **original);
        VERIFY_OK(form);
        QCOMPARE(form->model, std::string("llama"));
        QVERIFY(form->addSpacePrefix.value_or(false));
        const auto made = makeTokenizer(*form, "test");
        VERIFY_OK(made);
        const auto ids = (*made)->encode("hello the", {.addSpecial = false});
        const auto expected = (*original)->encode("hello the", {.addSpecial = false});
        VERIFY_OK(ids);
        QVERIFY(*ids == *expected);
        QVERIFY(ids->size() < 9); // merges happened
    }

    /// A way of cutting that no GGUF name has is refused, not approximated.
    void unknownCuttingIsRefused() {
        Scratch scratch;
        fs::copy(golden("tiny_llama/hf/tokenizer.json"), scratch.path("tokenizer.json"));
        fs::copy(golden("tiny_llama/hf/tokenizer_config.json"), scratch.path("tokenizer_config.json"));
        auto json = readJson(scratch.path("tokenizer.json"));
        VERIFY_OK(json);
        (*json)["pre_tokenizer"] = {
            {"type", "Sequence"},
            {"pretokenizers",
             {{{"type", "Split"},
               {"pattern", {{"Regex", "[e]"}}},
               {"behavior", "Isolated"},
               {"invert", false}},
              {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", true}}}}};
        VERIFY_OK(writeJson(scratch.path("tokenizer.json"), *json));
        const auto original = openTokenizer(scratch.path());
        VERIFY_OK(original);
        VERIFY_FAILS(vocabularyOfFolder(scratch.path(), **original), "no form that a GGUF file can hold");
    }
};

QTEST_APPLESS_MAIN(TokenizerFormsTest)
#include "tokenizer_forms_test.moc"
