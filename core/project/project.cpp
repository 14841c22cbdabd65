#include "core/project/project.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/data/importer.h"
#include "core/data/label_json.h"
#include "core/data/record_row.h"
#include "core/label/corrections.h"
#include "core/store/schema.h"
#include "core/train/train_config.h"

#include <algorithm>

namespace inkstone {

namespace {

constexpr const char* databaseName = "project.db";

std::string storedPath(const std::filesystem::path& file, const std::filesystem::path& project) {
    const auto absolute = std::filesystem::absolute(file).lexically_normal();
    const auto relative = absolute.lexically_relative(project);
    return relative.empty() || *relative.begin() == ".." ? absolute.string() : relative.string();
}

std::filesystem::path normalized(const std::filesystem::path& folder) {
    auto path = std::filesystem::absolute(folder).lexically_normal();
    return path.has_filename() ? path : path.parent_path();
}

} // namespace

Project::Project(std::filesystem::path folder, std::shared_ptr<Store> store)
    : m_folder(std::move(folder)), m_store(std::move(store)) {
    logInfo("project", "opened " + m_folder.string() + (readOnly() ? ", only to look at" : ""));
}

Project::~Project() { logInfo("project", "closed " + m_folder.string()); }

bool Project::isProject(const std::filesystem::path& folder) {
    std::error_code ignored;
    return std::filesystem::exists(folder / databaseName, ignored);
}

Result<std::shared_ptr<Project>> Project::create(const std::filesystem::path& folder) {
    if (isProject(folder))
        return fail(ErrorCode::InvalidArgument, "cannot make a project here", folder.string(),
                    "there is one already", "open it instead");
    INK_CHECK(makeFolder(folder));
    INK_CHECK(makeFolder(folder / "runs"));
    INK_CHECK(Store::create(folder / databaseName, projectSchema()));
    return open(folder);
}

Result<std::shared_ptr<Project>> Project::open(const std::filesystem::path& folder, StoreMode mode) {
    const auto path = normalized(folder);
    if (!isProject(path))
        return fail(ErrorCode::NotFound, "cannot open the project", path.string(),
                    "the folder holds no project.db", "choose a project's folder, or make a new project");
    INK_TRY(store,
            Store::open(path / databaseName, projectSchema(), {.mode = mode, .backups = path / "backups"}));
    std::shared_ptr<Project> project(new Project(path, std::move(store)));
    if (mode == StoreMode::ReadOnly) return project;
    auto datasets = project->datasets();
    INK_CHECK(removeAbandonedImports(datasets));
    INK_CHECK(project->runs().markInterrupted());
    return project;
}

Result<std::shared_ptr<Project>> Project::openOrCreate(const std::filesystem::path& folder) {
    return isProject(folder) ? open(folder) : create(folder);
}

std::string Project::name() const { return m_folder.filename().string(); }

Result<std::vector<SuiteInfo>> Project::suites() const {
    INK_TRY(row, m_store->prepare("SELECT id, name, cases, file FROM suite ORDER BY name COLLATE NOCASE"));
    std::vector<SuiteInfo> all;
    for (;;) {
        INK_TRY(more, row.step());
        if (!more) return all;
        all.push_back({row.integer(0), row.text(1), m_folder / row.text(3), row.integer(2)});
    }
}

Result<int64_t> Project::addSuite(const std::filesystem::path& source) {
    INK_TRY(suite, loadSuite(source));
    std::filesystem::path file = std::filesystem::absolute(source).lexically_normal();
    const std::filesystem::path folder = m_folder / "suites";
    if (storedPath(file, m_folder) ==
        file.string()) { // from outside: a project is all one needs to carry along
        INK_TRY(content, suiteWithTexts(suite));
        INK_CHECK(makeFolder(folder));
        file = folder / file.filename();
        std::error_code ignored; // one that cannot be looked at cannot be replaced either
        if (fs::exists(file, ignored) && readFile(file).value_or("") != content)
            if (auto kept = moveToTrash(file, m_folder / "trash"); !kept)
                return fail(std::move(kept).error());
        INK_CHECK(writeFileAtomically(file, content));
    }
    INK_CHECK(m_store->run(
        "INSERT INTO suite(name, cases, file) VALUES(?1, ?2, ?3) ON CONFLICT(name) DO UPDATE SET cases = ?2, "
        "file = ?3",
        suite.name, int64_t(suite.cases.size()), storedPath(file, m_folder)));
    return m_store->integer("SELECT id FROM suite WHERE name = ?1", suite.name);
}

Status Project::removeSuite(int64_t id) {
    INK_CHECK(m_store->run("DELETE FROM suite WHERE id = ?1", id));
    return {};
}

Result<Suite> Project::loadSuiteByName(std::string_view nameOrFile) const {
    INK_TRY(all, suites());
    for (const SuiteInfo& known : all)
        if (known.name == nameOrFile) return loadSuite(known.file);
    return loadSuite(std::filesystem::path(nameOrFile));
}

Result<Record> Project::correctAnswer(MessageId answer, std::string_view corrected) {
    INK_TRY(message, chats().message(answer));
    if (message.role != "assistant")
        return fail(ErrorCode::InvalidArgument, "nothing was corrected", {}, "this message is not an answer");
    INK_TRY(before, chats().messagesTo(message.parent));
    INK_TRY(change, m_store->begin());
    auto repository = datasets();
    INK_TRY(record, sendToLabel(repository, {.messages = std::move(before),
                                             .answer = message.content,
                                             .corrected = std::string(corrected),
                                             .origin = {Origin::Kind::ChatAnswer, answer, 0}}));
    INK_CHECK(m_store->run("UPDATE message SET correction = ?2 WHERE id = ?1", answer, record.id));
    INK_CHECK(change.commit());
    return record;
}

Result<Record> Project::sendCaseToLabel(int64_t evalCase) {
    INK_TRY(stored, evaluations().storedCase(evalCase));
    INK_TRY(change, m_store->begin());
    auto repository = datasets();
    INK_TRY(record, sendToLabel(repository, {.messages = stored.messages,
                                             .answer = stored.result.answer,
                                             .expected = stored.result.expected,
                                             .origin = {Origin::Kind::EvalCase, evalCase, 0}}));
    INK_CHECK(m_store->run("UPDATE eval_case SET correction = ?2 WHERE id = ?1", evalCase, record.id));
    INK_CHECK(change.commit());
    return record;
}

Status Project::takeBackCorrection(RecordId record) {
    INK_TRY(change, m_store->begin());
    const RecordId ids[] = {record};
    INK_CHECK(datasets().trashRecords(ids));
    INK_CHECK(m_store->run("UPDATE message SET correction = NULL WHERE correction = ?1", record));
    INK_CHECK(m_store->run("UPDATE eval_case SET correction = NULL WHERE correction = ?1", record));
    return change.commit();
}

Result<ProjectCheck> Project::check(std::stop_token stop, JobSink& sink) const {
    ProjectCheck result;
    const auto problem = [&](Text what) {
        result.ok = false;
        result.problems.push_back(std::move(what));
    };
    if (auto sound = m_store->check(stop); !sound) {
        if (sound.error().code == ErrorCode::Cancelled) return fail(std::move(sound).error());
        problem(sound.error().str());
    }
    INK_TRY(total, m_store->integer("SELECT count(*) FROM record"));
    INK_TRY(row, m_store->prepare("SELECT " INKSTONE_RECORD_COLUMNS ", checksum FROM record ORDER BY id"));
    for (;;) {
        if (stop.stop_requested()) return fail(ErrorCode::Cancelled, "the check was stopped");
        INK_TRY(more, row.step());
        if (!more) break;
        const auto record = readRecordRow(row);
        const bool good = record && recordChecksum(row.text(14), record->labels) == uint64_t(row.integer(15));
        if (!good && ++result.damaged <= 20)
            problem(text("record %1 does not fit its checksum", row.integer(0)));
        if (++result.records % 2000 == 0)
            sink.emit(Progress{double(result.records), double(total), "rows", -1, -1, "Checking records"});
    }
    row.reset();
    INK_TRY(all, runs().list());
    for (const RunInfo& run : all) {
        if (run.status != RunStatus::Finished) continue;
        if (!run.adapter.empty() && !std::filesystem::exists(m_folder / run.adapter))
            problem(text("the adapter of run %1 is missing: %2", run.name, run.adapter));
        if (run.method == fullMethod && runs().modelOf(run).empty())
            problem(text("the model of run %1 is missing: %2", run.name, "runs/" + run.name + "/model"));
    }
    return result;
}

namespace {
Status fillSampleProject(Project& project, const std::filesystem::path& samples,
                         const std::map<std::string, std::string>& values) {
    for (const char* name : {"identity_suite.jsonl", "general.txt"})
        INK_CHECK(project.addSuite(samples / name));
    auto datasets = project.datasets();
    NullSink sink;
    INK_CHECK(
        importFiles(datasets, {samples / "identity.jsonl"}, "identity", {.placeholders = values}, {}, sink));
    return {};
}
} // namespace

Result<std::shared_ptr<Project>> createSampleProject(const std::filesystem::path& folder,
                                                     const std::filesystem::path& samples,
                                                     const std::map<std::string, std::string>& values) {
    std::error_code failed;
    if (Project::isProject(folder) ||
        (std::filesystem::exists(folder, failed) && !std::filesystem::is_empty(folder, failed)))
        return fail(ErrorCode::InvalidArgument, "cannot make the sample project here", folder.string(),
                    "the folder is not empty", "choose another folder");
    // Made beside its place and moved there when it is whole: nobody meets half of it.
    auto unfinished = normalized(folder);
    unfinished.replace_filename("." + unfinished.filename().string() + ".unfinished");
    std::filesystem::remove_all(unfinished, failed);
    {
        INK_TRY(project, Project::create(unfinished));
        if (auto filled = fillSampleProject(*project, samples, values); !filled) {
            project.reset();
            std::filesystem::remove_all(unfinished, failed);
            return fail(std::move(filled).error());
        }
    }
    std::filesystem::rename(unfinished, normalized(folder), failed);
    if (failed)
        return fail(ErrorCode::Io, "cannot make the sample project here", folder.string(), failed.message());
    return Project::open(folder);
}

} // namespace inkstone
