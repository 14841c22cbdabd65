// Which characters are letters, numbers and spaces, against Hugging Face `tokenizers`
// (tests/reference/unicode_classes.py), and the hand-written scanners against the patterns they stand for.
#include "core/tokenizer/word_scanner.h"

#include "core/base/json.h"
#include "core/base/random.h"
#include "core/base/utf8.h"
#include "core/tokenizer/char_class.h"
#include "core/tokenizer/pre_tokenizer.h"
#include "core/tokenizer/regex_syntax.h"
#include "tests/support/scratch.h"

using namespace inkstone;
using namespace inkstone::test;

namespace {

constexpr char32_t codePoints = 0x110000;
bool isSurrogate(char32_t c) { return c >= 0xd800 && c < 0xe000; }

std::vector<bool> members(const Json& golden, const std::string& name) {
    std::vector<bool> in(codePoints);
    const Json& ranges = golden[name];
    for (size_t i = 0; i < ranges.size(); i += 2)
        for (char32_t c = ranges[i]; c <= ranges[i + 1].get<char32_t>(); ++c) in[c] = true;
    return in;
}

/// The characters that a pattern for one character matches.
std::vector<bool> matchedBy(const std::string& pattern) {
    std::string text;
    std::vector<bool> in(codePoints);
    for (char32_t c = 0; c < codePoints; ++c)
        if (!isSurrogate(c)) appendUtf8(text, c);
    const auto regex = Regex::compile(pattern);
    if (!regex) return {};
    Regex::Matcher matcher(*regex);
    for (size_t from = 0, begin = 0, end = 0; matcher.find(text, from, begin, end); from = end)
        in[firstCodePoint(std::string_view(text).substr(begin)).c] = true;
    return in;
}

std::string randomText(Random& random) {
    static const std::vector<std::string> parts = {
        "'",      "'S",     "'ll",    "'Ve",    "'\u017f",    "'t",         " ",  "  ",     "\n",
        "\r\n",   "\t",     "\u3000", "a",      "Z",          "é",          "你", "1",      "42",
        "\u0663", "\u216b", "½",      "\u2167", ".",          "!?",         "😀",  "\u0301", "\0",
        "x",      "\u00a0", "\u2028", "'re",    "\U00011de0", "\U0002ebf0", "_"};
    std::string text;
    for (uint64_t n = 1 + random.below(12); n > 0; --n) text += parts[random.below(parts.size())];
    return text;
}

} // namespace

class WordScannerTest : public QObject {
    Q_OBJECT
    Json m_golden;

private slots:
    void initTestCase() {
        const auto read = readJson(golden("tokenizer/unicode_classes.json"));
        VERIFY_OK(read);
        m_golden = *read;
    }

    void everyCharacterHasItsClass() {
        const auto letters = members(m_golden, "L"), numbers = members(m_golden, "N"),
                   spaces = members(m_golden, "space");
        for (char32_t c = 0; c < codePoints; ++c) {
            const CharClass want = letters[c]   ? CharClass::Letter
                                   : numbers[c] ? CharClass::Number
                                   : spaces[c]  ? CharClass::Space
                                                : CharClass::Other;
            QVERIFY2(charClass(c) == want, qPrintable(QString::number(c, 16)));
        }
    }

    void patternsKnowTheSameCharacters_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("name");
        for (const char* name : {"L", "N", "M", "P", "S", "Lu", "Ll", "Lt", "Lm", "Lo"}) {
            QTest::newRow(name) << QString("\\p{%1}").arg(name) << QString(name);
            QTest::newRow(qPrintable(QString("in a class: ") + name))
                << QString("[\\p{%1}]").arg(name) << QString(name);
        }
        QTest::newRow("space") << "\\s"
                               << "space";
        QTest::newRow("digits") << QString(patterns::oneDigit) << "digits";
        QTest::newRow("\\d") << "\\d"
                             << "Nd";
        QTest::newRow("\\w") << "\\w"
                             << "word";
        QTest::newRow("\\w in a class") << "[\\w]"
                                        << "word";
        QTest::newRow("Rust's \\w") << QString("[%1]").arg(QLatin1String(rustWordCharacters.data()))
                                    << "rust_word";
        QTest::newRow("punctuation") << QString(patterns::punctuation) << "punctuation";
    }
    void patternsKnowTheSameCharacters() {
        QFETCH(QString, pattern);
        QFETCH(QString, name);
        auto want = members(m_golden, name.toStdString());
        const auto have = matchedBy(pattern.toStdString());
        if (pattern == "[\\w]") // inside of [ ] Oniguruma's \w lacks the small numbers of Latin-1
            for (const char32_t c : {0xb2, 0xb3, 0xb9, 0xbc, 0xbd, 0xbe}) want[c] = false;
        QCOMPARE(have.size(), want.size());
        for (char32_t c = 0; c < codePoints; ++c)
            QVERIFY2(have[c] == want[c], qPrintable(QString::number(c, 16)));
    }
    void wordCharactersAreRusts() {
        const auto words = members(m_golden, "rust_word"), marks = members(m_golden, "M");
        for (char32_t c = 0; c < codePoints; ++c) {
            QVERIFY2(isWordCharacter(c) == words[c], qPrintable(QString::number(c, 16)));
            QVERIFY2(isMark(c) == marks[c], qPrintable(QString::number(c, 16)));
        }
    }
    void theOppositeIsTheOpposite() {
        const auto letters = members(m_golden, "L"), others = matchedBy("\\P{L}");
        for (char32_t c = 0; c < codePoints; ++c)
            if (!isSurrogate(c)) QVERIFY2(letters[c] != others[c], qPrintable(QString::number(c, 16)));
    }

    void scannersCutAsTheirPatternsDo_data() {
        QTest::addColumn<QString>("pattern");
        QTest::newRow("gpt2") << QString(patterns::gpt2);
        QTest::newRow("llama3") << QString(patterns::llama3);
        QTest::newRow("qwen2") << QString(patterns::qwen2);
        QTest::newRow("digits") << QString(patterns::oneDigit);
    }
    void scannersCutAsTheirPatternsDo() {
        QFETCH(QString, pattern);
        const WordScanner scanner = wordScanner(pattern.toStdString());
        QVERIFY(scanner);
        const auto regex = Regex::compile(pattern.toStdString());
        VERIFY_OK(regex);
        Regex::Matcher matcher(*regex);
        Random random(7);
        for (int round = 0; round < 20000; ++round) {
            const std::string text = randomText(random);
            std::vector<size_t> want, have;
            for (size_t from = 0, begin = 0, end = 0; from < text.size(); from = end) {
                if (!matcher.find(text, from, begin, end)) begin = end = text.size();
                if (begin > from) want.push_back(begin); // between two digits
                if (end > begin) want.push_back(end);
            }
            for (size_t from = 0; from < text.size(); have.push_back(from)) from = scanner(text, from);
            QVERIFY2(have == want, text.c_str());
        }
    }
    void otherPatternsHaveNoScanner() { QVERIFY(!wordScanner("\\p{N}{1,3}")); }
};

QTEST_APPLESS_MAIN(WordScannerTest)
#include "word_scanner_test.moc"
