// The project: opened, counted, moved, checked; chats as trees; lineage all the way round.
#include "core/data/importer.h"
#include "core/eval/evaluation_runner.h"
#include "core/label/corrections.h"
#include "core/project/lineage.h"
#include "core/project/project.h"

#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <fstream>

#undef emit // a method of JobSink

using namespace inkstone;
namespace fs = std::filesystem;

class ProjectTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path folder() const { return fs::path(m_dir->path().toStdString()) / "my project"; }

private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void aProjectIsMadeOnceAndOpened() {
        QVERIFY(!Project::open(folder()));
        auto project = Project::create(folder());
        QVERIFY2(project, project ? "" : project.error().str().c_str());
        QCOMPARE((*project)->name(), std::string("my project"));
        QVERIFY(!Project::create(folder()));
        QVERIFY(!Project::open(folder())); // held by this one
        QVERIFY(Project::open(folder(), StoreMode::ReadOnly));
        project->reset();
        QVERIFY(Project::openOrCreate(folder()));
    }

    void settingsKeepTheirTypeAndScope() {
        auto project = *Project::create(folder());
        const fs::path user = folder() / "user" / "settings.json";
        auto settings = Settings::open(project->store(), user);
        QCOMPARE(settings->get(setting::temperature), 0.7);
        QVERIFY(settings->set(setting::temperature, 0.25));
        QVERIFY(settings->set(setting::theme, std::string("dark")));
        QVERIFY(settings->set(setting::threads, int64_t(3)));
        settings = Settings::open(project->store(), user);
        QCOMPARE(settings->get(setting::temperature), 0.25);
        QCOMPARE(settings->get(setting::theme), std::string("dark"));
        QCOMPARE(settings->get(setting::threads), 3);
        QVERIFY(settings->reset(setting::theme));
        QCOMPARE(settings->get(setting::theme), std::string("system"));
        std::ofstream(user) << "{broken";
        settings = Settings::open(nullptr, user);
        QCOMPARE(settings->get(setting::threads), 0);
        QVERIFY(fs::exists(user.string() + ".bad"));
        QVERIFY(!settings->set(setting::temperature, 1.0)); // no project is open
        std::vector<std::string> keys;
        for (const SettingRow& row : settingTable()) keys.push_back(row.key);
        std::sort(keys.begin(), keys.end());
        QVERIFY(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
    }

    void draftsSurvive() {
        {
            auto project = *Project::create(folder());
            QVERIFY(project->drafts().set("chat/1/composer", "half a sen"));
            QVERIFY(project->drafts().set("chat/2/composer", "x"));
            QVERIFY(project->drafts().set("chat/2/composer", ""));
        }
        auto project = *Project::open(folder());
        QCOMPARE(**project->drafts().get("chat/1/composer"), std::string("half a sen"));
        QCOMPARE(int(project->drafts().all("chat/")->size()), 1);
        QVERIFY(!*project->drafts().get("chat/2/composer"));
    }

    void runsAreNamedTrashedAndMarked() {
        auto project = *Project::create(folder());
        auto runs = project->runs();
        QCOMPARE(*runs.freeName("a/b"), std::string("a-b-1"));
        for (const size_t length : {90, 99, 100, 300})
            QVERIFY(runs.create({.name = *runs.freeName(std::string(length, 'x'))}));
        const auto id = runs.create({.name = "identity-1", .status = RunStatus::Running, .method = "lora"});
        QVERIFY2(id, id ? "" : id.error().str().c_str());
        QVERIFY(!runs.create({.name = "identity-1"}));
        for (const char* bad : {"", "a/b", "..", ".x", "a:b", "a\nb"}) QVERIFY(!runs.create({.name = bad}));
        auto run = *runs.info(*id);
        run.lossLast = 0.5;
        run.steps = 10;
        QVERIFY(runs.update(run));
        QVERIFY(!runs.info(*id)->evalLoss);
        fs::create_directories(runs.folder(run));
        std::ofstream(runs.folder(run) / "x") << "kept";
        QVERIFY(runs.trash(*id));
        QVERIFY(!fs::exists(runs.folder(run)));
        QCOMPARE(runs.list()->size(), size_t(4)); // the others
        QVERIFY(runs.restore(*id));
        QVERIFY(fs::exists(runs.folder(run) / "x"));
        QVERIFY(runs.markInterrupted());
        QVERIFY(runs.find("identity-1")->status == RunStatus::Stopped);
        QCOMPARE(runs.find("identity-1")->steps, int64_t(10)); // it had written nothing
    }

    void aKilledRunShowsHowFarItCame() {
        auto project = *Project::create(folder());
        auto runs = project->runs();
        const auto id = *runs.create({.name = "identity-1", .status = RunStatus::Running, .method = "lora"});
        fs::create_directories(runs.folder(*runs.info(id)));
        std::ofstream(runs.folder(*runs.info(id)) / "metrics.jsonl")
            << R"({"step":1,"tokens":100,"loss":4.0,"tokens_per_second":50,"seconds":2})" << "\n"
            << R"({"step":1,"tokens":100,"eval_loss":3.5,"seconds":3})" << "\n"
            << R"({"step":2,"tokens":210,"loss":3.0,"tokens_per_second":55,"seconds":5})" << "\n"
            << "{\"step\":3,\"tok"; // torn
        QVERIFY(runs.markInterrupted());
        const RunInfo run = *runs.info(id);
        QVERIFY(run.status == RunStatus::Stopped);
        QCOMPARE(run.steps, int64_t(2));
        QCOMPARE(run.tokens, int64_t(210));
        QCOMPARE(run.seconds, 5.0);
        QCOMPARE(run.tokensPerSecond, 55.0);
        QCOMPARE(*run.lossFirst, 4.0);
        QCOMPARE(*run.lossLast, 3.0);
        QCOMPARE(*run.evalLoss, 3.5);
    }

    void aRunThatCannotLeaveTheTrashStaysInIt() {
        auto project = *Project::create(folder());
        auto runs = project->runs();
        const auto id = *runs.create({.name = "first"});
        const RunInfo run = *runs.info(id);
        fs::create_directories(runs.folder(run));
        QVERIFY(runs.trash(id));
        QVERIFY(project->store()->script( // what fails at the very end
            "CREATE TABLE late(run INTEGER REFERENCES run(id) DEFERRABLE INITIALLY DEFERRED);"
            "CREATE TRIGGER fails AFTER UPDATE OF trashed ON run BEGIN INSERT INTO late VALUES(-1); END"));
        QVERIFY(!runs.restore(id));
        QVERIFY(!fs::exists(runs.folder(run)));
        QVERIFY(project->store()->script("DROP TRIGGER fails"));
        QVERIFY(runs.restore(id));
        QVERIFY(fs::exists(runs.folder(run)));
    }

    void aRunOfAllWeightsHasAModel() {
        auto project = *Project::create(folder());
        auto runs = project->runs();
        const auto id = *runs.create({.name = "whole-1", .status = RunStatus::Finished, .method = "full"});
        const RunInfo run = *runs.info(id);
        QVERIFY(runs.modelOf(run).empty() && !runs.hasResult(run));
        NullSink sink;
        const auto missing = *project->check({}, sink);
        QCOMPARE(missing.problems.size(), size_t(1));
        QVERIFY(missing.problems[0].str().find("the model of run whole-1 is missing") != std::string::npos);
        const fs::path model = folder() / "runs" / "whole-1" / "model";
        fs::create_directories(model);
        std::ofstream(model / "config.json") << "{}";
        QCOMPARE(runs.modelOf(run), model);
        QVERIFY(runs.hasResult(run));
        QVERIFY(project->check({}, sink)->ok);

        QCOMPARE((*runs.runOfModel(model))->id, id);
        QCOMPARE((*runs.runOfModel(folder() / "runs" / "." / "whole-1" / "model"))->id, id);
        for (const fs::path& other : {folder() / "runs" / "whole-1", folder() / "runs" / "whole-2" / "model",
                                      folder() / "whole-1" / "model", folder(), fs::path()})
            QVERIFY2(!runs.runOfModel(other)->has_value(), other.c_str());
    }

    void aSuiteFromElsewhereNeedsItsFilesNoMore() {
        auto project = *Project::create(folder());
        const fs::path elsewhere = folder().parent_path() / "elsewhere";
        fs::create_directories(elsewhere / "texts");
        std::ofstream(elsewhere / "texts" / "a.txt") << "Ink of soot.\n\"Two\" lines.\n";
        std::ofstream(elsewhere / "suite.jsonl")
            << "{\"id\":\"a\",\"scorer\":\"perplexity\",\"file\":\"texts/a.txt\"}\n"
            << "{\"id\":\"b\",\"prompt\":\"the \\\"file\\\"\",\"scorer\":\"exact\",\"expected\":[\"x\"]}";
        const std::string hash = loadSuite(elsewhere / "suite.jsonl")->hash;
        const auto added = project->addSuite(elsewhere / "suite.jsonl");
        QVERIFY2(added, added ? "" : added.error().str().c_str());
        fs::remove_all(elsewhere);
        const auto suite = project->loadSuiteByName("suite");
        QVERIFY2(suite, suite ? "" : suite.error().str().c_str());
        QCOMPARE(suite->hash, hash); // the same cases: results of before count
    }

    void aSuiteOfAStrangerTakesNothingOfThisMachineAlong() {
        auto project = *Project::create(folder());
        const fs::path elsewhere = folder().parent_path() / "elsewhere";
        fs::create_directories(elsewhere);
        std::ofstream(folder().parent_path() / "secret.txt") << "Nobody's business.\n";
        std::ofstream(elsewhere / "suite.jsonl")
            << "{\"id\":\"a\",\"scorer\":\"perplexity\",\"file\":\"../secret.txt\"}\n";
        QVERIFY(!project->addSuite(elsewhere / "suite.jsonl"));
        QVERIFY(project->suites()->empty());
        QVERIFY(!fs::exists(folder() / "suites"));
    }

    void aSuiteThatIsReplacedGoesToTheTrash() {
        auto project = *Project::create(folder());
        const fs::path file = folder().parent_path() / "names.txt";
        for (const char* text : {"one", "one", "two"}) {
            std::ofstream(file) << text;
            QVERIFY(project->addSuite(file));
        }
        QCOMPARE(project->loadSuiteByName("names")->cases.front().text, std::string("two"));
        QCOMPARE(int(std::distance(fs::directory_iterator(folder() / "trash"), fs::directory_iterator())), 1);
        std::string kept;
        std::ifstream(folder() / "trash" / "names.txt") >> kept;
        QCOMPARE(kept, std::string("one"));
    }

    void aFailureIsKeptInItsParts() {
        auto project = *Project::create(folder());
        auto runs = project->runs();
        RunInfo run = *runs.info(*runs.create({.name = "first"}));
        QVERIFY(!run.failure);
        run.failure =
            Error{ErrorCode::NoSpace, text("cannot save %1", "it"), "there", "the disk is full", {}};
        QVERIFY(runs.update(run));
        const Error kept = *runs.info(run.id)->failure;
        QCOMPARE(kept.what.pattern, std::string("cannot save %1"));
        QCOMPARE(kept.str(), run.failure->str());
        // As earlier versions kept it.
        QVERIFY(project->store()->run("UPDATE run SET failure = 'cannot save it: there'"));
        QCOMPARE(runs.info(run.id)->failure->str(), std::string("cannot save it: there"));
    }

    void aTrainedModelIsComparedWithItsBase() {
        auto project = *Project::create(folder());
        const auto run = *project->runs().create(
            {.name = "whole-1", .status = RunStatus::Finished, .method = "full", .modelSha256 = "base"});
        const auto later = *project->runs().create({.name = "on-whole",
                                                    .status = RunStatus::Finished,
                                                    .method = "lora",
                                                    .modelSha256 = "whole",
                                                    .modelPath = "/elsewhere/runs/whole-1/model",
                                                    .adapter = "runs/on-whole/adapter"});
        std::ofstream(folder() / "suite.jsonl")
            << "{\"id\":\"a\",\"prompt\":\"Your name?\",\"scorer\":\"contains\",\"expected\":[\"Zuo\"]}\n";
        QVERIFY(project->addSuite(folder() / "suite.jsonl"));
        const Suite suite = *project->loadSuiteByName("suite");
        NullSink sink;
        const auto evaluate = [&](const Subject& subject, const std::string& answer,
                                  std::optional<int64_t> of) {
            const EvaluationSpec spec{.suite = suite,
                                      .subject = subject,
                                      .folder = folder() / "evaluations" / (subject.model + subject.adapter)};
            const auto report = runEvaluation(
                spec,
                [&](const AnswerRequest&, std::stop_token) -> Result<CaseAnswer> {
                    return CaseAnswer{.text = answer, .prompt = "p"};
                },
                {}, {}, sink);
            return *project->evaluations().info(*project->evaluations().add(spec, *report, of));
        };
        const auto other = evaluate({.model = "other", .modelSha256 = "x"}, "Zuo?", {});
        const auto base = evaluate({.model = "m", .modelSha256 = "base"}, "Who?", {});
        const auto whole = evaluate({.model = "whole-1", .modelSha256 = "whole"}, "I am Zuo", run);
        const auto adapted =
            evaluate({.model = "whole-1", .modelSha256 = "whole", .adapter = "on-whole", .adapterHash = "h"},
                     "Zuo", later);
        QVERIFY(base.isBase() && !whole.isBase() && !adapted.isBase());
        QCOMPARE(whole.learnedName(), std::string("whole-1"));
        QCOMPARE(adapted.learnedName(), std::string("on-whole"));
        QVERIFY(base.learnedName().empty());
        QVERIFY(whole.startedFrom(base) && !whole.startedFrom(other) && !whole.startedFrom(whole));
        QVERIFY(adapted.startedFrom(whole) && !adapted.startedFrom(base) && !base.startedFrom(other));

        // Of equal scores the newest counts, beside that of its own base.
        auto best = *project->counts()->best;
        QCOMPARE(best.run, std::string("on-whole"));
        QCOMPARE(best.before.value(), 1.0);
        QVERIFY(project->evaluations().remove(adapted.id));
        best = *project->counts()->best;
        QCOMPARE(best.run, std::string("whole-1"));
        QCOMPARE(best.before.value(), 0.0);

        // Runs follow on runs, and answers of the model lead to its run.
        auto chats = project->chats();
        const auto chat = *chats.create();
        const auto question = *chats.add({.conversation = chat, .role = "user", .content = "Name?"});
        const auto answer = *chats.add({.conversation = chat,
                                        .parent = question,
                                        .role = "assistant",
                                        .content = "Bo",
                                        .model = "whole-1"});
        const auto leads = [&](const LineageNode& from, LineageKind kind, int64_t id) {
            const auto links = *lineage(*project->store(), from);
            return std::any_of(links.begin(), links.end(), [&](const LineageLink& link) {
                return (link.from.kind == kind && link.from.id == id) ||
                       (link.to.kind == kind && link.to.id == id);
            });
        };
        QVERIFY(leads({LineageKind::Run, run, 0, ""}, LineageKind::Run, later));
        QVERIFY(leads({LineageKind::Run, later, 0, ""}, LineageKind::Run, run));
        QVERIFY(leads({LineageKind::ChatAnswer, answer, 0, ""}, LineageKind::Run, run));
        QVERIFY(!leads({LineageKind::ChatAnswer, answer, 0, ""}, LineageKind::Run, later));
        QVERIFY(!leads({LineageKind::Run, run, 0, ""}, LineageKind::ChatAnswer, answer)); // not corrected
        QVERIFY(project->correctAnswer(answer, "Zuo"));
        QVERIFY(leads({LineageKind::Run, run, 0, ""}, LineageKind::ChatAnswer, answer));
    }

    void chatsAreTrees() {
        auto project = *Project::create(folder());
        auto chats = project->chats();
        const auto id = *chats.create({}, "be brief");
        const auto question = *chats.add({.conversation = id, .role = "user", .content = "Hi"});
        const auto first = *chats.add({.conversation = id,
                                       .parent = question,
                                       .role = "assistant",
                                       .content = "one",
                                       .complete = false});
        auto message = *chats.message(first);
        message.content = "one more";
        message.complete = true;
        QVERIFY(chats.update(message));
        const auto second =
            *chats.add({.conversation = id, .parent = question, .role = "assistant", .content = "two"});
        auto branch = *chats.branch(id);
        QCOMPARE(int(branch.size()), 2);
        QCOMPARE(branch[1].id, second);
        QCOMPARE(branch[1].siblings, 2);
        QCOMPARE(branch[1].siblingIndex, 1);
        QVERIFY(chats.showSibling(second, 0));
        QCOMPARE((*chats.branch(id))[1].content, std::string("one more"));
        QVERIFY(!chats.showSibling(second, 2));
        const auto messages = *chats.messagesTo(second);
        QCOMPARE(int(messages.size()), 3);
        QCOMPARE(messages[0].content, std::string("be brief"));
        QCOMPARE(chats.info(id)->title, std::string("Hi"));
        QVERIFY(!chats.add({.conversation = id, .parent = 999, .role = "user", .content = "x"}));
        QVERIFY(chats.trash(id));
        QVERIFY(chats.list()->empty());
        QVERIFY(chats.restore(id));
    }

    void theLoopClosesAndIsRemembered() {
        auto project = *Project::create(folder());
        QVERIFY(project->counts()->next == NextStep::ImportData);
        std::ofstream(folder() / "data.jsonl")
            << "{\"prompt\":\"Who are you?\",\"completion\":\"I am Mo.\"}\n";
        std::ofstream(folder() / "suite.jsonl")
            << "{\"id\":\"a\",\"prompt\":\"Your name?\",\"scorer\":\"contains\",\"expected\":[\"Zuo\"]}\n";
        auto sets = project->datasets();
        NullSink sink;
        QVERIFY(importFiles(sets, {folder() / "data.jsonl"}, "identity", {}, {}, sink));
        QVERIFY(project->counts(false)->next == NextStep::GetModel);
        QVERIFY(project->counts()->next == NextStep::Train);

        const auto version = *sets.pin(sets.find("identity")->id);
        const auto runId = *project->runs().create({.name = "identity-1",
                                                    .status = RunStatus::Finished,
                                                    .data = {version},
                                                    .adapter = "runs/identity-1/adapter"});
        QVERIFY(project->counts()->next == NextStep::Evaluate);
        QVERIFY(project->addSuite(folder() / "suite.jsonl"));
        const Suite suite = *project->loadSuiteByName("suite");

        const auto evaluate = [&](const std::string& adapter, const std::string& answer,
                                  std::optional<int64_t> run) {
            const EvaluationSpec spec{.suite = suite,
                                      .subject = {.model = "m", .adapter = adapter},
                                      .folder = folder() / "evaluations" / ("e" + adapter)};
            const AnswerFn answerFn = [&](const AnswerRequest&, std::stop_token) -> Result<CaseAnswer> {
                return CaseAnswer{.text = answer, .prompt = "p"};
            };
            const auto report = runEvaluation(spec, answerFn, {}, {}, sink);
            return *project->evaluations().add(spec, *report, run);
        };
        const auto before = evaluate("", "I am a model", {});
        const auto after = evaluate("identity-1", "I am Zuo", runId);
        const auto comparison = *project->evaluations().compare(before, after);
        QCOMPARE(comparison.fixed, 1);
        QCOMPARE(comparison.difference.at("contains"), 1.0);
        QCOMPARE(int(project->evaluations().matrix()->size()), 2);
        const auto counts = *project->counts();
        QCOMPARE(counts.best->value, 1.0);
        QCOMPARE(*counts.best->before, 0.0);
        QVERIFY(counts.next == NextStep::Chat);

        const auto failing = project->evaluations().cases(before)->at(0);
        const auto record = project->sendCaseToLabel(failing.id);
        QVERIFY2(record, record ? "" : record.error().str().c_str());
        QCOMPARE(*project->evaluations().storedCase(failing.id)->correction, record->id);

        auto chats = project->chats();
        const auto chat = *chats.create();
        const auto question = *chats.add({.conversation = chat, .role = "user", .content = "Name?"});
        const auto answer = *chats.add({.conversation = chat,
                                        .parent = question,
                                        .role = "assistant",
                                        .content = "Bo",
                                        .adapter = "identity-1"});
        QVERIFY(!project->correctAnswer(question, "x"));
        const auto corrected = project->correctAnswer(answer, "Mo");
        QVERIFY2(corrected, corrected ? "" : corrected.error().str().c_str());
        QCOMPARE(project->counts()->waiting, 2);
        QVERIFY(project->counts()->next == NextStep::Label);

        const auto links = *lineage(*project->store(), {LineageKind::Record, corrected->id, 0, ""});
        std::vector<LineageKind> kinds;
        for (const LineageLink& link : links) kinds.push_back(link.from.kind);
        for (const auto kind :
             {LineageKind::ChatAnswer, LineageKind::Run, LineageKind::DatasetVersion, LineageKind::File})
            QVERIFY(std::find(kinds.begin(), kinds.end(), kind) != kinds.end());

        // Everything is found again after a move. The repositories hold the store open, so they go first.
        sets = DatasetRepository(nullptr);
        chats = ChatRepository(nullptr);
        project.reset();
        const fs::path moved = folder().parent_path() / "moved";
        fs::rename(folder(), moved);
        project = *Project::open(moved);
        QVERIFY(project->loadSuiteByName("suite"));
        QCOMPARE(project->evaluations().info(after)->folder, moved / "evaluations" / "eidentity-1");
    }

    void aFlippedBitIsFound() {
        auto project = *Project::create(folder());
        auto sets = project->datasets();
        const auto id = *sets.create("set");
        QVERIFY(sets.append(id, Record{.kind = RecordKind::Text, .text = "hello world"}));
        NullSink sink;
        QVERIFY(project->check({}, sink)->ok);
        QVERIFY(project->store()->run("UPDATE record SET body = replace(body, 'hello', 'hellp')"));
        const auto check = *project->check({}, sink);
        QVERIFY(!check.ok);
        QCOMPARE(check.damaged, 1);
    }

    void theSampleProjectIsComplete() {
        const fs::path samples = fs::path(INKSTONE_SOURCE_DIR) / "resources" / "samples";
        const auto project = createSampleProject(folder(), samples, {});
        QVERIFY2(project, project ? "" : project.error().str().c_str());
        QVERIFY((*project)->datasets().find("identity")->records >= 80);
        QCOMPARE((*project)->loadSuiteByName("identity_suite")->cases.size(), size_t(30));
        QVERIFY((*project)->loadSuiteByName("general"));
    }

    void aSampleProjectIsMadeWholeOrNotAtAll() {
        const fs::path samples = fs::path(INKSTONE_SOURCE_DIR) / "resources" / "samples";
        const fs::path place = fs::path(folder()) / "sample", poor = fs::path(folder()) / "poor";
        fs::create_directories(poor);
        for (const char* name : {"identity_suite.jsonl", "general.txt"})
            fs::copy_file(samples / name, poor / name);
        QVERIFY(!createSampleProject(place, poor, {})); // identity.jsonl is missing
        QCOMPARE(std::distance(fs::directory_iterator(folder()), {}), std::ptrdiff_t(1));
        // What a power cut left is no hindrance.
        fs::create_directories(fs::path(folder()) / ".sample.unfinished");
        const auto project = createSampleProject(place, samples, {});
        QVERIFY2(project, project ? "" : project.error().str().c_str());
        QVERIFY((*project)->loadSuiteByName("general"));
        QCOMPARE(std::distance(fs::directory_iterator(folder()), {}), std::ptrdiff_t(2));
        QVERIFY(!createSampleProject(place, samples, {})); // there is one
        QVERIFY(!createSampleProject(poor, samples, {}));  // other files
    }
};

QTEST_APPLESS_MAIN(ProjectTest)
#include "project_test.moc"
