// The steps of a normaliser against Hugging Face `tokenizers` (tests/reference/normalizers.py): every
// character alone, then mixed texts.

#include "core/tokenizer/normalizer.h"

#include "core/base/json.h"
#include "core/base/utf8.h"
#include "tests/support/scratch.h"

#include <QCryptographicHash>

using namespace inkstone;
using namespace inkstone::test;

namespace {

Normalizer stepNamed(const std::string& name) {
    Normalizer made;
    if (name == "NFC") made.addForm(Normalizer::Form::Nfc);
    if (name == "NFD") made.addForm(Normalizer::Form::Nfd);
    if (name == "NFKC") made.addForm(Normalizer::Form::Nfkc);
    if (name == "NFKD") made.addForm(Normalizer::Form::Nfkd);
    if (name == "Lowercase") made.addLowercase();
    if (name == "StripAccents") made.addStripAccents();
    return made;
}

constexpr const char* steps[] = {"NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents"};

QString hashOf(const Normalizer& step, char32_t first) {
    QByteArray all;
    for (char32_t c = first; c < first + 4096; ++c) {
        if (c >= 0xd800 && c < 0xe000) continue;
        std::string text;
        appendUtf8(text, c);
        if (c > first) all += '\0';
        all += QByteArray::fromStdString(step.apply(text, true).text);
    }
    return QString::fromLatin1(QCryptographicHash::hash(all, QCryptographicHash::Md5).toHex().left(16));
}

} // namespace

class NormalizerTest : public QObject {
    Q_OBJECT
    Json m_golden;

private slots:
    void initTestCase() {
        const auto read = readJson(golden("tokenizer/normalizers.json"));
        VERIFY_OK(read);
        m_golden = *read;
    }
    void everyCharacterAlone_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : steps) QTest::newRow(name) << name;
    }
    void everyCharacterAlone() {
        QFETCH(QString, name);
        const Normalizer step = stepNamed(name.toStdString());
        QVERIFY(!step.empty());
        const Json& blocks = m_golden["characters"][name.toStdString()];
        QCOMPARE(blocks.size(), size_t(0x110));
        QStringList wrong;
        for (size_t i = 0; i < blocks.size(); ++i) {
            if (hashOf(step, char32_t(i * 4096)).toStdString() != blocks[i].get<std::string>())
                wrong << QString::number(i * 4096, 16);
        }
        QVERIFY2(wrong.isEmpty(), qPrintable("blocks that differ: " + wrong.join(' ')));
    }
    void mixedTexts() {
        for (const Json& row : m_golden["rows"]) {
            for (size_t i = 0; i < std::size(steps); ++i) {
                const std::string have = stepNamed(steps[i]).apply(row[0].get<std::string>(), true).text;
                const std::string message =
                    std::string(steps[i]) + " of " + row[0].dump() + " is " + Json(have).dump();
                QVERIFY2(have == row[1][i].get<std::string>(), message.c_str());
            }
        }
        QVERIFY(m_golden["rows"].size() > 300);
    }
    void placesPointIntoTheInput() {
        Normalizer chain;
        chain.addForm(Normalizer::Form::Nfd);
        chain.addStripAccents();
        chain.addLowercase();
        const NormalizedText out = chain.apply("aÉ你B", true);
        QCOMPARE(out.text, std::string("ae你b"));
        const size_t places[] = {0, 1, 3, 3, 3, 6};
        for (size_t i = 0; i < out.text.size(); ++i) QVERIFY(out.placeOf(i) <= places[i]);
        QCOMPARE(out.placeOf(out.text.size() - 1), size_t(6));
    }
};

QTEST_APPLESS_MAIN(NormalizerTest)
#include "normalizer_test.moc"
