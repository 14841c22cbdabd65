// The pre-tokenizers GGUF files name, cut by cut, against Hugging Face `tokenizers`
// (tests/reference/pre_tokenizers.py), and patterns that mean different things to Oniguruma and to PCRE2.

#include "core/tokenizer/pre_tokenizer.h"

#include "core/base/json.h"
#include "core/base/utf8.h"
#include "core/tokenizer/byte_map.h"
#include "tests/support/scratch.h"

#include <QCryptographicHash>
#include <fstream>

using namespace inkstone;
using namespace inkstone::test;

namespace {

std::string ends(const PreTokenizer& cut, std::string_view text) {
    std::vector<ByteRange> pieces;
    if (!cut.split(text, pieces)) return "failed";
    std::string out;
    for (const auto& [begin, end] : pieces) out += (out.empty() ? "" : ",") + std::to_string(end);
    return out;
}

std::string shortHash(const std::string& text) {
    return QCryptographicHash::hash(QByteArray::fromStdString(text), QCryptographicHash::Md5)
        .toHex()
        .left(8)
        .toStdString();
}

/// The pieces of `text` with a | between them.
std::string joined(const PreTokenizer& cut, const std::string& text) {
    std::vector<ByteRange> pieces;
    if (!cut.split(text, pieces)) return "failed";
    std::string out;
    for (const auto& [begin, end] : pieces) out += (out.empty() ? "" : "|") + text.substr(begin, end - begin);
    return out;
}

std::string cutBy(const std::string& pattern, const std::string& text) {
    auto regex = Regex::compile(pattern);
    if (!regex) return regex.error().str();
    PreTokenizer cut;
    cut.add(std::move(*regex));
    return joined(cut, text);
}

} // namespace

class PreTokenizerTest : public QObject {
    Q_OBJECT
private slots:
    void namedOnesCutAsTheReference() { // TK-01, TK-16
        const auto golden = readJson(test::golden("tokenizer/pre_tokenizers.json"));
        VERIFY_OK(golden);
        int names = 0;
        for (const auto& [name, hashes] : (*golden)["names"].items()) {
            const auto cut = PreTokenizer::byName(name, "x.gguf");
            VERIFY_OK(cut);
            const Json& texts = (*golden)["texts"];
            QCOMPARE(hashes.size(), texts.size());
            for (size_t i = 0; i < texts.size(); ++i) {
                const std::string have = ends(*cut, texts[i].get_ref<const std::string&>());
                const std::string message = name + ": " + texts[i].dump() + " ends at " + have;
                QVERIFY2(shortHash(have) == hashes[i].get<std::string>(), message.c_str());
            }
            ++names;
        }
        QCOMPARE(names, 21);
    }
    void everyNameOpens() {
        const auto names = preTokenizerNames();
        QVERIFY(names.size() > 60);
        for (const std::string& name : names) VERIFY_OK(PreTokenizer::byName(name, "x.gguf"));
    }
    void unknownNamesAreRefusedByName() { // TK-11
        const auto unknown = PreTokenizer::byName("kimi-k2", "x.gguf");
        QVERIFY(!unknown && unknown.error().str().find("kimi-k2") != std::string::npos);
        QVERIFY(!PreTokenizer::byName("", "x.gguf"));
    }

