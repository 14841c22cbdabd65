#include "core/base/utf8.h"

#include "core/base/json.h"
#include "tests/support/scratch.h"

using namespace inkstone;
using namespace inkstone::test;

class Utf8Test : public QObject {
    Q_OBJECT
private slots:
    void replacesAsPythonDoes() {
        const auto cases = readJson(golden("formats/utf8.json"));
        VERIFY_OK(cases);
        QCOMPARE(cases->size(), size_t(200));
        for (const Json& row : *cases) {
            const QByteArray bytes =
                QByteArray::fromHex(QByteArray::fromStdString(row[0].get<std::string>()));
            const std::string text = bytes.toStdString(), expected = row[1].get<std::string>();
            QCOMPARE(replaceInvalidUtf8(text), expected);
            QVERIFY(isValidUtf8(expected));
            QCOMPARE(isValidUtf8(text), text == expected);
        }
    }

    void everyCodePointSurvives() {
        for (char32_t c = 0; c <= 0x110000; ++c) {
            std::string text;
            appendUtf8(text, c);
            const bool surrogate = c >= 0xd800 && c <= 0xdfff;
            size_t position = 0;
            const auto back = nextCodePoint(text, position);
            QVERIFY(back && *back == (surrogate || c > 0x10ffff ? 0xfffd : c));
            QCOMPARE(position, text.size());
        }
    }

    void cutsBetweenCodePoints() {
        const std::string text = "a汉😀";
        const std::vector<size_t> lengths = {0, 1, 1, 1, 4, 4, 4, 4, 8, 8};
        for (size_t bytes = 0; bytes < lengths.size(); ++bytes)
            QCOMPARE(cutUtf8(text, bytes).size(), lengths[bytes]);
        QCOMPARE(cutUtf8(std::string(10, '\x80'), 5).size(), size_t(5));
        QCOMPARE(countCodePoints(text), size_t(3));
    }

    void knowsAnUnfinishedEnd() {
        const std::string text = "x😀";
        QCOMPARE(unfinishedUtf8Suffix(text), size_t(0));
        for (size_t bytes = 1; bytes <= 3; ++bytes)
            QCOMPARE(unfinishedUtf8Suffix(text.substr(0, 1 + bytes)), bytes);
        QCOMPARE(unfinishedUtf8Suffix(""), size_t(0));
        QCOMPARE(unfinishedUtf8Suffix("\x80\x80"), size_t(0));
        QCOMPARE(unfinishedUtf8Suffix("a\xff"), size_t(0));
        QCOMPARE(unfinishedUtf8Suffix("\xed\xa0"), size_t(0)); // a surrogate never becomes whole
    }

    void hostileNamesBecomeHarmless() {
        QCOMPARE(escapeForDisplay("plain 名"), std::string("plain 名"));
        QCOMPARE(escapeForDisplay("a\nb\u202Egpj.exe"), std::string("a\\u{A}b\\u{202E}gpj.exe"));
        QCOMPARE(escapeForDisplay(std::string("a\0b\xff", 4)), std::string("a\\u{0}b\\xFF"));
        QCOMPARE(escapeForDisplay(std::string(10000, 'x'), 10), std::string(10, 'x') + "…");
        QCOMPARE(escapeForDisplay("汉汉", 4), std::string("汉…"));
    }
};

QTEST_APPLESS_MAIN(Utf8Test)
#include "utf8_test.moc"
