#pragma once
// Evaluations kept in the project: the matrix of models and suites, their cases, and what changed between
// two.

#include "core/eval/evaluation_runner.h"
#include "core/store/store.h"

namespace inkstone {

using EvaluationId = int64_t;

struct EvaluationInfo {
    EvaluationId id = 0;
    std::string suite, suiteHash;
    Subject subject;
    std::optional<int64_t> run; ///< whose adapter or model it was
    std::string baseSha256;     ///< of the model its run began with; its own without a run
    std::map<std::string, Score> scores;
    int64_t items = 0, wrong = 0;
    double seconds = 0;
    int64_t timeMs = 0;
    std::filesystem::path folder; ///< as given, relative to the project where it lies inside

    bool isBase() const { return subject.adapter.empty() && !run; }
    /// Of the adapter or the run; "" for a base model.
    std::string learnedName() const {
        return run && subject.adapter.empty() ? subject.model : subject.adapter;
    }
    /// Whether `other` answered as the model this one was trained from.
    bool startedFrom(const EvaluationInfo& other) const {
        return !isBase() && other.id != id && other.subject.adapter.empty() &&
               other.subject.modelSha256 == baseSha256;
    }
};

struct StoredCase {
    int64_t id = 0; ///< the origin id of a correction
    EvaluationId evaluation = 0;
    CaseResult result;
    std::vector<Message> messages;
    std::optional<int64_t> correction; ///< record it was sent to Label as
};

enum class Change : uint8_t { Same, Fixed, Broken };

/// The same case under two subjects.
struct ComparedCase {
    std::string id;
    std::optional<StoredCase> before, after;
    Change change = Change::Same;
};

struct Comparison {
    int64_t fixed = 0, broken = 0;
    std::vector<ComparedCase> cases;          ///< in the order of `after`
    std::map<std::string, double> difference; ///< scorer -> after - before
};

class EvaluationStore {
public:
    explicit EvaluationStore(std::shared_ptr<Store> store) : m_store(std::move(store)) {}

    /// All cases in one transaction. A finished evaluation of the same key replaces none: history stays.
    Result<EvaluationId> add(const EvaluationSpec& spec, const EvaluationReport& report,
                             std::optional<int64_t> run = {});
    Result<std::vector<EvaluationInfo>> list() const; ///< newest first
    /// The newest of each subject x suite.
    Result<std::vector<EvaluationInfo>> matrix() const;
    Result<EvaluationInfo> info(EvaluationId id) const;
    Result<std::vector<StoredCase>> cases(EvaluationId id) const;
    Result<StoredCase> storedCase(int64_t id) const;
    /// InvalidArgument when the two are of different suites (hashes).
    Result<Comparison> compare(EvaluationId before, EvaluationId after) const;
    Status remove(EvaluationId id);

private:
    std::shared_ptr<Store> m_store;
};

} // namespace inkstone
