// Files into records: every format, container and encoding; broken rows named, the rest kept.
#include "core/data/importer.h"
#include "core/store/schema.h"

#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <iconv.h>
#undef emit // a method of JobSink

using namespace inkstone;
namespace fs = std::filesystem;

namespace {

std::string encoded(std::string_view utf8, const char* encoding) {
    iconv_t converter = iconv_open(encoding, "UTF-8");
    std::string out(utf8.size() * 4 + 16, '\0');
    char* in = const_cast<char*>(utf8.data());
    char* to = out.data();
    size_t inLeft = utf8.size(), outLeft = out.size();
    iconv(converter, &in, &inLeft, &to, &outLeft);
    iconv_close(converter);
    out.resize(out.size() - outLeft);
    return out;
}

struct Read {
    std::vector<Record> records;
    std::vector<int64_t> lines;
    std::vector<RowError> errors;
    ReadFacts facts;
    std::string failure;
};

} // namespace

class ImportTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    int m_count = 0;

    fs::path folder() const { return m_dir.path().toStdString(); }
    fs::path file(const std::string& name, std::string_view bytes) const {
        std::ofstream stream(folder() / name, std::ios::binary | std::ios::trunc);
        stream.write(bytes.data(), std::streamsize(bytes.size()));
        return folder() / name;
    }
    Read read(const std::string& name, std::string_view bytes, const ImportOptions& options = {}) const {
        return read(file(name, bytes), options);
    }
    static Read read(const fs::path& path, const ImportOptions& options = {}) {
        Read result;
        const auto facts =
            readRecords(path, options,
                        {.record =
                             [&](Record&& record, int64_t line) {
                                 result.records.push_back(std::move(record));
                                 result.lines.push_back(line);
                                 return true;
                             },
                         .error = [&](RowError&& error) { result.errors.push_back(std::move(error)); }});
        if (facts)
            result.facts = *facts;
        else
            result.failure = facts.error().str();
        return result;
    }
    DatasetRepository project() {
        const fs::path path = folder() / ("project" + std::to_string(++m_count) + ".db");
        if (!Store::create(path, projectSchema())) qFatal("no store");
        return DatasetRepository(*Store::open(path, projectSchema()));
    }
    static std::string turnsOf(const Record& record) {
        std::string out;
        for (const Turn& turn : record.turns) out += turn.role + ":" + turn.content + "|";
        for (const Turn& turn : record.chosen) out += "+" + turn.content + "|";
        for (const Turn& turn : record.rejected) out += "-" + turn.content + "|";
        return out + record.text;
    }

