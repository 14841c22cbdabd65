#pragma once
// One project is one folder: project.db, runs/, trash/, backups/. Nothing else is needed to move it.

#include "core/data/dataset_repository.h"
#include "core/eval/evaluation_store.h"
#include "core/label/label_queue.h"
#include "core/project/chats.h"
#include "core/project/drafts.h"
#include "core/project/runs.h"
#include "core/project/settings.h"

namespace inkstone {

struct SuiteInfo {
    int64_t id = 0;
    std::string name;
    std::filesystem::path file; ///< absolute
    int64_t cases = 0;
};

/// What to do next; the window has a sentence and a button for each.
enum class NextStep : uint8_t {
    ImportData, ///< no records
    GetModel,   ///< records, but no model is known (asked with haveModel)
    Label,      ///< corrections or unlabeled records wait and a schema was set
    Train,      ///< records newer than the last run, or no run
    ResumeRun,  ///< a run was stopped half way
    Evaluate,   ///< a finished run without evaluation
    Chat,       ///< all done: try it
};

struct ProjectCounts {
    int64_t datasets = 0, records = 0, labeled = 0, unlabeled = 0;
    int64_t runs = 0, finishedRuns = 0, adapters = 0;
    int64_t evaluations = 0, conversations = 0, answers = 0;
    int64_t waiting = 0; ///< corrections in Label
    struct Best {
        std::string suite, scorer, run; ///< run "": a base model
        double value = 0;
        std::optional<double> before; ///< the base model's score on the suite
    };
    std::optional<Best> best; ///< of all evaluations with a scorer in 0..1
    NextStep next = NextStep::ImportData;
};

struct ProjectCheck {
    bool ok = true;
    std::vector<Text> problems;
    int64_t records = 0; ///< checked
    int64_t damaged = 0; ///< checksum does not fit
};

class Project {
public:
    ~Project();
    Project(const Project&) = delete;
    Project& operator=(const Project&) = delete;
    /// InvalidArgument when the folder holds a project already, or other files (`project.db` is what counts).
    static Result<std::shared_ptr<Project>> create(const std::filesystem::path& folder);
    /// See Store::open for what is refused. A folder without project.db is NotFound.
    static Result<std::shared_ptr<Project>> open(const std::filesystem::path& folder,
                                                 StoreMode mode = StoreMode::ReadWrite);
    static Result<std::shared_ptr<Project>> openOrCreate(const std::filesystem::path& folder);
    static bool isProject(const std::filesystem::path& folder);

    const std::filesystem::path& folder() const { return m_folder; }
    std::string name() const; ///< the folder's name
    std::filesystem::path runsFolder() const { return m_folder / "runs"; }
    bool readOnly() const { return m_store->mode() == StoreMode::ReadOnly; }

    const std::shared_ptr<Store>& store() const { return m_store; }
    DatasetRepository datasets() const { return DatasetRepository(m_store); }
    LabelQueue labels() const { return LabelQueue(DatasetRepository(m_store)); }
    EvaluationStore evaluations() const { return EvaluationStore(m_store); }
    RunRepository runs() const { return RunRepository(m_store, m_folder); }
    ChatRepository chats() const { return ChatRepository(m_store); }
    Drafts drafts() const { return Drafts(m_store); }

    /// Suites the project knows; their files lie in it (suites/), copied there when they come from elsewhere.
    Result<std::vector<SuiteInfo>> suites() const;
    /// Loads it first. One of the same name is replaced; what stood in it goes to the trash.
    Result<int64_t> addSuite(const std::filesystem::path& file);
    Status removeSuite(int64_t id);
    Result<Suite> loadSuiteByName(std::string_view nameOrFile) const;

    /// For Home; a few milliseconds. haveModel: whether any base model is known.
    Result<ProjectCounts> counts(bool haveModel = true) const;

    /// The way back of the loop: makes the record, remembers the link at the answer or case.
    Result<Record> correctAnswer(MessageId answer, std::string_view corrected);
    Result<Record> sendCaseToLabel(int64_t evalCase);
    /// Undoes either: the record goes to the trash, the answer or case forgets it.
    Status takeBackCorrection(RecordId record);

    /// Integrity of the file, of every record's checksum, of runs' folders.
    Result<ProjectCheck> check(std::stop_token stop, JobSink& sink) const;

private:
    Project(std::filesystem::path folder, std::shared_ptr<Store> store);
    std::filesystem::path m_folder;
    std::shared_ptr<Store> m_store;
};

/// A new project with the samples: identity rows under their name, the identity suite. `samples` is
/// resources/samples with identity.jsonl, identity_suite.jsonl, general.txt; values fill {{name}} and
/// {{author}}.
Result<std::shared_ptr<Project>> createSampleProject(const std::filesystem::path& folder,
                                                     const std::filesystem::path& samples,
                                                     const std::map<std::string, std::string>& values);

} // namespace inkstone
