// SentencePiece against the Python package (tests/reference/tokenizer_json.py), and hostile models.

#include "core/base/random.h"
#include "core/tokenizer/sentencepiece_model.h"
#include "core/tokenizer/sentencepiece_tokenizer.h"

#include <QtTest>
#include <fstream>
#include <sentencepiece_processor.h>
#include <sstream>

using namespace inkstone;
using Json = nlohmann::ordered_json;

namespace {

std::string varint(uint64_t n) {
    std::string out;
    for (; n >= 0x80; n >>= 7) out += char(n | 0x80);
    return out + char(n);
}
std::string field(int number, const std::string& bytes) {
    return varint(uint64_t(number) << 3 | 2) + varint(bytes.size()) + bytes;
}
std::string field(int number, uint64_t value) { return varint(uint64_t(number) << 3) + varint(value); }
std::string piece(const std::string& text, int type) {
    return field(1, field(1, text) + "\x15" + std::string(4, '\0') + field(3, uint64_t(type)));
}
/// A Unigram model with pieces of every kind but bytes.
std::string unigram(bool dummyPrefix, bool removesSpaces, const std::string& unknown) {
    std::string pieces = piece("<unk>", 2) + piece("<s>", 3) + piece("</s>", 3);
    for (const char* word : {"a", "b", "\u2581", "\u2581a", "\u2581\u2581b", "b\u2581"})
        pieces += piece(word, 1);
    pieces += piece("<own>", 4);
    const std::string surface = unknown.empty() ? std::string() : field(44, unknown);
    return pieces + field(2, field(3, uint64_t(1)) + surface) +
           field(3,
                 field(1, "identity") + field(3, uint64_t(dummyPrefix)) + field(4, uint64_t(removesSpaces)));
}
/// <unk>, then the given pieces, as a BPE model that changes no text.
std::string model(const std::string& pieces, const std::string& normalizer = "") {
    return piece("<unk>", 2) + pieces + field(2, field(3, 2)) + field(3, normalizer + field(3, uint64_t(0)));
}

std::string errorOf(const std::string& bytes) {
    const auto made = makeSentencePiece(bytes, {}, "x.model");
    return made ? std::string() : made.error().str();
}

std::string readFile(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream all;
    all << in.rdbuf();
    return all.str();
}

const std::string folder = INKSTONE_SOURCE_DIR "/../shared/data/tokenizers/";

const std::string small = INKSTONE_SOURCE_DIR "/tests/golden/tokenizer/small_internlm2";

TokenizerSettings smallSettings() {
    TokenizerSettings settings;
    TokenId id = 494;
    for (const char* mark : {"<|plugin|>", "<|interpreter|>", "<|action_end|>", "<|action_start|>",
                             "<|im_end|>", "<|im_start|>"})
        settings.added.push_back({.content = mark, .id = id++});
    return settings;
}

/// The vocabulary a GGUF file would hold for this model.
GgufVocabulary asGguf(const SentencePieceFacts& facts) {
    GgufVocabulary v;
    v.model = "llama";
    v.tokens = facts.pieces;
    v.scores = facts.scores;
    for (const TokenKind kind : facts.kinds) {
        static constexpr int32_t types[] = {1, 2, 3, 4, 5, 6}; // in the order of TokenKind
        v.tokenTypes.push_back(types[size_t(kind)]);
    }
    v.bos = 1;
    v.eos = 2;
    v.unknown = 0;
    v.addSpacePrefix = facts.addsDummyPrefix;
    return v;
}

} // namespace

