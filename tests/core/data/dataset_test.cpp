// Data sets: paging, search, edits, splits, versions, lengths, exports.
#include "core/data/exporter.h"
#include "core/data/importer.h"
#include "core/data/overlap.h"
#include "core/store/schema.h"

#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <numeric>
#include <random>

using namespace inkstone;
namespace fs = std::filesystem;
using namespace std::string_literals;

namespace {

Record chat(std::string question, std::string answer) {
    Record record;
    record.turns = {{"user", std::move(question), {}}, {"assistant", std::move(answer), {}}};
    return record;
}

} // namespace

class DatasetTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<DatasetRepository> m_sets;
    DatasetId m_id = 0;

    fs::path folder() const { return m_dir->path().toStdString(); }
    RecordId add(Record record) { return m_sets->append(m_id, std::move(record))->id; }

private slots:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        QVERIFY(Store::create(folder() / "project.db", projectSchema()));
        m_sets = std::make_unique<DatasetRepository>(*Store::open(folder() / "project.db", projectSchema()));
        m_id = *m_sets->create("set");
    }

    void namesAreUniqueAndClean() {
        QVERIFY(!m_sets->create("set"));
        QVERIFY(!m_sets->create("  "));
        QVERIFY(!m_sets->create("a\nb"));
        const auto other = m_sets->create("  other ");
        QCOMPARE(m_sets->info(*other)->name, std::string("other"));
        QVERIFY(!m_sets->rename(*other, "set"));
        QVERIFY(m_sets->rename(*other, "Other"));
        const auto missing = m_sets->find("nothing");
        QVERIFY(missing.error().str().find("Other, set") != std::string::npos);
    }

    void theTrashGivesBack() {
        add(chat("q", "a"));
        QVERIFY(m_sets->trash(m_id));
        QVERIFY(m_sets->list()->empty());
        QCOMPARE(int(m_sets->list(true)->size()), 1);
        QVERIFY(m_sets->create("set")); // the name is free meanwhile
        QVERIFY(m_sets->restore(m_id));
        QCOMPARE(m_sets->info(m_id)->name, std::string("set 2"));
        QCOMPARE(m_sets->info(m_id)->records, 1);
        QVERIFY(m_sets->purge(m_id));
        QVERIFY(!m_sets->info(m_id));
        QCOMPARE(*m_sets->store().integer("SELECT count(*) FROM record"), 0);
    }

    void aRecordComesBackAsItWasStored() {
        Record record = chat("q\0 \"\\\n\x01"s, "a 😀 今天");
        record.turns[1].extra = R"({"tool_calls":[{"id":1e999}]})";
        record.tools = R"([{"name":"f"}])";
        record.extra = {{"id", "0.10"}, {"ключ", "[1,2]"}};
        record.draft = "draft";
        record.split = Split::Validation;
        record.labels = {
            .state = LabelState::Labeled, .flagged = true, .choices = {"good"}, .rating = 4, .note = "n"};
        record.origin = {Origin::Kind::ChatAnswer, 3, 0};
        const auto back = m_sets->record(add(record));
        QVERIFY(sameContent(*back, record));
        QVERIFY(back->origin == record.origin);
        const auto messages = trainingMessages(*back);
        QCOMPARE(messages[1].extra["tool_calls"][0]["id"].get<std::string>(), "1e999"s);
    }

    void aStaleEditIsRefused() {
        const RecordId id = add(chat("q", "a"));
        auto mine = *m_sets->record(id), theirs = mine;
        theirs.turns[1].content = "theirs";
        QVERIFY(m_sets->save(theirs));
        mine.turns[1].content = "mine";
        const auto saved = m_sets->save(mine);
        QVERIFY(!saved);
        QCOMPARE(saved.error().code, ErrorCode::Busy);
        QCOMPARE(m_sets->record(id)->turns[1].content, "theirs"s);
        const auto history = m_sets->history(id);
        QCOMPARE(int(history->size()), 1);
        QCOMPARE(history->at(0).before.turns[1].content, "a"s);
        mine = history->at(0).before; // undo: the old content with the current version
        mine.version = m_sets->record(id)->version;
        QCOMPARE(m_sets->save(mine)->turns[1].content, "a"s);
    }

    void filtersCountAndSearchAgree() {
        for (int i = 0; i < 60; ++i) {
            Record record = chat("question " + std::to_string(i), i % 2 ? "今天天气很好" : "sunny");
            record.split = i % 3 ? Split::Train : Split::Validation;
            if (i % 4 == 0) record.labels.choices = {i % 8 ? "bad" : "good"};
            if (i % 5 == 0) record.labels.flagged = true;
            add(record);
        }
        const auto count = [&](const RowQuery& query) { return int(m_sets->rows(m_id, query)->size()); };
        QCOMPARE(count({}), 60);
        QCOMPARE(count({.text = "天气"}), 30);
        QCOMPARE(count({.text = "天气", .split = Split::Validation}), 10);
        QCOMPARE(count({.split = Split::Validation}), 20);
        QCOMPARE(count({.state = LabelState::Labeled}), 15);
        QCOMPARE(count({.flagged = true}), 12);
        QCOMPARE(count({.choice = "good"}), 8);
        QCOMPARE(count({.text = "..."}), 0);
        const auto facets = *m_sets->facets(m_id);
        QCOMPARE(int(facets.train), 40);
        QCOMPARE(int(facets.labeled), 15);
        QCOMPARE(int(facets.unlabeled), 45);
        QCOMPARE(int(facets.choices.size()), 2);
        const auto longest = *m_sets->rows(m_id, {.order = RowOrder::Length, .descending = true});
        QVERIFY(searchableText(*m_sets->record(longest.front())).size() >=
                searchableText(*m_sets->record(longest.back())).size());
    }

    void editsAreFoundAndOldWordsAreNot() {
        const RecordId id = add(chat("alpha", "beta"));
        auto record = *m_sets->record(id);
        record.turns[1].content = "gamma";
        QVERIFY(m_sets->save(record));
        QCOMPARE(int(m_sets->rows(m_id, {.text = "beta"})->size()), 0);
        QCOMPARE(int(m_sets->rows(m_id, {.text = "gamma"})->size()), 1);
        QVERIFY(m_sets->store().run("INSERT INTO record_words(record_words) VALUES('integrity-check')"));
    }

    void theTrashOfRecordsAndItsUndo() {
        std::vector<RecordId> ids;
        for (int i = 0; i < 10; ++i) ids.push_back(add(chat("q" + std::to_string(i), "a")));
        const std::vector<RecordId> some{ids[2], ids[5]};
        QVERIFY(m_sets->trashRecords(some));
        QCOMPARE(m_sets->info(m_id)->records, 8);
        QCOMPARE(int(m_sets->rows(m_id, {.trashed = true})->size()), 2);
        QVERIFY(m_sets->restoreRecords(some));
        QCOMPARE(*m_sets->rows(m_id), ids);
    }

    void splittingIsSeededAndCanBeUndone() {
        for (int i = 0; i < 100; ++i) add(chat("q" + std::to_string(i), "a"));
        const auto before = *m_sets->splitRandomly(m_id, 0.2, 5);
        QVERIFY(before.empty());
        const auto drawn = *m_sets->rows(m_id, {.split = Split::Validation});
        QCOMPARE(int(drawn.size()), 20);
        QCOMPARE(m_sets->info(m_id)->validation, 20);
        const auto old = *m_sets->splitRandomly(m_id, 0.5, 6);
        QCOMPARE(old, drawn);
        QVERIFY(m_sets->setValidation(m_id, old));
        QCOMPARE(*m_sets->rows(m_id, {.split = Split::Validation}), drawn);
        QVERIFY(m_sets->splitRandomly(m_id, 0.2, 5));
        QCOMPARE(*m_sets->rows(m_id, {.split = Split::Validation}), drawn);
        QVERIFY(!m_sets->splitRandomly(m_id, 1.0, 5));
        QVERIFY(!m_sets->splitRandomly(m_id, std::nan(""), 5));
    }

    void aVersionThatWasUsedIsKept() {
        const RecordId id = add(chat("q", "a"));
        add(chat("r", "b"));
        const auto first = *m_sets->pin(m_id), again = *m_sets->pin(m_id);
        QCOMPARE(first.version, 1);
        QCOMPARE(first.hash, again.hash);
        QCOMPARE(int(first.hash.size()), 32);
        auto record = *m_sets->record(id);
        record.turns[1].content = "changed";
        record = *m_sets->save(record);
        const auto second = *m_sets->pin(m_id);
        QCOMPARE(second.version, 2);
        QVERIFY(second.hash != first.hash);
        record.turns[1].content = "a";
        QVERIFY(m_sets->save(record));
        QCOMPARE(m_sets->pin(m_id)->hash, first.hash); // the same content has the same hash
        QVERIFY(m_sets->setSplit(std::vector<RecordId>{id}, Split::Validation));
        QVERIFY(m_sets->pin(m_id)->hash != first.hash);
    }

    void lengthsAreCountedOnceAndAgainAfterAnEdit() {
        for (int i = 1; i <= 100; ++i)
            add(Record{.kind = RecordKind::Text, .text = std::string(size_t(i), 'x')});
        int calls = 0;
        const TokenCounter counter = [&](const Record& record) -> Result<int64_t> {
            ++calls;
            return int64_t(record.text.size());
        };
        NullSink sink;
        QVERIFY(*m_sets->countTokens(m_id, "tok", counter, {}, sink) == Outcome::Done);
        QCOMPARE(calls, 100);
        const auto stats = *m_sets->lengths(m_id, "tok");
        QCOMPARE(stats.total, 5050);
        QCOMPARE(stats.longest, 100);
        QCOMPARE(stats.percentiles, (std::array<int64_t, 5>{5, 25, 50, 75, 95}));
        const auto histogram = *m_sets->histogram(m_id, "tok", 60);
        QCOMPARE(histogram.binWidth, 2);
        QCOMPARE(std::accumulate(histogram.records.begin(), histogram.records.end(), int64_t(0)), 100);
        auto record = *m_sets->record(m_sets->rows(m_id)->front());
        record.text = "longer now";
        QVERIFY(m_sets->save(record));
        QCOMPARE(m_sets->tokenCounts(std::vector{record.id}, "tok")->at(0), -1);
        QVERIFY(m_sets->countTokens(m_id, "tok", counter, {}, sink));
        QCOMPARE(calls, 101);
        QCOMPARE(m_sets->tokenCounts(std::vector{record.id}, "tok")->at(0), 10);
    }

    void trainableTurns_data() {
        QTest::addColumn<QString>("role");
        QTest::addColumn<QString>("content");
        QTest::addColumn<QString>("extra");
        QTest::addColumn<bool>("trainable");
        QTest::newRow("answer") << "assistant"
                                << "a"
                                << "" << true;
        QTest::newRow("blank") << "assistant"
                               << " \n"
                               << "" << false;
        QTest::newRow("question") << "user"
                                  << "a"
                                  << "" << false;
        QTest::newRow("loss off") << "assistant"
                                  << "a"
                                  << R"({"loss":false})" << false;
        QTest::newRow("loss off as text") << "assistant"
                                          << "a"
                                          << R"({"loss":"False"})" << false;
        QTest::newRow("weight 0") << "assistant"
                                  << "a"
                                  << R"({"weight":0})" << false;
        QTest::newRow("weight 1") << "assistant"
                                  << "a"
                                  << R"({"weight":1})" << true;
        QTest::newRow("calls") << "assistant"
                               << ""
                               << R"({"tool_calls":[]})" << true;
    }
    void trainableTurns() {
        QFETCH(QString, role);
        QFETCH(QString, content);
        QFETCH(QString, extra);
        QFETCH(bool, trainable);
        QCOMPARE(isTrainable(Turn{role.toStdString(), content.toStdString(), extra.toStdString()}),
                 trainable);
    }

    void whatIsExportedIsReadBackTheSame_data() { // DS-20
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("kinds"); ///< 0 plain chats, 1 texts, 2 everything
        QTest::newRow("openai") << "openai" << 2;
        QTest::newRow("sharegpt") << "sharegpt" << 2;
        QTest::newRow("alpaca") << "alpaca" << 0;
        QTest::newRow("csv") << "csv" << 0;
        QTest::newRow("text") << "text" << 1;
    }
    void whatIsExportedIsReadBackTheSame() {
        QFETCH(QString, name);
        QFETCH(int, kinds);
        const int rows = name == "openai" ? 10000 : 1000;
        std::mt19937 random(7);
        const std::vector<std::string> pieces{"hello",       "今天天气", "\"quoted\"", "a,b;c\td",
                                              "line\nbreak", "\r\n",     "😀",          "{{x}}",
                                              "\\",          "=1+1",     "'",          " "};
        const auto words = [&] {
            std::string text = "w";
            for (unsigned i = random() % 12; i--;) text += pieces[random() % pieces.size()];
            return text + "e";
        };
        auto change = m_sets->store().begin();
        std::vector<Record> expected;
        for (int i = 0; i < rows; ++i) {
            Record record = chat(words(), words());
            const int kind = kinds == 2 ? i % 5 : kinds == 1 ? 1 : 0;
            if (kind == 1) record = {.kind = RecordKind::Text, .text = words()};
            if (kind == 2) {
                record.kind = RecordKind::Preference;
                record.turns.pop_back();
                record.chosen = {{"assistant", words() + "1", {}}};
                record.rejected = {{"assistant", words() + "2", {}}};
            }
            if (kind == 3) {
                record.turns.insert(record.turns.begin(), {"system", words(), {}});
                record.tools = R"([{"name": "f", "n": 1.0}])";
                record.extra = {{"score", "1e999"}, {"meta", R"({"a": [1, 0.10]})"}};
            }
            if (kind == 4) record.turns[1].extra = R"({"weight":1.0,"name":"n"})";
            if (kinds == 0 && name == "alpaca" && i % 3 == 0) {
                record.turns.push_back({"user", words(), {}});
                record.turns.push_back({"assistant", words(), {}});
            }
            if (i % 7 == 0) record.split = Split::Validation;
            if (i % 6 == 0) record.labels = {.state = LabelState::Labeled, .choices = {"good"}, .rating = 3};
            if (i % 11 == 0) record.draft = words();
            add(record);
            expected.push_back(std::move(record));
        }
        QVERIFY(change->commit());
        NullSink sink;
        const fs::path file = folder() / ("out." + std::string(name == "csv"      ? "csv"
                                                               : name == "alpaca" ? "json"
                                                                                  : "jsonl"));
        const auto written = exportDataset(*m_sets, m_id, file,
                                           {.format = *exportFormatFromName(name.toStdString())}, {}, sink);
        QVERIFY2(written, written ? "" : written.error().str().c_str());
        QCOMPARE(written->report.records, rows);
        QCOMPARE(int64_t(fs::file_size(file)), int64_t(written->report.bytes));
        const auto read = importFiles(*m_sets, {file}, "back", {}, {}, sink);
        QVERIFY2(read, read ? "" : read.error().str().c_str());
        QVERIFY2(read->report.errors.empty(),
                 read->report.errors.empty() ? "" : read->report.errors[0].reason.str().c_str());
        const auto back = *m_sets->fetch(*m_sets->rows(read->report.id));
        QCOMPARE(int(back.size()), rows);
        for (int i = 0; i < rows; ++i)
            QVERIFY2(sameContent(back[size_t(i)], expected[size_t(i)]),
                     (recordBody(back[size_t(i)]) + "\n" + recordBody(expected[size_t(i)])).c_str());
    }

    void formulasCanBeMadeHarmless() { // DS-09
        add(chat("=1+1", "@x"));
        NullSink sink;
        QVERIFY(exportDataset(*m_sets, m_id, folder() / "x.csv",
                              {.format = ExportFormat::Csv, .neutralizeFormulas = true}, {}, sink));
        std::ifstream stream(folder() / "x.csv");
        const std::string content{std::istreambuf_iterator<char>(stream), {}};
        QVERIFY2(content.find("'=1+1,'@x") != std::string::npos, content.c_str());
    }

    void whatAFormatCannotHoldIsCounted() {
        add(chat("q", "a"));
        add(Record{.kind = RecordKind::Text, .text = "t"});
        NullSink sink;
        const auto written =
            exportDataset(*m_sets, m_id, folder() / "x.json", {.format = ExportFormat::Alpaca}, {}, sink);
        QCOMPARE(written->report.records, 1);
        QCOMPARE(written->report.skipped, 1);
        QVERIFY(!exportDataset(*m_sets, m_id, folder() / "no" / "x.json", {}, {}, sink));
    }

    void noKeyIsWrittenTwice() {
        Record record = chat("q", "a");
        record.extra = {{"output", "\"old\""}, {"messages", "[]"}};
        add(record);
        record.extra = {{"system", "\"s\""}};
        add(record);
        NullSink sink;
        for (const auto& [format, records] :
             {std::pair(ExportFormat::Alpaca, 0), {ExportFormat::OpenAi, 1}, {ExportFormat::ShareGpt, 2}}) {
            const auto written =
                exportDataset(*m_sets, m_id, folder() / "x.jsonl", {.format = format}, {}, sink);
            QVERIFY2(written, written ? "" : written.error().str().c_str());
            QCOMPARE(written->report.records, records);
            QCOMPARE(written->report.skipped, 2 - records);
        }
    }

    void sharedTextIsFound_data() {
        QTest::addColumn<QString>("suite");
        QTest::addColumn<QString>("training");
        QTest::addColumn<bool>("shared");
        QTest::newRow("same short question") << "Who are you?"
                                             << "who are you" << true;
        QTest::newRow("short question inside") << "Who are you?"
                                               << "Tell me, who are you really?" << false;
        QTest::newRow("long run") << "Janet sells sixteen eggs each day at the farmers market"
                                  << "Yesterday Janet sells sixteen eggs each day at the village" << true;
        QTest::newRow("seven words") << "one two three four five six seven eight nine"
                                     << "one two three four five six seven 8 nine" << false;
        QTest::newRow("Chinese run") << "请问今天北京的天气怎么样呢"
                                     << "我想知道，请问今天北京的天气怎么样呢？" << true;
        QTest::newRow("different") << "你叫什么名字"
                                   << "你是谁" << false;
    }
    void sharedTextIsFound() {
        QFETCH(QString, suite);
        QFETCH(QString, training);
        QFETCH(bool, shared);
        TextOverlap overlap;
        overlap.addReference("one", suite.toStdString());
        overlap.addReference("other", "something else entirely");
        QCOMPARE(overlap.check(chat(training.toStdString(), "x")), shared);
        QCOMPARE(int(overlap.hits().size()), shared ? 1 : 0);
    }
};

QTEST_APPLESS_MAIN(DatasetTest)
#include "dataset_test.moc"
