// tokenizer.json of many kinds against Hugging Face `tokenizers` (tests/reference/tokenizer_json.py), and the
// broken files of the catalogue.

#include "core/tokenizer/tokenizer_json.h"

#include "tests/support/scratch.h"

#include <fstream>

using namespace inkstone;
using namespace inkstone::test;
using Json = nlohmann::ordered_json;

namespace {

const char* const small = R"({"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]},
    "pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false},"decoder":{"type":"ByteLevel"}})";

std::string with(const std::string& from, const std::string& to) {
    std::string json = small;
    return json.replace(json.find(from), from.size(), to);
}

std::string errorOf(const std::string& json) {
    const auto made = parseTokenizerJson(json, {}, "tokenizer.json");
    return made ? std::string() : made.error().str();
}

} // namespace

class TokenizerJsonTest : public QObject {
    Q_OBJECT
private slots:
    void idsAndTextsEqualTheReference() { // TK-07, TK-13, TK-15
        std::ifstream in(golden("tokenizer/tokenizer_json.jsonl"));
        int cases = 0;
        for (std::string line; std::getline(in, line); ++cases) {
            const Json row = Json::parse(line);
            const std::string name = row["name"];
            const auto made = parseTokenizerJson(row["json"].dump(), {}, name);
            QVERIFY2(made, made ? "" : made.error().str().c_str());
            for (const Json& one : row["rows"]) {
                auto ids = one[1].get<std::vector<TokenId>>();
                if (one[0].is_string()) {
                    const auto encoded =
                        (*made)->encodeWithPlaces(one[0].get<std::string>(), {.parseSpecial = true});
                    QVERIFY(encoded);
                    const std::string message = name + ": " + one[0].dump() + " gives " +
                                                Json(encoded->ids).dump() + ", not " + one[1].dump();
                    QVERIFY2(encoded->ids == ids, message.c_str());
                    QVERIFY(std::is_sorted(encoded->begins.begin(), encoded->begins.end()));
                }
                const std::string decoded = *(*made)->decode(ids, true);
                const std::string message =
                    name + ": decodes " + Json(decoded).dump() + ", not " + one[2].dump();
                QVERIFY2(decoded == one[2].get<std::string>(), message.c_str());
            }
        }
        QCOMPARE(cases, 13);
    }
    void theSmallOneIsSound() {
        const auto made = parseTokenizerJson(small, {}, "x");
        QVERIFY(made);
        QCOMPARE(*(*made)->encode("abab"), (std::vector<TokenId>{2, 2}));
        QCOMPARE((*made)->fingerprint(), (*parseTokenizerJson(small, {}, "elsewhere"))->fingerprint());
        QVERIFY((*made)->fingerprint() !=
                (*parseTokenizerJson(with(R"("vocab":{"a":0)", R"("vocab":{"c":9,"a":0)"), {}, "x"))
                    ->fingerprint());
    }
    void bothSpellingsOfMergesAreOne() { // TK-09
        const auto pairs = parseTokenizerJson(with(R"(["a b"])", R"([["a","b"]])"), {}, "x");
        QVERIFY(pairs);
        QCOMPARE(*(*pairs)->encode("ab"), std::vector<TokenId>{2});
        QVERIFY(errorOf(with("\"a b\"", "\"a c\"")).find("\"c\"") != std::string::npos);
        QVERIFY(errorOf(with("\"a b\"", "\"b a\"")).find("\"ba\"") != std::string::npos);
        QVERIFY(!errorOf(with("\"a b\"", "\"ab\"")).empty());
        QVERIFY(!errorOf(with("\"a b\"", "[\"a\"]")).empty());
        QVERIFY(!errorOf(with("\"a b\"", "7")).empty());
    }
    void badIdsAreRefusedAndGapsAreNot() { // TK-10
        const auto gap = parseTokenizerJson(with("\"ab\":2", "\"ab\":9"), {}, "x");
        QVERIFY(gap);
        QCOMPARE((*gap)->vocabularySize(), 10);
        QCOMPARE((*gap)->piece(5), std::string());
        for (const char* bad :
             {"\"ab\":1", "\"ab\":-1", "\"ab\":1.5", "\"ab\":2147483648", "\"ab\":\"2\"", "\"ab\":null"})
            QVERIFY2(!errorOf(with("\"ab\":2", bad)).empty(), bad);
    }
    void unknownKindsAreNamed() { // TK-11
        QVERIFY(errorOf(with("\"BPE\"", "\"Unigram\"")).find("Unigram") != std::string::npos);
        QVERIFY(
            errorOf(with("\"pre_tokenizer\":{\"type\":\"ByteLevel\"", "\"pre_tokenizer\":{\"type\":\"Bert\""))
                .find("Bert") != std::string::npos);
        const std::string normalizer = with("\"model\"", R"("normalizer":{"type":"Precompiled"},"model")");
        QVERIFY(errorOf(normalizer).find("Precompiled") != std::string::npos);
        const std::string decoder =
            with("\"decoder\":{\"type\":\"ByteLevel\"}", "\"decoder\":{\"type\":\"CTC\"}");
        QVERIFY(errorOf(decoder).find("CTC") != std::string::npos);
    }
    void decodersThatWouldGiveAnotherTextAreNamed_data() {
        QTest::addColumn<QString>("steps");
        QTest::addColumn<QString>("named");
        const QString spaces = R"({"type":"Replace","pattern":{"String":"\u2581"},"content":" "})";
        const QString strip = R"({"type":"Strip","content":" ","start":1,"stop":0})",
                      fuse = R"({"type":"Fuse"})";
        const QString bytes = R"({"type":"ByteFallback"})";
        QTest::newRow("as Llama") << spaces + ',' + bytes + ',' + fuse + ',' + strip << "";
        QTest::newRow("as Gemma") << spaces + ',' + bytes + ',' + fuse << "";
        QTest::newRow("strips each token") << spaces + ',' + bytes + ',' + strip << "Strip";
        QTest::newRow("strips two") << spaces + ',' + fuse +
                                           R"(,{"type":"Strip","content":" ","start":2,"stop":0})"
                                    << "Strip";
        QTest::newRow("bytes behind the joint text") << spaces + ',' + fuse + ',' + bytes << "ByteFallback";
        QTest::newRow("keeps the signs of spaces") << bytes + ',' + fuse << "Fuse";
        QTest::newRow("of byte-level pieces") << R"({"type":"ByteLevel"})"
                                              << "ByteLevel";
        QTest::newRow("other signs") << R"({"type":"Metaspace","replacement":"_"})"
                                     << "_";
    }
    void decodersThatWouldGiveAnotherTextAreNamed() {
        QFETCH(QString, steps);
        QFETCH(QString, named);
        const std::string json =
            R"({"model":{"vocab":{"a":0},"merges":[]},"decoder":{"type":"Sequence","decoders":[)" +
            steps.toStdString() + "]}}";
        const QString error = QString::fromStdString(errorOf(json));
        QVERIFY2(named.isEmpty() ? error.isEmpty() : error.contains("\"" + named + "\""), qPrintable(error));
    }
    void byteTokensNeedADecoderThatKnowsThem() {
        const std::string json = R"({"model":{"vocab":{"a":0,"<0x0A>":1},"merges":[],"byte_fallback":true},
            "decoder":{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"never"}})";
        QVERIFY(errorOf(json).find("ByteFallback") != std::string::npos);
    }
    void unknownCharactersWaitForAKnownOne() { // as `tokenizers`: bytes of others overtake them
        const auto made = [](const char* fuse) {
            return parseTokenizerJson(
                std::string(R"({"model":{"byte_fallback":true,"unk_token":"<unk>","fuse_unk":)") + fuse +
                    R"(,"vocab":{"<unk>":0,"a":1,"<0xC3>":2,"<0xA9>":3},"merges":[]}})",
                {}, "x");
        };
        const auto apart = made("false"), fused = made("true");
        QVERIFY(apart && fused);
        using Ids = std::vector<TokenId>;
        QCOMPARE(*(*apart)->encode("aéa"), (Ids{1, 2, 3, 1}));
        QCOMPARE(*(*apart)->encode("üéüa"), (Ids{2, 3, 0, 0, 1}));
        QCOMPARE(*(*apart)->encode("üüéé"), (Ids{0, 2, 3, 2, 3, 0}));
        QCOMPARE(*(*fused)->encode("üéüa"), (Ids{2, 3, 0, 1}));
        QCOMPARE(*(*fused)->encode("üaü"), (Ids{0, 1, 0}));
        const auto places = (*fused)->encodeWithPlaces("üüéé", {});
        QVERIFY(places && std::is_sorted(places->begins.begin(), places->begins.end()));
    }
    void unknownBytesFuseAndAddedTokensSpellNone() { // as `tokenizers`
        const auto made =
            parseTokenizerJson(R"({"model":{"vocab":{"<unk>":0,"a":1},"merges":[],"unk_token":"<unk>",
            "fuse_unk":true},"added_tokens":[{"id":2,"content":"b","single_word":true}],
            "pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false},"decoder":{"type":"ByteLevel"}})",
                               {}, "x");
        QVERIFY(made);
        QCOMPARE(*(*made)->encode("acda é"), (std::vector<TokenId>{1, 0, 1, 0}));
        QCOMPARE(*(*made)->encode("aba"), (std::vector<TokenId>{1, 0, 1}));
        QCOMPARE(*(*made)->encode("a b"), (std::vector<TokenId>{1, 0, 2}));
    }
    /// The first word by its place in the original text.
    void metaspaceBeforeTheFirstWordCountsWhatANormalizerTookAway() {
        const auto made = parseTokenizerJson(R"({"model":{"vocab":{"▁a":0,"a":1,"▁":2},"merges":[["▁","a"]]},
            "normalizer":{"type":"Strip","strip_left":true,"strip_right":false},
            "pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":true}})",
                                             {}, "x");
        QVERIFY(made);
        QCOMPARE(*(*made)->encode("a a"), (std::vector<TokenId>{0, 0}));
        QCOMPARE(*(*made)->encode(" a a"), (std::vector<TokenId>{1, 0}));
        const auto replaced = parseTokenizerJson(R"({"model":{"vocab":{"\u2581a":0,"a":1,"\u2581":2},"merges":[["\u2581","a"]]},
            "normalizer":{"type":"Replace","pattern":{"Regex":"b+"},"content":"a"},
            "pre_tokenizer":{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"first","split":true}})",
                                                 {}, "x");
        QVERIFY(replaced);
        QCOMPARE(*(*replaced)->encode("b"), (std::vector<TokenId>{0}));
        QCOMPARE(*(*replaced)->encode("bb"), (std::vector<TokenId>{1}));
    }
    void aSpecialTokenOfOneCharacterStaysItsSpelling() { // as `tokenizers` with encode_special_tokens
        const auto made =
            parseTokenizerJson(R"({"model":{"vocab":{"a":0,"b":1,"ab":2,"<s>":3},"merges":["a b"]},
            "added_tokens":[{"id":0,"content":"a","special":true},{"id":3,"content":"<s>","special":true}]})",
                               {}, "x");
        QVERIFY(made);
        QCOMPARE(*(*made)->encode("aba"), (std::vector<TokenId>{2, 0}));
        QCOMPARE(*(*made)->encode("aba", {.parseSpecial = true}), (std::vector<TokenId>{0, 1, 0}));
        QCOMPARE((*made)->kind(0), TokenKind::Control);
    }
    void aMetaspaceDecoderTakesTheFirstTokensSpaces() { // as `tokenizers`: all of them, and of no other token
        const auto made = parseTokenizerJson(R"({"model":{"vocab":{"\u2581\u2581":0,"\u2581a":1},"merges":[]},
            "decoder":{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"always","split":true}})",
                                             {}, "x");
        QVERIFY(made);
        QCOMPARE(*(*made)->decode(std::vector<TokenId>{0, 1}), std::string(" a"));
        QCOMPARE(*(*made)->decode(std::vector<TokenId>{1, 0, 1}), std::string("a   a"));
    }
    void whatChangesIdsAndIsNotKnownIsNamed() {
        QVERIFY(errorOf(with(R"("type":"BPE",)", R"("type":"BPE","dropout":0.1,)")).find("dropout") !=
                std::string::npos);
        QVERIFY(errorOf(with(R"("type":"BPE",)", R"("type":"BPE","dropout":null,)")).empty());
        QVERIFY(errorOf(with(R"("type":"BPE",)", R"("type":"BPE","dropout":0.0,)")).empty());
        const std::string once =
            R"({"type":"TemplateProcessing","single":[{"Sequence":{"id":"A","type_id":0}}],"special_tokens":{}})";
        const auto processed = [](const std::string& p) {
            return with("\"model\"", "\"post_processor\":" + p + ",\"model\"");
        };
        QVERIFY(errorOf(processed(once)).empty());
        QVERIFY(
            !errorOf(processed(R"({"type":"TemplateProcessing","single":[],"special_tokens":{}})")).empty());
        const std::string twice = R"({"type":"Sequence","processors":[)" + once + "," + once + "]}";
        QVERIFY(errorOf(processed(twice)).find("TemplateProcessing") != std::string::npos);
    }
    void normalisedTokensComeAfterTheOthers() { // also where nothing is normalised
        const std::string added = R"("added_tokens":[{"id":7,"content":"ba","normalized":true},
            {"id":8,"content":"a<","normalized":false},{"id":9,"content":"<s>","normalized":true,"special":true}],)";
        const auto made = parseTokenizerJson(with("\"model\"", added + "\"model\""), {}, "x");
        QVERIFY(made);
        QCOMPARE(*(*made)->encode("ba<"), (std::vector<TokenId>{1, 8}));
        QCOMPARE(*(*made)->encode("bba"), (std::vector<TokenId>{1, 7}));
        // A stranger's text names no special token, normalised or not.
        const std::vector<ByteRange> stranger{{3, 7}};
        const auto mixed =
            (*made)->encodeWithPlaces("<s>a<s>", {.addSpecial = false, .parseSpecial = true}, stranger);
        QVERIFY(mixed);
        QCOMPARE(mixed->ids.front(), 9);
        QCOMPARE(std::count(mixed->ids.begin(), mixed->ids.end(), 9), 1);
    }
    void settingsOfOtherTypesAreNone() {
        const Scratch scratch;
        scratch.put("tokenizer.json", small);
        scratch.put("tokenizer_config.json",
                    R"({"bos_token":{"content":null},"eos_token":{"content":5},"chat_template":
            [{"name":1,"template":"x"},{"name":"default","template":[]}]})");
        const auto made = openTokenizer(scratch.path());
        VERIFY_OK(made);
        QCOMPARE((*made)->bos(), -1);
        QVERIFY((*made)->chatTemplate().empty());
    }
    void normalisedTokensDecodeAsTheyAreFound() { // as `tokenizers`: "QUEEN" becomes "queen", " queen" keeps
                                                  // its space
        const std::string added = R"("added_tokens":[{"id":9,"content":"QUEEN","normalized":true}],)";
        const auto lower = parseTokenizerJson(
            with("\"model\"", added + R"("normalizer":{"type":"Lowercase"},"model")"), {}, "x");
        QVERIFY(lower);
        QCOMPARE(*(*lower)->encode("aQuEEN"), (std::vector<TokenId>{0, 9}));
        QCOMPARE(*(*lower)->decode(std::vector<TokenId>{0, 9}), std::string("aqueen"));
        QCOMPARE((*lower)->piece(9), std::string("QUEEN"));

        const auto spaced = parseTokenizerJson(
            R"({"added_tokens":[{"id":3,"content":"queen","normalized":true}],
            "normalizer":{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"\u2581"},
            {"type":"Replace","pattern":{"String":" "},"content":"\u2581"}]},
            "model":{"type":"BPE","vocab":{"\u2581":0,"a":1,"\u2581a":2},"merges":[["\u2581","a"]]}})",
            {}, "x");
        QVERIFY(spaced);
        const auto ids = (*spaced)->encode("a queen");
        QCOMPARE(*ids, (std::vector<TokenId>{2, 3}));
        QCOMPARE(*(*spaced)->decode(*ids), std::string(" a queen"));
    }
    void damagedFilesAreErrors() {
        const std::string whole = small;
        for (size_t length = 0; length < whole.size(); ++length)
            QVERIFY(!errorOf(whole.substr(0, length)).empty());
        QVERIFY(!errorOf("[]").empty());
        QVERIFY(!errorOf(std::string(100'000, '[')).empty());
        QVERIFY(!errorOf(R"({"model":{"vocab":{}}})").empty());
    }
    void byteRunsFollowTheirRule() { // TK-06
        std::ifstream in(golden("tokenizer/tokenizer_json.jsonl"));
        for (std::string line; std::getline(in, line);) {
            const Json row = Json::parse(line);
            if (row["name"] != "metaspace-never") continue;
            const auto made = parseTokenizerJson(row["json"].dump(), {}, "x");
            QVERIFY(made);
            const std::vector<TokenId> ids = {*(*made)->find("<0xE5>"), *(*made)->find("<0x8F>"),
                                              *(*made)->find("a")};
            QCOMPARE(*(*made)->decode(ids), std::string("\xEF\xBF\xBD\xEF\xBF\xBD"
                                                        "a"));
        }
    }
};

QTEST_APPLESS_MAIN(TokenizerJsonTest)
#include "tokenizer_json_test.moc"
