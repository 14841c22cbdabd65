#include "core/project/runs.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/kept_error.h"
#include "core/base/utf8.h"
#include "core/train/run_history.h"

#include <algorithm>

namespace inkstone {

namespace {

#define INKSTONE_RUN_COLUMNS                                                                                 \
    "id, name, status, method, model_name, model_sha256, model_path, steps, total_steps, tokens, "           \
    "loss_first, loss_last, eval_loss, seconds, tokens_per_second, adapter, failure, created, changed, "     \
    "trashed, config"

std::optional<double> optionalReal(const Statement& row, int column) {
    if (row.isNull(column)) return {};
    return row.real(column);
}

RunInfo readRun(const Statement& row) {
    RunInfo run;
    run.id = row.integer(0);
    run.name = row.text(1);
    run.status = RunStatus(row.integer(2));
    run.method = row.text(3);
    run.modelName = row.text(4);
    run.modelSha256 = row.text(5);
    run.modelPath = row.text(6);
    run.steps = row.integer(7);
    run.totalSteps = row.integer(8);
    run.tokens = row.integer(9);
    run.lossFirst = optionalReal(row, 10);
    run.lossLast = optionalReal(row, 11);
    run.evalLoss = optionalReal(row, 12);
    run.seconds = row.real(13);
    run.tokensPerSecond = row.real(14);
    run.adapter = row.text(15);
    if (const std::string failure = row.text(16); !failure.empty()) run.failure = errorFromLine(failure);
    run.createdMs = row.integer(17);
    run.changedMs = row.integer(18);
    run.trashedMs = row.optionalInteger(19);
    run.config = row.text(20);
    return run;
}

Status readData(Store& store, RunInfo& run) {
    INK_TRY(row, store.prepare("SELECT dataset, version, hash, records FROM run_data WHERE run = ?1"));
    INK_CHECK(row.bind(run.id));
    for (;;) {
        INK_TRY(more, row.step());
        if (!more) return {};
        run.data.push_back({row.integer(0), row.integer(1), row.text(2), row.integer(3)});
    }
}

constexpr size_t longestName = 100; ///< bytes

/// A folder's name that every disk takes.
Status checkName(const std::string& name) {
    const bool control =
        std::any_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    const bool bad = name.empty() || name.size() > longestName || name[0] == '.' || control ||
                     !isValidUtf8(name) || name.find_first_of("/\\:*?\"<>|") != std::string::npos ||
                     name.back() == ' ' || name.back() == '.';
    if (!bad) return {};
    return fail(ErrorCode::InvalidArgument, "this is no name for a run", escapeForDisplay(name),
                "it becomes the name of a folder", "use letters, digits, spaces, - and _");
}

Result<int64_t> idOfName(Store& store, std::string_view name) {
    return store.integer("SELECT ifnull(max(id), 0) FROM run WHERE name = ?1 AND trashed IS NULL", name);
}

} // namespace

Result<std::vector<RunInfo>> RunRepository::list(bool trashed) const {
    std::vector<RunInfo> runs;
    {
        INK_TRY(row, m_store->prepare("SELECT " INKSTONE_RUN_COLUMNS
                                      " FROM run WHERE (trashed IS NOT NULL) = ?1 ORDER BY id DESC"));
        INK_CHECK(row.bind(trashed));
        for (;;) {
            INK_TRY(more, row.step());
            if (!more) break;
            runs.push_back(readRun(row));
        }
    }
    for (RunInfo& run : runs) INK_CHECK(readData(*m_store, run));
    return runs;
}

Result<RunInfo> RunRepository::info(RunId id) const {
    INK_TRY(row, m_store->prepare("SELECT " INKSTONE_RUN_COLUMNS " FROM run WHERE id = ?1"));
    INK_CHECK(row.bind(id));
    INK_TRY(found, row.step());
    if (!found) return fail(ErrorCode::NotFound, "the run is gone", std::to_string(id));
    RunInfo run = readRun(row);
    INK_CHECK(readData(*m_store, run));
    return run;
}

Result<RunInfo> RunRepository::find(std::string_view name) const {
    INK_TRY(id, idOfName(*m_store, name));
    if (id) return info(id);
    return fail(ErrorCode::NotFound, "there is no run of this name", escapeForDisplay(name));
}

Result<RunId> RunRepository::create(RunInfo run) {
    INK_CHECK(checkName(run.name));
    INK_TRY(change, m_store->begin());
    INK_TRY(taken, idOfName(*m_store, run.name));
    if (taken)
        return fail(ErrorCode::InvalidArgument, "the run was not made", run.name, "there is one of this name",
                    "choose another name, or resume that one");
    const int64_t now = unixMilliseconds();
    INK_CHECK(m_store->run(
        "INSERT INTO run(name, status, method, model_name, model_sha256, model_path, created, changed, "
        "config) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8)",
        run.name, run.status, run.method, run.modelName, run.modelSha256, run.modelPath, now, run.config));
    run.id = m_store->lastInsertId();
    for (const DatasetVersion& data : run.data)
        INK_CHECK(m_store->run(
            "INSERT INTO run_data(run, dataset, version, records, hash, name) VALUES(?1, ?2, ?3, ?4, ?5, "
            "ifnull((SELECT name FROM dataset WHERE id = ?2), ''))",
            run.id, data.dataset, data.version, data.records, data.hash));
    INK_CHECK(update(run));
    INK_CHECK(change.commit());
    return run.id;
}

Status RunRepository::update(const RunInfo& run) {
    INK_TRY(
        changed,
        m_store->run(
            "UPDATE run SET status = ?2, method = ?3, model_name = ?4, model_sha256 = ?5, model_path = ?6, "
            "steps = ?7, total_steps = ?8, tokens = ?9, loss_first = ?10, loss_last = ?11, eval_loss = ?12, "
            "seconds = ?13, tokens_per_second = ?14, adapter = ?15, failure = ?16, changed = ?17, "
            "config = ?18 WHERE id = ?1",
            run.id, run.status, run.method, run.modelName, run.modelSha256, run.modelPath, run.steps,
            run.totalSteps, run.tokens, run.lossFirst, run.lossLast, run.evalLoss, run.seconds,
            run.tokensPerSecond, run.adapter, run.failure ? errorLine(*run.failure) : "", unixMilliseconds(),
            run.config));
    if (!changed) return fail(ErrorCode::NotFound, "the run is gone", run.name);
    return {};
}

Result<std::string> RunRepository::freeName(std::string_view base) const {
    std::string clean(base);
    std::replace_if(
        clean.begin(), clean.end(),
        [](char c) { return std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos; }, '-');
    clean = cutUtf8(clean, longestName - 8); // room for the number
    if (!checkName(clean)) clean = "run";
    for (int number = 1;; ++number) {
        std::string name = clean + "-" + std::to_string(number);
        INK_TRY(taken, idOfName(*m_store, name));
        if (!taken && !std::filesystem::exists(m_folder / "runs" / name)) return name;
    }
}

Status RunRepository::markInterrupted() {
    INK_TRY(runs, list());
    for (RunInfo& run : runs) {
        if (run.status != RunStatus::Running) continue;
        run.status = RunStatus::Stopped;
        if (const auto history = readHistory(folder(run)); history && !history->train.empty()) {
            const TrainMetrics& last = history->train.back();
            run.steps = last.step;
            run.tokens = last.tokens;
            run.lossFirst = history->train.front().loss;
            run.lossLast = last.loss;
            if (!history->heldOut.empty()) run.evalLoss = history->heldOut.back().evalLoss;
            run.seconds = last.seconds;
            run.tokensPerSecond = last.tokensPerSecond;
        }
        INK_CHECK(update(run));
    }
    return {};
}

Status RunRepository::trash(RunId id) {
    INK_TRY(run, info(id));
    INK_TRY(change, m_store->begin());
    const auto source = folder(run);
    std::string place;
    INK_CHECK(m_store->run("UPDATE run SET trashed = ?2 WHERE id = ?1", id, unixMilliseconds()));
    if (std::filesystem::exists(source)) {
        INK_TRY(moved, moveToTrash(source, m_folder / "trash"));
        place = moved.filename().string();
    }
    auto done = m_store->run("UPDATE run SET trash_folder = ?2 WHERE id = ?1", id, place);
    auto committed = done ? change.commit() : Status(fail(std::move(done).error()));
    if (committed || place.empty()) return committed;
    std::error_code ignored; // the row says it is not in the trash: then the folder is not either
    std::filesystem::rename(m_folder / "trash" / place, source, ignored);
    return committed;
}

Status RunRepository::restore(RunId id) {
    INK_TRY(run, info(id));
    INK_TRY(change, m_store->begin());
    INK_TRY(taken, idOfName(*m_store, run.name));
    if (taken || std::filesystem::exists(folder(run)))
        return fail(ErrorCode::InvalidArgument, "the run was not taken out of the trash", run.name,
                    "there is one of this name", "rename or move that one first");
    std::string place;
    {
        INK_TRY(row, m_store->prepare("SELECT trash_folder FROM run WHERE id = ?1"));
        INK_CHECK(row.bind(id));
        INK_CHECK(row.step());
        place = row.text(0);
    }
    INK_CHECK(m_store->run("UPDATE run SET trashed = NULL, trash_folder = NULL WHERE id = ?1", id));
    if (!place.empty()) {
        std::error_code error;
        std::filesystem::rename(m_folder / "trash" / place, folder(run), error);
        if (error)
            return fail(systemError(error.value(), "the run was not taken out of the trash",
                                    m_folder / "trash" / place));
    }
    auto committed = change.commit();
    std::error_code ignored; // the row says it is in the trash: then the folder is as well
    if (!committed && !place.empty())
        std::filesystem::rename(folder(run), m_folder / "trash" / place, ignored);
    return committed;
}

std::filesystem::path RunRepository::folder(const RunInfo& run) const { return m_folder / "runs" / run.name; }

std::filesystem::path RunRepository::modelOf(const RunInfo& run) const {
    const std::filesystem::path model = folder(run) / "model";
    std::error_code ignored;
    return std::filesystem::exists(model / "config.json", ignored) ? model : std::filesystem::path();
}

Result<std::optional<RunInfo>> RunRepository::runOfModel(const std::filesystem::path& model) const {
    std::error_code ignored;
    const auto lies = std::filesystem::weakly_canonical(model, ignored);
    if (lies.filename() != "model" ||
        lies.parent_path().parent_path() != std::filesystem::weakly_canonical(m_folder / "runs", ignored))
        return std::optional<RunInfo>();
    INK_TRY(id, idOfName(*m_store, lies.parent_path().filename().string()));
    if (!id) return std::optional<RunInfo>();
    INK_TRY(run, info(id));
    return std::optional(std::move(run));
}

} // namespace inkstone