private slots:
    void formatsAreGuessedAndRead_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("first");
        QTest::newRow("alpaca") << "a.jsonl"
                                << QByteArray(R"({"instruction":"Say","input":"hi","output":"hi"})")
                                << "alpaca"
                                << "user:Say\nhi|assistant:hi|";
        QTest::newRow("alpaca, system and history")
            << "a.json"
            << QByteArray(R"([{"instruction":"c","output":"d","system":"s","history":[["a","b"]]}])")
            << "alpaca"
            << "system:s|user:a|assistant:b|user:c|assistant:d|";
        QTest::newRow("sharegpt")
            << "a.json"
            << QByteArray(R"([{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}]}])")
            << "sharegpt"
            << "user:q|assistant:a|";
        QTest::newRow("sharegpt with tools")
            << "a.json"
            << QByteArray(
                   R"([{"conversations":[{"from":"human","value":"q"},{"from":"function_call","value":"{}"},{"from":"observation","value":"r"},{"from":"gpt","value":"a"}],"tools":"[]"}])")
            << "sharegpt"
            << "user:q|function_call:{}|tool:r|assistant:a|";
        QTest::newRow("openai")
            << "a.jsonl"
            << QByteArray(
                   R"({"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]})")
            << "openai"
            << "system:s|user:q|assistant:a|";
        QTest::newRow("openai, parts")
            << "a.jsonl"
            << QByteArray(
                   R"({"messages":[{"role":"user","content":[{"type":"text","text":"q"}]},{"role":"assistant","content":"a"}]})")
            << "openai"
            << "user:q|assistant:a|";
        QTest::newRow("bare lists of messages")
            << "a.jsonl"
            << QByteArray(
                   "[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]\n"
                   "[{\"role\":\"user\",\"content\":\"q2\"},{\"role\":\"assistant\",\"content\":\"a2\"}]\n")
            << "openai"
            << "user:q|assistant:a|";
        QTest::newRow("question and answer")
            << "a.jsonl" << QByteArray(R"({"question":"q","answer":42})") << "prompt-completion"
            << "user:q|assistant:42|";
        QTest::newRow("query and response")
            << "a.jsonl" << QByteArray(R"({"Query":"q","Response":"a"})") << "prompt-completion"
            << "user:q|assistant:a|";
        QTest::newRow("preference") << "a.jsonl"
                                    << QByteArray(R"({"prompt":"q","chosen":"good","rejected":"bad"})")
                                    << "preference"
                                    << "user:q|+good|-bad|";
        QTest::newRow("preference of whole conversations")
            << "a.jsonl"
            << QByteArray(
                   R"({"chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"good"}],"rejected":[{"role":"user","content":"q"},{"role":"assistant","content":"bad"}]})")
            << "preference"
            << "user:q|+good|-bad|";
        QTest::newRow("text") << "a.jsonl" << QByteArray(R"({"text":"once"})") << "text"
                              << "once";
        QTest::newRow("text and label")
            << "a.csv" << QByteArray("text,label\nnice,pos\nbad,neg\n") << "text-label"
            << "nice";
        QTest::newRow("prose") << "a.txt" << QByteArray("One.\nTwo.\n\nThree.\n") << "text"
                               << "One.\nTwo.\n\nThree.";
        QTest::newRow("tab separated")
            << "a.tsv" << QByteArray("prompt\tcompletion\nq\ta, b\n") << "prompt-completion"
            << "user:q|assistant:a, b|";
        QTest::newRow("semicolons") << "a.csv" << QByteArray("prompt;completion\nq;a\nq2;a2\n")
                                    << "prompt-completion"
                                    << "user:q|assistant:a|";
        QTest::newRow("CSV named jsonl")
            << "a.jsonl" << QByteArray("prompt,completion\nq,a\nq2,a2\n") << "prompt-completion"
            << "user:q|assistant:a|";
        QTest::newRow("JSONL named json")
            << "a.json" << QByteArray("{\"text\":\"x\"}\n{\"text\":\"y\"}\n") << "text"
            << "x";
        QTest::newRow("list over many lines")
            << "a.jsonl" << QByteArray("[\n  {\n  \"text\": \"x\"\n  },\n  {\"text\": \"y\"}\n]\n") << "text"
            << "x";
        QTest::newRow("object of lists")
            << "a.json"
            << QByteArray(R"({"canary":"c","numbers":[1,2],"examples":[{"input":"q","target":"a"}]})")
            << "prompt-completion"
            << "user:q|assistant:a|";
        QTest::newRow("one object over many lines")
            << "a.json" << QByteArray("{\n \"id\": 1,\n \"text\": \"x\"\n}\n") << "text"
            << "x";
        QTest::newRow("objects one after the other")
            << "a.json" << QByteArray("{\n\"text\": \"x\"\n}\n{\n\"text\": \"y\"\n}\n") << "text"
            << "x";
    }
    void formatsAreGuessedAndRead() {
        QFETCH(QString, name);
        QFETCH(QByteArray, bytes);
        QFETCH(QString, format);
        QFETCH(QString, first);
        const Read result = read(name.toStdString(), bytes.toStdString());
        QVERIFY2(result.failure.empty(), result.failure.c_str());
        QVERIFY2(result.errors.empty(), result.errors.empty() ? "" : result.errors[0].reason.str().c_str());
        QCOMPARE(QString(formatName(result.facts.format)), format);
        QVERIFY(!result.records.empty());
        QCOMPARE(QString::fromStdString(turnsOf(result.records[0])), first);
    }

    void lineEndsMarksAndBlankLinesDoNotMatter_data() { // DS-01
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("LF") << QByteArray("{\"text\":\"a\"}\n{\"text\":\"b\xE2\x80\xA8 c\"}\n");
        QTest::newRow("CRLF") << QByteArray("{\"text\":\"a\"}\r\n{\"text\":\"b\xE2\x80\xA8 c\"}\r\n");
        QTest::newRow("BOM") << QByteArray("\xEF\xBB\xBF{\"text\":\"a\"}\n{\"text\":\"b\xE2\x80\xA8 c\"}\n");
        QTest::newRow("blank lines") << QByteArray(
            "\n\n{\"text\":\"a\"}\n  \n\r\n{\"text\":\"b\xE2\x80\xA8 c\"}\n\n");
        QTest::newRow("no end") << QByteArray("{\"text\":\"a\"}\n{\"text\":\"b\xE2\x80\xA8 c\"}");
    }
    void lineEndsMarksAndBlankLinesDoNotMatter() {
        QFETCH(QByteArray, bytes);
        const Read result = read("x.jsonl", bytes.toStdString());
        QCOMPARE(int(result.records.size()), 2);
        QCOMPARE(int(result.errors.size()), 0);
        QCOMPARE(result.records[1].text, std::string("b\xE2\x80\xA8 c"));
    }

    void brokenRowsAreNamedAndTheRestKept_data() { // DS-04, DS-05, DS-19
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<QString>("says");
        QTest::newRow("cut off") << QByteArray(R"({"instruction":"a","output")") << "ends in the middle";
        QTest::newRow("not JSON") << QByteArray("hello") << "not JSON";
        QTest::newRow("open quote") << QByteArray("{\"instruction\":\"a") << "not closed";
        QTest::newRow("trailing comma") << QByteArray(R"({"instruction":"a","output":"b",})") << "comma";
        QTest::newRow("more behind") << QByteArray(R"({"instruction":"a","output":"b"} x)")
                                     << "behind its end";
        QTest::newRow("key twice") << QByteArray(R"({"instruction":"a","output":"b","output":"c"})")
                                   << "comes twice";
        QTest::newRow("NaN") << QByteArray(R"({"instruction":"a","output":"b","score":NaN})") << "not JSON";
        QTest::newRow("half surrogate")
            << QByteArray(R"({"instruction":"a","output":"\ud800"})") << "surrogate";
        QTest::newRow("low surrogate")
            << QByteArray(R"({"instruction":"a","output":"\udc00x"})") << "surrogate";
        QTest::newRow("control sign")
            << QByteArray("{\"instruction\":\"a\",\"output\":\"b\tc\"}") << "control character";
        QTest::newRow("not UTF-8") << QByteArray("{\"instruction\":\"a\",\"output\":\"\xFF\"}")
                                   << "not UTF-8";
        QTest::newRow("deep") << QByteArray("{\"instruction\":\"a\",\"output\":\"b\",\"x\":" +
                                            QByteArray(1025, '[') + QByteArray(1025, ']') + "}")
                              << "deeply";
        QTest::newRow("very deep") << QByteArray("{\"instruction\":\"a\",\"output\":\"b\",\"x\":" +
                                                 QByteArray(100000, '[') + "}")
                                   << "deeply";
        QTest::newRow("no answer field") << QByteArray(R"({"instruction":"a"})") << "output is missing";
        QTest::newRow("null answer") << QByteArray(R"({"instruction":"a","output":null})")
                                     << "output is missing";
        QTest::newRow("empty answer")
            << QByteArray(R"({"instruction":"a","output":" "})") << "answer is empty";
        QTest::newRow("no output") << QByteArray(R"({"instruction":"a","output":"<nooutput>"})")
                                   << "<nooutput>";
        QTest::newRow("empty prompt")
            << QByteArray(R"({"instruction":"","output":"b"})") << "prompt is empty";
        QTest::newRow("list as answer")
            << QByteArray(R"({"instruction":"a","output":{"x":1}})") << "not text";
        QTest::newRow("number") << QByteArray("17") << "not an object";
        QTest::newRow("order")
            << QByteArray(R"({"conversations":[{"from":"gpt","value":"a"},{"from":"human","value":"q"}]})")
            << "other side";
        QTest::newRow("unknown role")
            << QByteArray(R"({"messages":[{"role":"narrator","content":"a"}]})") << "narrator";
        QTest::newRow("same answers")
            << QByteArray(R"({"prompt":"q","chosen":"a","rejected":"a"})") << "the same";
        QTest::newRow("empty conversation") << QByteArray(R"({"messages":[]})") << "empty";
        QTest::newRow("number cut") << QByteArray(R"({"instruction":"a","output":"b","n":1.})") << "number";
        QTest::newRow("leading zero")
            << QByteArray(R"({"instruction":"a","output":"b","n":01})") << "begins with 0";
    }
    void brokenRowsAreNamedAndTheRestKept() {
        QFETCH(QByteArray, row);
        QFETCH(QString, says);
        const std::string good = R"({"instruction":"请介绍一下你自己","output":"我是一个助手"})";
        const Read result =
            read("x.jsonl", good + "\n" + row.toStdString() + "\n" + good + "\n" + good + "\n");
        QCOMPARE(int(result.records.size()), 3);
        QCOMPARE(int(result.errors.size()), 1);
        QCOMPARE(result.errors[0].line, 2);
        QVERIFY2(QString::fromStdString(result.errors[0].reason.str()).contains(says),
                 result.errors[0].reason.str().c_str());
        QVERIFY(result.errors[0].file.ends_with("x.jsonl"));
    }

    void brokenElementsOfAListCostOnlyThemselves_data() {
        QTest::addColumn<QByteArray>("element");
        QTest::addColumn<QString>("says");
        QTest::newRow("missing colon") << QByteArray(R"({"text" "x"})") << "colon";
        QTest::newRow("forgotten quote") << QByteArray("{\"text\": \"x}") << "control";
        QTest::newRow("number") << QByteArray("3") << "not an object";
        QTest::newRow("missing element") << QByteArray("") << "element is missing";
    }
    void brokenElementsOfAListCostOnlyThemselves() {
        QFETCH(QByteArray, element);
        QFETCH(QString, says);
        const Read result =
            read("x.json", "[\n{\"text\": \"a\"},\n" + element.toStdString() + ",\n{\"text\": \"b\"}\n]\n");
        QVERIFY2(result.failure.empty(), result.failure.c_str());
        QVERIFY(!result.records.empty() && result.records[0].text == "a");
        QVERIFY(!result.errors.empty());
        const auto reason = QString::fromStdString(result.errors[0].reason.str());
        if (element.contains("\"x}")) return; // what follows the open quote is one row with it
        QVERIFY2(reason.contains(says), qPrintable(reason));
        QCOMPARE(int(result.records.size()), 2);
    }

    void listsThatEndBadlyAreReported_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("kept");
        QTest::addColumn<QString>("says");
        QTest::newRow("trailing comma")
            << QByteArray(R"([{"text":"a"},{"text":"b"},])") << 2 << "comma stands before";
        QTest::newRow("no comma") << QByteArray("[{\"text\":\"a\"}\n{\"text\":\"b\"},{\"text\":\"c\"}]") << 2
                                  << "comma is missing";
        QTest::newRow("cut inside") << QByteArray("[{\"text\":\"a\"},{\"text\":\"b") << 1 << "ends inside";
        QTest::newRow("cut between") << QByteArray(R"([{"text":"a"},)") << 1 << "ends before";
        QTest::newRow("more behind") << QByteArray(R"([{"text":"a"}] oops)") << 1 << "behind the end";
    }
    void listsThatEndBadlyAreReported() {
        QFETCH(QByteArray, bytes);
        QFETCH(int, kept);
        QFETCH(QString, says);
        const Read result = read("x.json", bytes.toStdString());
        QCOMPARE(int(result.records.size()), kept);
        QVERIFY(!result.errors.empty());
        QVERIFY2(QString::fromStdString(result.errors[0].reason.str()).contains(says),
                 result.errors[0].reason.str().c_str());
    }

    void wrappedListsKnowTheirSplit() {
        const Read result = read("x.json", R"({"train":[{"text":"a"}],"validation":[{"text":"b"}]})");
        QCOMPARE(int(result.records.size()), 2);
        QVERIFY(result.records[0].split == Split::Train);
        QVERIFY(result.records[1].split == Split::Validation);
    }

    void aHugeLineIsRefusedAndSkipped() { // DS-03
        const std::string huge = "{\"text\":\"" + std::string(3 << 20, 'x') + "\"}";
        const Read result =
            read("x.jsonl", "{\"text\":\"a\"}\n" + huge + "\n{\"text\":\"b\"}\n", {.rowBytes = 1 << 20});
        QCOMPARE(int(result.records.size()), 2);
        QCOMPARE(result.errors[0].line, 2);
        QCOMPARE(result.lines[1], 3);
    }

    void numbersAreKeptLetterByLetter() { // DS-06
        const std::string numbers = "[9007199254740993,9223372036854775808,1e999,0.10,1.0,-0]";
        const Read result = read("x.jsonl", "{\"text\":\"a\",\"meta\":" + numbers + "}\n");
        QCOMPARE(int(result.records.size()), 1);
        QCOMPARE(result.records[0].extra[0].second, numbers);
        const auto back = parseRecordBody(recordBody(result.records[0]));
        QVERIFY(back && back->extra[0].second == numbers);
    }

    void tablesFollowTheStandard() { // DS-08
        const Read result =
            read("x.csv", "prompt,completion\r\n\"a \"\"quoted\"\"\nline\",b\r\nc,\"d,e\"\r\nonly one\r\n"
                          "f,g,h\r\n=1+1,@x\r\n\"open,x\r\ni,j\r\n");
        std::vector<std::string> turns;
        for (const Record& record : result.records) turns.push_back(turnsOf(record));
        QCOMPARE(turns[0], std::string("user:a \"quoted\"\nline|assistant:b|"));
        QCOMPARE(turns[1], std::string("user:c|assistant:d,e|"));
        QCOMPARE(turns[2], std::string("user:=1+1|assistant:@x|")); // DS-09: text stays text
        QCOMPARE(turns[3], std::string("user:i|assistant:j|"));     // behind the forgotten quote
        QCOMPARE(int(result.errors.size()), 3);
        QVERIFY(result.errors[0].reason.str().find("1 cells") != std::string::npos);
        QCOMPARE(result.errors[0].line, 5);
        QVERIFY(result.errors[1].reason.str().find("3 cells") != std::string::npos);
        QVERIFY(result.errors[2].reason.str().find("not closed") != std::string::npos);
    }

    void aZeroByteInACellIsAnError() {
        const Read result = read("x.csv", std::string("prompt,completion\na,b\nc,d\0e\n", 28));
        QCOMPARE(int(result.records.size()), 1);
        QCOMPARE(int(result.errors.size()), 1);
    }

    void tooManyColumnsAreRefused() {
        std::string header = "c0";
        for (int i = 1; i < 100000; ++i) header += ",c" + std::to_string(i);
        const Read result = read("x.csv", header + "\n" + header + "\n");
        QVERIFY(result.failure.find("columns") != std::string::npos);
    }

    void encodingsAreDetected_data() { // DS-10
        QTest::addColumn<QString>("encoding");
        QTest::addColumn<bool>("mark");
        QTest::newRow("GB18030") << "GB18030" << false;
        QTest::newRow("Big5") << "BIG5" << false;
        QTest::newRow("UTF-16LE") << "UTF-16LE" << true;
        QTest::newRow("UTF-16BE") << "UTF-16BE" << true;
        QTest::newRow("UTF-16LE without mark") << "UTF-16LE" << false;
        QTest::newRow("UTF-8") << "UTF-8" << true;
    }
    void encodingsAreDetected() {
        QFETCH(QString, encoding);
        QFETCH(bool, mark);
        std::string text;
        for (int i = 0; i < 20; ++i)
            text += "{\"instruction\": \"請問今天的天氣如何，明天會下雨\", \"output\": "
                    "\"今天是晴天，明天可能有雨，出門請帶傘。\"}\n";
        const Read result =
            read("x.jsonl", encoded((mark ? "\xEF\xBB\xBF" : "") + text, encoding.toStdString().c_str()));
        QVERIFY2(result.failure.empty(), result.failure.c_str());
        QCOMPARE(QString::fromStdString(result.facts.encoding).toUpper(), encoding.toUpper());
        QCOMPARE(int(result.records.size()), 20);
        QCOMPARE(
            turnsOf(result.records[19]),
            std::string(
                "user:請問今天的天氣如何，明天會下雨|assistant:今天是晴天，明天可能有雨，出門請帶傘。|"));
    }

    void latinTextIsShownAsSuchAndBadBytesAreErrors() {
        const std::string text =
            encoded("{\"text\":\"café, déjà vu, à la carte, garçon, Zoë\"}\n{\"text\":\"señor mañana\"}\n",
                    "ISO-8859-1");
        const Read latin = read("x.jsonl", text);
        QCOMPARE(latin.records[0].text, std::string("café, déjà vu, à la carte, garçon, Zoë"));
        QVERIFY(latin.facts.encoding != "UTF-8");
        // A wrong choice by hand is no silent mojibake either.
        const Read forced =
            read("x.jsonl", "{\"text\":\"ok\"}\n{\"text\":\"\xFF\xFF\"}\n", {.encoding = "GB18030"});
        QCOMPARE(int(forced.records.size()), 1);
        QCOMPARE(int(forced.errors.size()), 1);
        QVERIFY(!read("x.jsonl", "{}\n", {.encoding = "no-such"}).failure.empty());
    }

    void foreignFilesAreNamed_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        QTest::newRow("empty") << QByteArray("") << "empty";
        QTest::newRow("model") << QByteArray("GGUF\3\0\0\0", 8) << "GGUF";
        QTest::newRow("zip") << QByteArray("PK\3\4....") << "ZIP";
        QTest::newRow("parquet") << QByteArray("PAR1....") << "Parquet";
        QTest::newRow("pdf") << QByteArray("%PDF-1.4") << "PDF";
    }
    void foreignFilesAreNamed() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        const Read result = read("x.jsonl", bytes.toStdString());
        QVERIFY2(QString::fromStdString(result.failure).contains(says), result.failure.c_str());
    }

    void columnsCanBeMapped() {
        const Read result = read("x.jsonl",
                                 R"({"ask":"q","reply":"a","note":"n"})"
                                 "\n",
                                 {.mapping = {{"prompt", "ask"}, {"completion", "reply"}}});
        QCOMPARE(turnsOf(result.records[0]), std::string("user:q|assistant:a|"));
        QCOMPARE(result.records[0].extra, (std::vector<ExtraField>{{"note", "\"n\""}}));
        const Read asText = read("x.jsonl",
                                 R"({"ask":"q","reply":"a"})"
                                 "\n",
                                 {.mapping = {{"text", "reply"}}});
        QCOMPARE(asText.records[0].text, std::string("a"));
    }

    void placeholdersAreFoundAndFilled() {
        const std::string row =
            R"({"instruction":"Who?","output":"I am {{name}} by {{author}}, {{ not }} {{name}}."})"
            "\n";
        const auto preview = previewFile(file("x.jsonl", row));
        QCOMPARE(preview->placeholders, (std::vector<std::string>{"name", "author"}));
        const Read result =
            read("x.jsonl", row, {.placeholders = {{"name", "{{author}}"}, {"author", "Ada"}}});
        QCOMPARE(result.records[0].turns[1].content,
                 std::string("I am {{author}} by Ada, {{ not }} {{author}}."));
    }

    void thePreviewShowsWhatWillBeRead() {
        std::string text;
        for (int i = 0; i < 3000; ++i)
            text += "{\"question\":\"q" + std::to_string(i) + "\",\"answer\":\"a\"}\n";
        text.replace(0, 5, "brokn");
        auto repository = project();
        const auto preview = previewFile(repository, file("x.jsonl", text));
        QVERIFY(preview);
        QCOMPARE(int(preview->records.size()), 100);
        QCOMPARE(int(preview->errors.size()), 1);
        QCOMPARE(preview->mapping.at("instruction"), std::string("question"));
        QVERIFY(preview->confidence > 0.8);
        QVERIFY(std::abs(preview->estimatedRows - 3000) < 300);
        QCOMPARE(preview->columns, (std::vector<std::string>{"question", "answer"}));
        QVERIFY(preview->alreadyIn.empty());
    }

    void anImportKeepsGoodRowsAndCountsTheOthers() {
        auto repository = project();
        NullSink sink;
        const auto path = file("x.jsonl", "{\"text\":\"a\"}\nbroken\n{\"text\":\"b\"}\n");
        const auto outcome = importFiles(repository, {path}, "mine", {}, {}, sink);
        QVERIFY2(outcome, outcome ? "" : outcome.error().str().c_str());
        QCOMPARE(outcome->report.records, 2);
        QCOMPARE(outcome->report.skipped, 1);
        QCOMPARE(outcome->report.errors[0].line, 2);
        const auto rows = repository.rows(outcome->report.id);
        QCOMPARE(int(rows->size()), 2);
        const auto second = repository.record(rows->at(1));
        QCOMPARE(second->origin.line, 3);
        QVERIFY(second->origin.kind == Origin::Kind::Import);
        QCOMPARE(repository.find("mine")->records, 2);
        QCOMPARE(int(repository.rows(outcome->report.id, {.text = "b"})->size()), 1); // found at once

        // DS-18: not twice without being asked
        const auto again = importFiles(repository, {path}, "mine", {}, {}, sink);
        QVERIFY(!again);
        QVERIFY(again.error().str().find("already") != std::string::npos);
        QCOMPARE(previewFile(repository, path)->alreadyIn, std::string("mine"));
        QVERIFY(importFiles(repository, {path}, "mine", {.again = true}, {}, sink));
        QCOMPARE(repository.find("mine")->records, 4);
        QVERIFY(importFiles(repository, {path}, "other", {}, {}, sink));
    }

    void rowsStayWhenTheSearchIndexFails() {
        auto repository = project();
        QVERIFY(repository.store().script("DROP TABLE record_words"));
        NullSink sink;
        const auto path = file("x.jsonl", "{\"text\":\"a\"}\n");
        const auto outcome = importFiles(repository, {path}, "mine", {}, {}, sink);
        QVERIFY2(outcome, outcome ? "" : outcome.error().str().c_str());
        QCOMPARE(repository.find("mine")->records, 1);
    }

    void anImportWithoutAGoodRowLeavesNothing() {
        auto repository = project();
        NullSink sink;
        const auto outcome =
            importFiles(repository, {file("x.jsonl", "broken\nalso\n")}, "mine", {}, {}, sink);
        QVERIFY(!outcome);
        QVERIFY2(outcome.error().str().find("x.jsonl:1") != std::string::npos, outcome.error().str().c_str());
        QVERIFY(repository.list()->empty());
        QCOMPARE(*repository.store().integer("SELECT count(*) FROM dataset"), 0);
        QCOMPARE(*repository.store().integer("SELECT count(*) FROM import"), 0);
    }

    void aStoppedImportLeavesNothing() {
        auto repository = project();
        std::string text;
        for (int i = 0; i < 30000; ++i) text += "{\"text\":\"row " + std::to_string(i) + "\"}\n";
        std::stop_source source;
        struct Stopper final : JobSink {
            std::stop_source* source;
            void emit(JobEvent) override { source->request_stop(); }
        } sink;
        sink.source = &source;
        const auto outcome =
            importFiles(repository, {file("x.jsonl", text)}, "mine", {}, source.get_token(), sink);
        QVERIFY(outcome && outcome->outcome == Outcome::Cancelled);
        QCOMPARE(*repository.store().integer("SELECT count(*) FROM record"), 0);
        QVERIFY(repository.list()->empty());
    }

    void aFileThatChangesMeanwhileIsNotImported() { // DS-16
        auto repository = project();
        std::string text;
        for (int i = 0; i < 30000; ++i) text += "{\"text\":\"row " + std::to_string(i) + "\"}\n";
        const auto path = file("x.jsonl", text);
        struct Changer final : JobSink {
            fs::path path;
            void emit(JobEvent) override { std::ofstream(path, std::ios::app) << "{\"text\":\"late\"}\n"; }
        } sink;
        sink.path = path;
        const auto outcome = importFiles(repository, {path}, "mine", {}, {}, sink);
        QVERIFY(!outcome);
        QVERIFY(outcome.error().str().find("changed while it was read") != std::string::npos);
        QCOMPARE(*repository.store().integer("SELECT count(*) FROM record"), 0);
    }

    void anAbandonedImportIsRemoved() {
        auto repository = project();
        QVERIFY(repository.store().run(
            "INSERT INTO dataset(name, staging, created, changed) VALUES('half', 1, 0, 0)"));
        const auto id = repository.store().lastInsertId();
        QVERIFY(repository.append(id, Record{.kind = RecordKind::Text, .text = "x"}));
        QVERIFY(removeAbandonedImports(repository));
        QCOMPARE(*repository.store().integer("SELECT count(*) FROM record"), 0);
    }

    void validationRowsAreDrawnByTheSeed() {
        std::string text;
        for (int i = 0; i < 1000; ++i) text += "{\"text\":\"row " + std::to_string(i) + "\"}\n";
        const auto path = file("x.jsonl", text);
        NullSink sink;
        std::vector<int64_t> counts;
        for (int i = 0; i < 2; ++i) {
            auto repository = project();
            const auto outcome =
                importFiles(repository, {path}, "mine", {.validation = 0.1, .seed = 7}, {}, sink);
            counts.push_back(repository.info(outcome->report.id)->validation);
        }
        QCOMPARE(counts[0], counts[1]);
        QVERIFY(counts[0] > 60 && counts[0] < 140);
    }

    void realFilesAreRead_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("format");
        QTest::addColumn<int>("records");
        QTest::newRow("identity") << "instruct/identity.json"
                                  << "alpaca" << 91;
        QTest::newRow("alpaca en") << "instruct/alpaca_en_demo.json"
                                   << "alpaca" << 999;
        QTest::newRow("alpaca zh") << "instruct/alpaca_zh_demo.json"
                                   << "alpaca" << 1000;
        QTest::newRow("glaive") << "instruct/glaive_toolcall_en_demo.json"
                                << "sharegpt" << 300;
        QTest::newRow("openai") << "instruct/openai_sft.jsonl"
                                << "openai" << 128;
        QTest::newRow("dpo en") << "preference/dpo_en_demo.json"
                                << "preference" << 300;
        QTest::newRow("dpo zh") << "preference/dpo_zh_demo.json"
                                << "preference" << 300;
        QTest::newRow("c4") << "pretrain/c4_demo.jsonl"
                            << "text" << 300;
        QTest::newRow("gsm8k") << "gsm8k/test.jsonl"
                               << "prompt-completion" << 1319;
        QTest::newRow("humaneval") << "humaneval/HumanEval.jsonl"
                                   << "prompt-completion" << 164;
        QTest::newRow("bbh") << "bbh/date_understanding.json"
                             << "prompt-completion" << 250;
        QTest::newRow("cmmlu") << "cmmlu/test/anatomy.csv"
                               << "prompt-completion" << 148;
        QTest::newRow("shakespeare") << "text/tinyshakespeare.txt"
                                     << "text" << -1;
    }
    void realFilesAreRead() {
        QFETCH(QString, name);
        QFETCH(QString, format);
        QFETCH(int, records);
        const fs::path path = fs::path(INKSTONE_SOURCE_DIR) / "../shared/data" / name.toStdString();
        if (!fs::exists(path)) QSKIP("the shared data is not on this machine");
        const Read result = read(path);
        QVERIFY2(result.failure.empty(), result.failure.c_str());
        QCOMPARE(int(result.errors.size()), 0);
        QCOMPARE(QString(formatName(result.facts.format)), format);
        if (records >= 0) QCOMPARE(int(result.records.size()), records);
        size_t bytes = 0;
        for (const Record& record : result.records) bytes += record.text.size();
        if (records < 0)
            QVERIFY(double(bytes) >
                    0.98 * double(fs::file_size(path))); // nothing but blank lines is left out
    }
};

QTEST_APPLESS_MAIN(ImportTest)
#include "import_test.moc"
