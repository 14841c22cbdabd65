// Project files of every released format open and keep all they held. INKSTONE_WRITE_GOLDEN=1 writes the file
// of the current format; committed ones are never written again.
#include "core/label/corrections.h"
#include "core/project/project.h"
#include "core/store/schema.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace inkstone;
namespace fs = std::filesystem;

namespace {

/// One of everything.
void fill(Project& project) {
    auto sets = project.datasets();
    const auto id = *sets.create("黄金");
    Record chat;
    chat.turns = {
        {"system", "s", {}}, {"user", "今天天气怎么样", {}}, {"assistant", "晴", R"({"weight":1.0})"}};
    chat.extra = {{"n", "1e999"}};
    const auto stored = *sets.append(id, chat);
    QVERIFY(sets.append(id, Record{.kind = RecordKind::Text, .text = "plain text"}));
    Record preference{.kind = RecordKind::Preference, .turns = {{"user", "q", {}}}};
    preference.chosen = {{"assistant", "a", {}}};
    preference.rejected = {{"assistant", "b", {}}};
    preference.split = Split::Validation;
    QVERIFY(sets.append(id, preference));
    QVERIFY(setLabelSchema(sets, id, defaultSchema()));
    auto labels = project.labels();
    QVERIFY(labels.setChoices(stored, {"good"}));
    QVERIFY(labels.rewriteAnswer(*sets.record(stored.id), "多云"));
    const auto version = *sets.pin(id);
    QVERIFY(project.runs().create({.name = "run-1", .method = "lora", .data = {version}}));
    auto chats = project.chats();
    const auto conversation = *chats.create();
    const auto question = *chats.add({.conversation = conversation, .role = "user", .content = "name?"});
    const auto answer =
        *chats.add({.conversation = conversation, .parent = question, .role = "assistant", .content = "Bo"});
    QVERIFY(project.correctAnswer(answer, "Mo"));
    QVERIFY(project.drafts().set("k", "half"));
}

} // namespace

class GoldenProjectTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    static fs::path golden(int version) {
        return fs::path(INKSTONE_SOURCE_DIR) / "tests" / "golden" / ("project_v" + std::to_string(version)) /
               "project.db";
    }

private slots:
    void initTestCase() {
        const auto file = golden(projectSchema().version());
        if (!qEnvironmentVariableIsSet("INKSTONE_WRITE_GOLDEN") || fs::exists(file)) return;
        const fs::path folder = fs::path(m_dir.path().toStdString()) / "new";
        auto project = *Project::create(folder);
        fill(*project);
        fs::create_directories(file.parent_path());
        QVERIFY(project->store()->copyTo(file));
    }

    void everyFormatOpens_data() {
        QTest::addColumn<int>("version");
        for (int version = 1; version <= projectSchema().version(); ++version)
            QTest::addRow("version %d", version) << version;
    }
    void everyFormatOpens() {
        QFETCH(int, version);
        QVERIFY(fs::exists(golden(version)));
        QVERIFY(fs::file_size(golden(version)) < 200000);
        const fs::path folder = fs::path(m_dir.path().toStdString()) / std::to_string(version);
        fs::create_directories(folder);
        fs::copy_file(golden(version), folder / "project.db");
        auto project = Project::open(folder);
        QVERIFY2(project, project ? "" : project.error().str().c_str());
        NullSink sink;
        QVERIFY((*project)->check({}, sink)->ok);
        const auto sets = (*project)->datasets();
        const auto info = sets.find("黄金");
        QVERIFY(info);
        QCOMPARE(info->records, 3);
        QCOMPARE(info->labeled, 1);
        const auto found = *sets.rows(info->id, {.text = "天气"});
        QCOMPARE(int(found.size()), 1);
        const auto record = *sets.record(found[0]);
        QCOMPARE(record.turns[2].content, std::string("多云"));
        QCOMPARE(record.extra[0].second, std::string("1e999"));
        QCOMPARE(int(sets.history(record.id)->size()), 2);
        QCOMPARE(sets.find(correctionsName)->records, 1);
        QCOMPARE((*project)->runs().find("run-1")->data[0].hash.size(), size_t(32));
        QCOMPARE((*project)->chats().list()->at(0).messages, 2);
        QCOMPARE(**(*project)->drafts().get("k"), std::string("half"));
        QVERIFY(*(*project)->labels().undoLast(info->id));
    }
};

QTEST_APPLESS_MAIN(GoldenProjectTest)
#include "golden_project_test.moc"