    /// Expected by `tokenizers` with Split(Regex(pattern), "isolated").
    void patternsMeanWhatOnigurumaReads_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("pieces");
        QTest::newRow("interval then plus repeats") << "\\d{1,3}+"
                                                    << "a1234567b"
                                                    << "a|1234567|b";
        QTest::newRow("of a group") << "(ab){1,2}+"
                                    << "xabababx"
                                    << "x|ababab|x";
        QTest::newRow("plus plus possesses") << "a++b"
                                             << "aab"
                                             << "aab";
        QTest::newRow("lowest count left out") << "a{,2}b"
                                               << "aaab"
                                               << "a|aab";
        QTest::newRow("code point with plus") << "\\x{61}+b"
                                              << "aab"
                                              << "aab";
        QTest::newRow("u escape") << "\\u0061+"
                                  << "xaab"
                                  << "x|aa|b";
        QTest::newRow("class in a class") << "[^(\\s|[.,])]+"
                                          << "ab.c|d]e"
                                          << "ab|.|c|||d]e";
        QTest::newRow("bracket first in a class") << "[]x]+"
                                                  << "a]xb"
                                                  << "a|]x|b";
        QTest::newRow("posix class") << "[[:digit:]_]+"
                                     << "a1_2b"
                                     << "a|1_2|b";
        QTest::newRow("dollar at every line") << "b$"
                                              << "ab\nb"
                                              << "a|b|\n|b";
        QTest::newRow("caret at every line") << "^a"
                                             << "ab\na"
                                             << "a|b\n|a";
        QTest::newRow("hexadecimal digits") << "\\h+"
                                            << "xfF0g \t"
                                            << "x|fF0|g \t";
        QTest::newRow("script alone") << "\\p{Han}+"
                                      << "、字。々"
                                      << "、|字|。|々";
        QTest::newRow("word border after a mark") << "\\d(?=\\b)"
                                                  << "12\u0301 3"
                                                  << "12\u0301 |3";
        QTest::newRow("but not in a class") << "[\\w]+"
                                            << "-a²b"
                                            << "-|a|²|b";
        QTest::newRow("exactly twice or not at all") << "xa{2}?"
                                                     << "xaaxa"
                                                     << "xaa|x|a";
        QTest::newRow("m lets the dot take line breaks") << "(?m:a.)|b."
                                                         << "a\nb\nbc"
                                                         << "a\n|b\n|bc";
        QTest::newRow("options hold behind a bar") << "x(?i)a|b"
                                                   << "xAxBb"
                                                   << "xA|xB|b";
        QTest::newRow("vertical tab") << "\\v"
                                      << "a\v\nb"
                                      << "a|\v|\nb";
        QTest::newRow("places cut") << "(?=[A-Z])"
                                    << "aBcDE"
                                    << "a|Bc|D|E";
        QTest::newRow("nothing cuts everywhere else") << "x*"
                                                      << "abxxc"
                                                      << "a|b|xx|c";
        QTest::newRow("digits by three from the right") << "(?=(\\d{3})+(?!\\d))"
                                                        << "a1234567"
                                                        << "a1|234|567";
        QTest::newRow("script by another spelling") << "\\p{HAN}+"
                                                    << "、字。々"
                                                    << "、|字|。|々";
        QTest::newRow("intersection") << "[\\p{L}&&[^\\p{Han}]]+"
                                      << "ab你好é!"
                                      << "ab|你好|é|!";
        QTest::newRow("opposite beside others") << "[\\W\\d]+"
                                                << "ab1-2c"
                                                << "ab|1-2|c";
        QTest::newRow("letters by their POSIX name") << "[[:alpha:]]+"
                                                     << "aé你1"
                                                     << "aé你|1";
        QTest::newRow("all but a POSIX class") << "[[:^alpha:]]+"
                                               << "aé你12-b"
                                               << "aé你|12-|b";
        QTest::newRow("superscript is a word") << "\\w+"
                                               << "-a²\u2460"
                                               << "-|a²|\u2460";
    }
    void patternsMeanWhatOnigurumaReads() {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QFETCH(QString, pieces);
        QCOMPARE(QString::fromStdString(cutBy(pattern.toStdString(), text.toStdString())), pieces);
    }
    /// By `tokenizers` with Split(Regex(pattern), behavior, invert=True): parts that touch stay apart.
    void partsBetweenDelimitersStayApart_data() {
        QTest::addColumn<int>("behavior");
        QTest::addColumn<QString>("pieces");
        QTest::newRow("isolated") << int(SplitBehavior::Isolated) << "ab|1|2|-,|c| |3|d";
        QTest::newRow("removed") << int(SplitBehavior::Removed) << "ab|1|2|c|3|d";
        QTest::newRow("merged with previous") << int(SplitBehavior::MergedWithPrevious) << "ab|1|2-,|c |3|d";
        QTest::newRow("merged with next") << int(SplitBehavior::MergedWithNext) << "ab|1|2|-,c| 3|d";
        QTest::newRow("contiguous") << int(SplitBehavior::Contiguous) << "ab12|-,|c| |3d";
    }
    void partsBetweenDelimitersStayApart() {
        QFETCH(int, behavior);
        QFETCH(QString, pieces);
        PreTokenizer cut;
        cut.add(*Regex::compile("\\d|[a-z]+"), SplitBehavior(behavior), true);
        QCOMPARE(QString::fromStdString(joined(cut, "ab12-,c 3d")), pieces);
    }
    void whatCannotBeSpelledIsRefused() {
        for (const char* pattern : {"[a&&]", "[&&a]", "[abc", "[a&&", "a\\", "(", "[[:alpha", "\\Qa",
                                    "\\p{Foo}", "\\pL", "[[:foo:]]", "(?#a"})
            QVERIFY2(!Regex::compile(pattern), pattern);
        std::string deep;
        for (int i = 0; i < 30000; ++i) deep += "[";
        QVERIFY(!Regex::compile(deep));
    }
    /// Each pattern takes the characters it takes in Oniguruma, or is refused
    /// (tests/reference/regex_sets.py).
    void setsAreTheSameOrRefused() {
        std::string all;
        for (const auto& [first, last] : {std::pair{1, 0xD7FF}, {0xE000, 0x323FF}, {0xE0000, 0xE01FF}})
            for (int c = first; c <= last; ++c) appendUtf8(all, char32_t(c));
        std::ifstream in(INKSTONE_SOURCE_DIR "/tests/golden/tokenizer/regex_sets.jsonl");
        QStringList refused, wrong;
        int same = 0;
        for (std::string line; std::getline(in, line);) {
            const auto row = Json::parse(line);
            const std::string pattern = row[0];
            const auto regex = Regex::compile(pattern);
            if (!regex) {
                if (row.size() > 1) refused << QString::fromStdString(pattern);
                continue;
            }
            if (row.size() == 1) continue; // we read more
            std::vector<int32_t> found;
            Regex::Matcher matcher(*regex);
            Regex::Matches matches(matcher, all);
            for (size_t begin = 0, end = 0; matches.next(begin, end);)
                if (begin < end)
                    found.push_back(int32_t(firstCodePoint(std::string_view(all).substr(begin)).c));
            const QByteArray bytes(reinterpret_cast<const char*>(found.data()), qsizetype(found.size() * 4));
            const auto digest = QCryptographicHash::hash(bytes, QCryptographicHash::Md5).toHex();
            if (digest.toStdString() == row[2])
                ++same;
            else
                wrong << QString("%1: %2, not %3")
                             .arg(QString::fromStdString(pattern))
                             .arg(found.size())
                             .arg(row[1].get<int>());
        }
        qInfo().noquote() << same << "are the same; refused:" << refused.join("  ");
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join("\n")));
        QVERIFY(same > 200);
    }
    /// Oniguruma takes "ß" where "ss" stands, and the other way round.
    void textsThatFoldTogetherAreRefusedWithoutRegardToCase() {
        for (const char* pattern : {"(?i)ß", "(?i)ss", "(?i:a|xss)", "(?i)[ß]", "(?i)[Þ-ü]", "(?i)s(?:s)",
                                    "(?i)ŉ", "(?i)s\\x73", "(?i)fi", "(?i)[\\x{df}a]", "(?i)a(b(?i)st)"}) {
            const auto regex = Regex::compile(pattern);
            QVERIFY2(!regex && regex.error().str().find("without regard to case") != std::string::npos,
                     pattern);
        }
        for (const char* pattern :
             {"ß", "ss", "(?i:s)s", "(?i:a)ß", "(?i)(?-i)ss", "(?i:'s|'t|'re|'ve|'m|'ll|'d)", "(?i)s|s",
              "(?i)s+s", "(?i)[^ß]", "(?i)\\p{Ll}", "(?i)[a-z]+", "(?i)s.s", "(?i:[sdmt]|ll|ve|re)"})
            QVERIFY2(Regex::compile(pattern), pattern);
    }
    void stepsBehindByteLevelSeeStandIns() {
        // The bytes of "²" are C2 B2; the second stands for itself, a number.
        PreTokenizer cut;
        cut.seeStandIns();
        cut.add(*Regex::compile(patterns::oneDigit));
        QCOMPARE(ends(cut, "a²1"), std::string("2,3,4"));
    }
};

QTEST_APPLESS_MAIN(PreTokenizerTest)
#include "pre_tokenizer_test.moc"