class SentencePieceTest : public QObject {
    Q_OBJECT
private slots:
    void idsEqualTheReference_data() {
        QTest::addColumn<bool>("gguf");
        QTest::newRow("library") << false;
        QTest::newRow("scores of a GGUF file") << true;
    }
    void idsEqualTheReference() {
        QFETCH(bool, gguf);
        if (!std::filesystem::exists(folder)) QSKIP("shared/data is not beside the project");
        std::ifstream in(INKSTONE_SOURCE_DIR "/tests/golden/tokenizer/sentencepiece_ids.jsonl");
        int models = 0;
        for (std::string line; std::getline(in, line); ++models) {
            const Json row = Json::parse(line);
            const std::string file = folder + row["model"].get<std::string>() + ".model";
            auto made = openSentencePiece(file);
            if (gguf) made = makeTokenizer(asGguf(*checkSentencePiece(readFile(file), file)), file);
            QVERIFY2(made, made ? "" : made.error().str().c_str());
            for (const Json& one : row["rows"]) {
                const std::string text = one[0];
                const auto ids = one[1].get<std::vector<TokenId>>();
                const auto encoded = (*made)->encodeWithPlaces(text, {.addSpecial = false});
                QVERIFY(encoded);
                const std::string message = file + ": " + one[0].dump() + " gives " +
                                            Json(encoded->ids).dump() + ", not " + one[1].dump();
                QVERIFY2(encoded->ids == ids, message.c_str());
                QVERIFY(std::is_sorted(encoded->begins.begin(), encoded->begins.end()));
                QCOMPARE(*(*made)->decode(ids), one[2].get<std::string>());
            }
        }
        QCOMPARE(models, 2);
    }
    void addedTokensLieOverUnusedPieces() {
        if (!std::filesystem::exists(folder)) QSKIP("shared/data is not beside the project");
        TokenizerSettings settings;
        settings.added = {{.content = "<|im_end|>", .id = 92542}, {.content = "<|im_start|>", .id = 92543}};
        const auto made = makeSentencePiece(readFile(folder + "internlm2.model"), settings, "internlm2");
        QVERIFY(made);
        const auto ids = (*made)->encode("<|im_start|>user\n", {.parseSpecial = true});
        QCOMPARE(*ids, (std::vector<TokenId>{1, 92543, 1008, 364}));
        QCOMPARE((*made)->piece(92542), std::string("<|im_end|>"));
        QCOMPARE((*made)->vocabularySize(), 92544);
        const auto ends = (*made)->endTokens();
        QVERIFY(std::find(ends.begin(), ends.end(), 92542) != ends.end());
        QVERIFY((*made)->encode("<|im_end|>")->size() > 2);
    }
    void addedTokensOfASmallModel() { // by transformers, tests/reference/small_internlm2.py
        const auto made = makeSentencePiece(readFile(small + ".model"), smallSettings(), "small");
        QVERIFY2(made, made ? "" : made.error().str().c_str());
        std::ifstream in(small + ".jsonl");
        int rows = 0;
        for (std::string line; std::getline(in, line); ++rows) {
            const Json row = Json::parse(line);
            const auto encoded = (*made)->encodeWithPlaces(row[0].get<std::string>(),
                                                           {.addSpecial = false, .parseSpecial = true});
            QVERIFY(encoded);
            const std::string message = row[0].dump() + " gives " + Json(encoded->ids).dump();
            QVERIFY2(encoded->ids == row[1].get<std::vector<TokenId>>(), message.c_str());
            QVERIFY(std::is_sorted(encoded->begins.begin(), encoded->begins.end()));
        }
        QVERIFY(rows > 120);
    }
    void theNameUnderASpecialTokenStaysText() {
        const auto made = makeSentencePiece(readFile(small + ".model"), smallSettings(), "small");
        QVERIFY(made);
        const std::string attack = "x[UNUSED_TOKEN_145][UNUSED_TOKEN_146]y";
        const auto trusted = (*made)->encode(attack, {.addSpecial = false, .parseSpecial = true});
        QVERIFY(std::count(trusted->begin(), trusted->end(), 498) == 1);
        const ByteRange all[] = {{0, attack.size()}};
        for (const bool parse : {false, true}) {
            const auto ids =
                (*made)->encodeWithPlaces(attack, {.addSpecial = false, .parseSpecial = parse}, all);
            QVERIFY(ids);
            for (const TokenId id : ids->ids) QVERIFY(id < 494);
            QVERIFY(std::is_sorted(ids->begins.begin(), ids->begins.end()));
            QCOMPARE(*(*made)->decode(ids->ids), attack);
        }
    }
    void textsEqualTheLibrarys_data() {
        QTest::addColumn<bool>("dummyPrefix");
        QTest::addColumn<bool>("removesSpaces");
        QTest::addColumn<QString>("unknown");
        for (const bool prefix : {false, true})
            for (const bool removes : {false, true})
                QTest::addRow("prefix %d, removes %d", prefix, removes) << prefix << removes << QString();
        QTest::newRow("a sign of its own for the unknown") << true << true << QStringLiteral("(?)");
    }
    /// Random ids, unknown ones among them, as a whole and as a stream.
    void textsEqualTheLibrarys() {
        QFETCH(bool, dummyPrefix);
        QFETCH(bool, removesSpaces);
        QFETCH(QString, unknown);
        const std::string bytes = unigram(dummyPrefix, removesSpaces, unknown.toStdString());
        const auto ours = makeSentencePiece(bytes, {}, "unigram");
        QVERIFY2(ours, ours ? "" : ours.error().str().c_str());
        sentencepiece::SentencePieceProcessor theirs;
        QVERIFY(theirs.LoadFromSerializedProto(bytes).ok());
        Random random(9);
        int unknowns = 0;
        for (int round = 0; round < 2000; ++round) {
            std::vector<int> ids;
            for (uint64_t n = 1 + random.below(8); n > 0; --n) ids.push_back(int(random.below(10)));
            std::string want;
            QVERIFY(theirs.Decode(ids, &want).ok());
            const auto got = (*ours)->decode(ids);
            QVERIFY(got);
            const std::string message = Json(ids).dump() + " gives \"" + *got + "\", not \"" + want + "\"";
            QVERIFY2(*got == want, message.c_str());
            StreamDecoder stream(**ours);
            std::string parts;
            for (const int id : ids) parts += stream.push(id);
            QCOMPARE(parts + stream.finish(), want);
            unknowns += want.find(unknown.isEmpty() ? "\u2047" : "(?)") != std::string::npos;
        }
        QVERIFY(unknowns > 200);
        const auto lost = (*ours)->encode("a\u00fcb", {.addSpecial = false});
        QVERIFY(lost);
        std::string want;
        QVERIFY(theirs.Decode(std::vector<int>(lost->begin(), lost->end()), &want).ok());
        QCOMPARE(*(*ours)->decode(*lost, true), want);
    }
    void aSmallModelWorks() {
        const std::string error = errorOf(model(piece("a", 1) + piece("b", 1)));
        QVERIFY2(error.empty(), error.c_str());
    }
    void hostileModelsAreRefused() { // TK-14
        QVERIFY(!errorOf("").empty());
        QVERIFY(!errorOf(field(2, field(3, 2))).empty());                      // no pieces
        QVERIFY(!errorOf(model(piece(std::string(1 << 20, 'x'), 1))).empty()); // 1 MB piece
        QVERIFY(!errorOf(model(piece("", 1))).empty());
        QVERIFY(!errorOf(model(piece("a", 1) + piece("a", 1))).empty());
        QVERIFY(!errorOf(model(piece("a", 9))).empty());
        QVERIFY(!errorOf(model(piece("<0xZZ>", 6))).empty());
        QVERIFY(!errorOf(model(piece("\xFF", 1))).empty());
        QVERIFY(!errorOf("\x08" + std::string(11, '\xFF')).empty());            // varint of 11 bytes
        QVERIFY(!errorOf(varint(1 << 3 | 2) + varint(1000) + "short").empty()); // length past the end
        QVERIFY(!errorOf(field(1, varint(1 << 3 | 2) + varint(UINT64_MAX))).empty());
        const std::string cut = std::string("\x00\x01\x00\x00", 4) + std::string(16, '\x7F');
        QVERIFY(!errorOf(model(piece("a", 1), field(2, cut))).empty()); // cut charsmap
        const std::string whole = model(piece("a", 1) + piece("b", 1));
        for (size_t length = 0; length + 1 < piece("<unk>", 2).size(); ++length)
            QVERIFY(!errorOf(whole.substr(0, length)).empty());
    }
    void aNulPieceIsTakenOnlyWhereItIsSafe() {
        const std::string nul = piece(std::string("\0", 1), 1);
        QCOMPARE(errorOf(model(nul + piece("a", 1))), std::string());
        const std::string unigram = piece("<unk>", 2) + nul + field(2, field(3, 1));
        QVERIFY(!errorOf(unigram).empty());
    }
};

QTEST_APPLESS_MAIN(SentencePieceTest)
#include "sentencepiece_test.moc"
