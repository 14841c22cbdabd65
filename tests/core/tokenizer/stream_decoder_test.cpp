// Tokens as they come: whatever the ids, every part is valid UTF-8, and the parts together are the whole.

#include "core/base/random.h"
#include "core/base/utf8.h"
#include "core/tokenizer/sentencepiece_tokenizer.h"
#include "core/tokenizer/tokenizer_json.h"
#include "tests/support/scratch.h"
#include "tests/support/starter_vocabulary.h"

#include <fstream>

using namespace inkstone;
using namespace inkstone::test;
using Json = nlohmann::ordered_json;

namespace {

using Named = std::pair<std::string, std::shared_ptr<const Tokenizer>>;

/// Every tokenizer.json of the golden, the small SentencePiece model, the starter model where it is there.
std::vector<Named> allTokenizers() {
    std::vector<Named> all;
    std::ifstream in(golden("tokenizer/tokenizer_json.jsonl"));
    for (std::string line; std::getline(in, line);) {
        const Json row = Json::parse(line);
        all.emplace_back(row["name"], parseTokenizerJson(row["json"].dump(), {}, "golden").value());
    }
    std::ifstream model(golden("tokenizer/small_internlm2.model"), std::ios::binary);
    all.emplace_back("sentencepiece",
                     makeSentencePiece({std::istreambuf_iterator<char>(model), {}}, {}, "small").value());
    if (fs::exists(tests::starterModel()))
        all.emplace_back("starter",
                         makeTokenizer(tests::KeyWalker(tests::starterModel()).read(), "starter").value());
    return all;
}

} // namespace

class StreamDecoderTest : public QObject {
    Q_OBJECT
private slots:
    void randomIdsGiveValidText() {
        Random random(3);
        int streams = 0;
        for (const auto& [name, tokenizer] : allTokenizers()) {
            for (int round = 0; round < 400; ++round) {
                StreamDecoder stream(*tokenizer);
                std::string whole, bytes;
                std::vector<TokenId> ids;
                for (uint64_t n = 1 + random.below(60); n > 0; --n) {
                    const TokenId id = TokenId(random.below(uint64_t(tokenizer->vocabularySize())));
                    const std::string part = stream.push(id);
                    QVERIFY2(isValidUtf8(part), name.c_str());
                    whole += part;
                    bytes += tokenizer->bytes(id);
                    ids.push_back(id);
                }
                const std::string last = stream.finish();
                QVERIFY2(isValidUtf8(last), name.c_str());
                whole += last;
                if (tokenizer->leadingSpace() == LeadingSpace::OneGoes && bytes.starts_with(' '))
                    bytes.erase(0, 1);
                const std::string want = tokenizer->decodeRule() == DecodeRule::Lossy
                                             ? replaceInvalidUtf8(bytes)
                                             : replaceInvalidUtf8Bytes(bytes);
                // SentencePiece's rule looks at the kinds of the tokens.
                const bool byKinds = tokenizer->decodeRule() == DecodeRule::PerByte;
                QCOMPARE(whole, byKinds ? *tokenizer->decode(ids) : want);
                QCOMPARE(stream.finish(), std::string());
                ++streams;
            }
        }
        QVERIFY(streams >= 14 * 400);
    }
    void idsOutsideGiveNothing() {
        for (const auto& [name, tokenizer] : allTokenizers()) {
            StreamDecoder stream(*tokenizer);
            for (const TokenId id : {-1, tokenizer->vocabularySize(), INT32_MAX})
                QCOMPARE(stream.push(id), std::string());
        }
    }
};

QTEST_APPLESS_MAIN(StreamDecoderTest)
#include "stream_decoder_test.moc"
