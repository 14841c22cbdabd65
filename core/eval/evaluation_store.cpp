#include "core/eval/evaluation_store.h"

#include "core/base/clock.h"
#include "core/base/kept_error.h"

#include <algorithm>

namespace inkstone {

namespace {

#define INKSTONE_EVALUATION_COLUMNS                                                                          \
    "id, suite, suite_hash, model, model_sha256, adapter, adapter_hash, template_hash, sampling, seed, "     \
    "run, items, wrong, seconds, time, folder, scores, CASE WHEN adapter = '' THEN ifnull((SELECT "          \
    "base.model_sha256 FROM run AS base WHERE base.id = evaluation.run), model_sha256) ELSE model_sha256 "   \
    "END"
#define INKSTONE_CASE_COLUMNS                                                                                \
    "id, evaluation, case_id, scorer, score, prompt_tokens, completion_tokens, nll, tokens, seconds, "       \
    "correction, finish_reason, problem, expected, messages, prompt, answer"

std::string scoresJson(const std::map<std::string, Score>& scores) {
    Json json = Json::object();
    for (const auto& [name, score] : scores)
        json[name] = {{"value", score.value}, {"stderr", score.stderr_}, {"cases", score.cases}};
    return dumpJson(json, -1);
}

std::map<std::string, Score> scoresFrom(const std::string& text) {
    std::map<std::string, Score> scores;
    const auto json = parseJson(text, "scores");
    if (!json || !json->is_object()) return scores;
    for (const auto& [name, value] : json->items()) {
        const JsonReader reader(value, "scores");
        scores[name] = {reader.number("value", 0.0).value_or(0), reader.number("stderr", 0.0).value_or(0),
                        reader.integerOr("cases", 0).value_or(0)};
    }
    return scores;
}

std::string messagesJson(const std::vector<Message>& messages) {
    Json list = Json::array();
    for (const Message& message : messages) {
        Json one{{"role", message.role}, {"content", message.content}};
        if (message.extra.is_object()) one["extra"] = message.extra;
        list.push_back(std::move(one));
    }
    return dumpJson(list, -1);
}

std::vector<Message> messagesFrom(const std::string& text) {
    std::vector<Message> messages;
    const auto json = parseJson(text, "messages");
    if (!json || !json->is_array()) return messages;
    for (const Json& one : *json) {
        const JsonReader reader(one, "messages");
        messages.push_back({reader.string("role", "").value_or(""), reader.string("content", "").value_or(""),
                            reader.has("extra") ? one.at("extra") : Json(nullptr)});
    }
    return messages;
}

EvaluationInfo readInfo(const Statement& row, const std::filesystem::path& project) {
    EvaluationInfo info;
    info.id = row.integer(0);
    info.suite = row.text(1);
    info.suiteHash = row.text(2);
    info.subject = {row.text(3),
                    row.text(4),
                    row.text(5),
                    row.text(6),
                    row.text(7),
                    row.text(8),
                    uint64_t(row.integer(9))};
    info.run = row.optionalInteger(10);
    info.items = row.integer(11);
    info.wrong = row.integer(12);
    info.seconds = row.real(13);
    info.timeMs = row.integer(14);
    info.folder = project / row.text(15);
    info.scores = scoresFrom(row.text(16));
    info.baseSha256 = row.text(17);
    return info;
}

StoredCase readCase(const Statement& row) {
    StoredCase stored;
    stored.id = row.integer(0);
    stored.evaluation = row.integer(1);
    CaseResult& result = stored.result;
    result.id = row.text(2);
    result.scorer = Scorer(row.integer(3));
    result.score = row.real(4);
    result.promptTokens = row.integer(5);
    result.completionTokens = row.integer(6);
    result.nll = row.real(7);
    result.tokens = row.integer(8);
    result.seconds = row.real(9);
    stored.correction = row.optionalInteger(10);
    result.finishReason = row.text(11);
    if (const std::string problem = row.text(12); !problem.empty()) result.problem = errorFromLine(problem);
    if (const auto json = parseJson(row.text(13), "expected"); json && json->is_array())
        for (const Json& one : *json)
            if (one.is_string()) result.expected.push_back(one.get<std::string>());
    stored.messages = messagesFrom(row.text(14));
    result.prompt = row.text(15);
    result.answer = row.text(16);
    return stored;
}

Result<std::vector<EvaluationInfo>> readAll(Statement& row, const std::filesystem::path& project) {
    std::vector<EvaluationInfo> all;
    for (;;) {
        INK_TRY(more, row.step());
        if (!more) return all;
        all.push_back(readInfo(row, project));
    }
}

/// Inside the project: relative to it, so that the project can move.
std::string storedFolder(const std::filesystem::path& folder, const std::filesystem::path& project) {
    if (folder.empty()) return {}; // nothing was written beside the store
    const auto absolute = std::filesystem::absolute(folder).lexically_normal();
    const auto relative = absolute.lexically_relative(project);
    const bool inside = !relative.empty() && *relative.begin() != "..";
    return inside ? relative.string() : absolute.string();
}

Change changeOf(const std::optional<StoredCase>& before, const StoredCase& after) {
    if (!before || before->result.right() == after.result.right()) return Change::Same;
    return after.result.right() ? Change::Fixed : Change::Broken;
}

} // namespace

Result<EvaluationId> EvaluationStore::add(const EvaluationSpec& spec, const EvaluationReport& report,
                                          std::optional<int64_t> run) {
    INK_TRY(change, m_store->begin());
    const Subject& subject = spec.subject;
    const auto wrong = std::count_if(report.cases.begin(), report.cases.end(),
                                     [](const CaseResult& one) { return !one.right(); });
    INK_CHECK(m_store->run(
        "INSERT INTO evaluation(suite, suite_hash, key, model, model_sha256, adapter, adapter_hash, "
        "template_hash, sampling, seed, run, items, wrong, seconds, time, folder, scores) VALUES(?1, ?2, "
        "?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        report.suite, report.suiteHash, report.key, subject.model, subject.modelSha256, subject.adapter,
        subject.adapterHash, subject.templateHash, subject.sampling, int64_t(subject.seed), run, report.items,
        int64_t(wrong), report.seconds, unixMilliseconds(),
        storedFolder(spec.folder, m_store->file().parent_path()), scoresJson(report.scores)));
    const EvaluationId id = m_store->lastInsertId();
    std::map<std::string, const SuiteCase*> known;
    for (const SuiteCase& one : spec.suite.cases) known[one.id] = &one;
    for (const CaseResult& one : report.cases) {
        const auto found = known.find(one.id);
        const std::string messages = found == known.end() ? "[]" : messagesJson(found->second->messages);
        INK_CHECK(m_store->run(
            "INSERT INTO eval_case(evaluation, case_id, scorer, score, prompt_tokens, completion_tokens, "
            "nll, tokens, seconds, finish_reason, problem, expected, messages, prompt, answer) "
            "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            id, one.id, one.scorer, one.score, one.promptTokens, one.completionTokens, one.nll, one.tokens,
            one.seconds, one.finishReason, one.problem ? errorLine(*one.problem) : "",
            dumpJson(Json(one.expected), -1), messages, one.prompt, one.answer));
    }
    INK_CHECK(change.commit());
    return id;
}

Result<std::vector<EvaluationInfo>> EvaluationStore::list() const {
    INK_TRY(row, m_store->prepare("SELECT " INKSTONE_EVALUATION_COLUMNS " FROM evaluation ORDER BY id DESC"));
    return readAll(row, m_store->file().parent_path());
}

Result<std::vector<EvaluationInfo>> EvaluationStore::matrix() const {
    INK_TRY(row, m_store->prepare("SELECT " INKSTONE_EVALUATION_COLUMNS
                                  " FROM evaluation WHERE id IN (SELECT max(id) FROM "
                                  "evaluation GROUP BY suite_hash, model_sha256, model, adapter_hash, "
                                  "adapter) ORDER BY suite, id"));
    return readAll(row, m_store->file().parent_path());
}

Result<EvaluationInfo> EvaluationStore::info(EvaluationId id) const {
    INK_TRY(row, m_store->prepare("SELECT " INKSTONE_EVALUATION_COLUMNS " FROM evaluation WHERE id = ?1"));
    INK_CHECK(row.bind(id));
    INK_TRY(found, row.step());
    if (!found) return fail(ErrorCode::NotFound, "the evaluation is gone", std::to_string(id));
    return readInfo(row, m_store->file().parent_path());
}

Result<std::vector<StoredCase>> EvaluationStore::cases(EvaluationId id) const {
    INK_TRY(row, m_store->prepare("SELECT " INKSTONE_CASE_COLUMNS
                                  " FROM eval_case WHERE evaluation = ?1 ORDER BY id"));
    INK_CHECK(row.bind(id));
    std::vector<StoredCase> all;
    for (;;) {
        INK_TRY(more, row.step());
        if (!more) return all;
        all.push_back(readCase(row));
    }
}

Result<StoredCase> EvaluationStore::storedCase(int64_t id) const {
    INK_TRY(row, m_store->prepare("SELECT " INKSTONE_CASE_COLUMNS " FROM eval_case WHERE id = ?1"));
    INK_CHECK(row.bind(id));
    INK_TRY(found, row.step());
    if (!found) return fail(ErrorCode::NotFound, "the case is gone", std::to_string(id));
    return readCase(row);
}

Result<Comparison> EvaluationStore::compare(EvaluationId before, EvaluationId after) const {
    INK_TRY(first, info(before));
    INK_TRY(second, info(after));
    if (first.suiteHash != second.suiteHash)
        return fail(ErrorCode::InvalidArgument, "the two evaluations cannot be compared",
                    first.suite + ", " + second.suite, "they asked different questions",
                    "evaluate both on the same suite");
    INK_TRY(old, cases(before));
    INK_TRY(now, cases(after));
    std::map<std::string, StoredCase> byId;
    for (StoredCase& one : old) byId.emplace(one.result.id, std::move(one));
    Comparison comparison;
    for (StoredCase& one : now) {
        ComparedCase compared{.id = one.result.id};
        if (const auto known = byId.find(one.result.id); known != byId.end()) compared.before = known->second;
        compared.change = changeOf(compared.before, one);
        comparison.fixed += compared.change == Change::Fixed;
        comparison.broken += compared.change == Change::Broken;
        compared.after = std::move(one);
        comparison.cases.push_back(std::move(compared));
    }
    for (const auto& [name, score] : second.scores)
        if (const auto known = first.scores.find(name); known != first.scores.end())
            comparison.difference[name] = score.value - known->second.value;
    return comparison;
}

Status EvaluationStore::remove(EvaluationId id) {
    INK_CHECK(m_store->run("DELETE FROM evaluation WHERE id = ?1", id));
    return {};
}

} // namespace inkstone
