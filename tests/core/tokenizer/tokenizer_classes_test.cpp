// Ids and texts of 100,000 mixed lines for every class of tokenizer. The expected ones are made by hand with
// tests/reference/tokenizer_classes.py; INKSTONE_TOKENIZER_CLASSES names its folder.

#include "core/tokenizer/sentencepiece_tokenizer.h"
#include "core/tokenizer/tokenizer_json.h"
#include "tests/support/scratch.h"
#include "tests/support/starter_vocabulary.h"

#include <QCryptographicHash>
#include <fstream>

using namespace inkstone;
using namespace inkstone::test;
using Json = nlohmann::ordered_json;

namespace {

fs::path folder() { return qgetenv("INKSTONE_TOKENIZER_CLASSES").toStdString(); }

std::vector<std::string> readLines() {
    std::vector<std::string> lines;
    std::ifstream in(folder() / "lines.jsonl");
    for (std::string line; std::getline(in, line);) lines.push_back(Json::parse(line).get<std::string>());
    return lines;
}

struct Case {
    std::string name, kind, file;
    EncodeOptions options() const {
        if (kind == "json" || kind == "plain") return {.addSpecial = true, .parseSpecial = kind == "json"};
        return {.addSpecial = false, .parseSpecial = kind == "gguf"};
    }
};

Result<std::shared_ptr<const Tokenizer>> open(const Case& one) {
    if (one.kind == "gguf") {
        GgufVocabulary v = tests::KeyWalker(tests::starterModel()).read();
        v.pre = one.name;
        return makeTokenizer(std::move(v), "starter");
    }
    INK_TRY(bytes, readFile(folder() / one.file, 64 << 20));
    return one.kind == "json" || one.kind == "plain" ? parseTokenizerJson(bytes, {}, one.name)
                                                     : makeSentencePiece(std::move(bytes), {}, one.name);
}

std::string digest(const char* data, size_t size) {
    const auto hash = QCryptographicHash::hash(QByteArray(data, qsizetype(size)), QCryptographicHash::Md5);
    return hash.toHex().left(16).toStdString();
}

} // namespace

class TokenizerClassesTest : public QObject {
    Q_OBJECT
    std::vector<std::string> m_lines;

private slots:
    void initTestCase() {
        if (folder().empty()) QSKIP("INKSTONE_TOKENIZER_CLASSES names no folder");
        m_lines = readLines();
        qInfo("%zu lines", m_lines.size());
        QVERIFY(m_lines.size() >= 1000);
    }
    void sameIdsAndTexts_data() {
        QTest::addColumn<QString>("json");
        std::ifstream in(folder() / "cases.jsonl");
        for (std::string line; std::getline(in, line);)
            QTest::newRow(Json::parse(line)["name"].get<std::string>().c_str())
                << QString::fromStdString(line);
    }
    void sameIdsAndTexts() {
        QFETCH(QString, json);
        const Json row = Json::parse(json.toStdString());
        const Case one{row["name"], row["kind"], row["file"]};
        if (one.kind == "gguf" && !fs::exists(tests::starterModel()))
            QSKIP("the starter model is not on this machine");
        const auto tokenizer = open(one);
        VERIFY_OK(tokenizer);
        std::ifstream in(folder() / (one.name + ".txt"));
        size_t i = 0, ids = 0, texts = 0;
        std::string first;
        for (std::string want; std::getline(in, want); ++i) {
            const auto encoded = (*tokenizer)->encode(m_lines.at(i), one.options());
            VERIFY_OK(encoded);
            const auto text = (*tokenizer)->decode(*encoded, true);
            VERIFY_OK(text);
            const bool sameIds = want.starts_with(
                digest(reinterpret_cast<const char*>(encoded->data()), encoded->size() * sizeof(TokenId)));
            const bool sameText = want.ends_with(digest(text->data(), text->size()));
            ids += !sameIds;
            texts += !sameText;
            if (first.empty() && !(sameIds && sameText))
                first = (sameIds ? "text of " : "ids of ") + Json(m_lines[i].substr(0, 200)).dump() + ": " +
                        (sameIds ? Json(text->substr(0, 300)).dump() : Json(*encoded).dump().substr(0, 300));
        }
        const std::string message = std::to_string(ids) + " lines with other ids, " + std::to_string(texts) +
                                    " with another text; " + first;
        QCOMPARE(i, m_lines.size());
        QVERIFY2(ids + texts == 0, message.c_str());
    }
};

QTEST_APPLESS_MAIN(TokenizerClassesTest)
#include "tokenizer_classes_test.moc"
