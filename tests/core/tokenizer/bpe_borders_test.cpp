// Byte pairs, joined by the plainest algorithm there is, against the engine, which cuts pieces where no merge
// can reach over a border of characters and knows ideographs by heart.

#include "core/base/random.h"
#include "core/base/utf8.h"
#include "core/tokenizer/bpe.h"
#include "core/tokenizer/byte_map.h"
#include "tests/support/scratch.h"

#include <map>

using namespace inkstone;
using namespace inkstone::test;

namespace {

using Pair = std::pair<std::string, std::string>;

constexpr std::u32string_view characters = U"ab .\u00e9\u3000\u3042\u4e00\u4e2d\u4e2e\u4e4d\u56fd\u6211\u9fff"
                                           U"\uac00\ud7a3\uff0c\U0001f375\U0001f600";

std::string randomText(Random& random, uint64_t longest) {
    std::string text;
    for (uint64_t n = 1 + random.below(longest); n > 0; --n)
        appendUtf8(text, characters[random.below(characters.size())]);
    return text;
}

/// Bytes as stand-ins and merges of neighbours as they occur in texts, so that many reach over borders.
struct RandomModel {
    std::vector<std::string> pieces;
    std::vector<Pair> merges;  ///< as stand-ins
    std::map<Pair, int> ranks; ///< as bytes
    std::string dropped;       ///< bytes without a token
    Vocabulary vocabulary;
    BpeModel model;

    RandomModel(Random& random, bool drops, bool ignoreMerges) {
        if (drops) dropped = {'\xE4', '\xB8', '.', '\x8C'};
        std::vector<std::string> tokens;
        for (int b = 0; b < 256; ++b)
            if (dropped.find(char(b)) == std::string::npos) tokens.push_back(std::string(1, char(b)));
        while (merges.size() < 400) {
            std::vector<std::string> parts = split(randomText(random, 12));
            for (uint64_t n = random.below(6); n > 0; --n) joinFirst(parts);
            if (parts.size() < 2) continue;
            const size_t at = size_t(random.below(parts.size() - 1));
            const Pair pair{parts[at], parts[at + 1]};
            if (ranks.contains(pair)) continue;
            const std::string joined = pair.first + pair.second;
            ranks.emplace(pair, int(merges.size()));
            merges.emplace_back(bytesToChars(pair.first), bytesToChars(pair.second));
            if (std::find(tokens.begin(), tokens.end(), joined) == tokens.end()) tokens.push_back(joined);
        }
        for (const std::string& token : tokens) pieces.push_back(bytesToChars(token));
        vocabulary = Vocabulary::make(pieces, {}, "random").value();
        model = BpeModel::fromMerges(vocabulary, merges, {.byteLevel = true, .ignoreMerges = ignoreMerges},
                                     "random")
                    .value();
    }

    std::vector<std::string> split(const std::string& text) const {
        std::vector<std::string> parts;
        for (const char c : text)
            if (dropped.find(c) == std::string::npos) parts.push_back(std::string(1, c));
        return parts;
    }
    /// The leftmost pair of the lowest rank; false when none joins.
    bool joinFirst(std::vector<std::string>& parts) const {
        size_t best = parts.size();
        int bestRank = INT_MAX;
        for (size_t i = 0; i + 1 < parts.size(); ++i) {
            const auto found = ranks.find({parts[i], parts[i + 1]});
            if (found == ranks.end() || found->second >= bestRank) continue;
            best = i;
            bestRank = found->second;
        }
        if (best == parts.size()) return false;
        parts[best] += parts[best + 1];
        parts.erase(parts.begin() + long(best) + 1);
        return true;
    }
    std::vector<TokenId> plain(const std::string& text, bool ignoreMerges) const {
        const TokenId whole = vocabulary.find(bytesToChars(text));
        if (ignoreMerges && whole >= 0) return {whole};
        std::vector<std::string> parts = split(text);
        while (joinFirst(parts)) {
        }
        std::vector<TokenId> ids;
        for (const std::string& part : parts) ids.push_back(vocabulary.find(bytesToChars(part)));
        return ids;
    }
};

} // namespace

class BpeBordersTest : public QObject {
    Q_OBJECT
private slots:
    void sameAsThePlainAlgorithm_data() {
        QTest::addColumn<bool>("drops");
        QTest::addColumn<bool>("ignoreMerges");
        QTest::newRow("all bytes") << false << false;
        QTest::newRow("some bytes have no token") << true << false;
        QTest::newRow("whole pieces first") << false << true;
    }
    void sameAsThePlainAlgorithm() {
        QFETCH(bool, drops);
        QFETCH(bool, ignoreMerges);
        Random random(5);
        for (int round = 0; round < 12; ++round) {
            const RandomModel made(random, drops, ignoreMerges);
            BpeModel::Scratch scratch;
            for (int i = 0; i < 400; ++i) {
                const std::string text = randomText(random, i % 10 == 0 ? 80 : 12);
                std::vector<TokenId> ids, again;
                std::vector<size_t> places;
                made.model.encode(text, scratch, ids, nullptr, 0);
                made.model.encode(text, scratch, again, &places, 7);
                QVERIFY2(ids == made.plain(text, ignoreMerges), text.c_str());
                QVERIFY(again == ids);
                QCOMPARE(places.size(), ids.size());
                if (drops) continue;
                size_t at = 7;
                for (size_t k = 0; k < ids.size(); ++k) {
                    QCOMPARE(places[k], at);
                    at += charsToBytes(made.pieces[size_t(ids[k])])->size();
                }
            }
        }
    }
};

QTEST_APPLESS_MAIN(BpeBordersTest)
#include "bpe_borders_test.moc"
