#pragma once
// The open project, as the window works with it: what pages share besides the Shell. It opens projects, knows
// the models of this machine, owns the engine that answers, and says when something changed. It decides
// nothing about data: every change goes through core, and every page hears of it by a signal.

#include "core/generate/engine.h"
#include "core/model/catalogue.h"
#include "core/project/evaluating.h"
#include "core/project/project.h"
#include "core/project/training.h"
#include "ui/jobs/job_bridge.h"

#include <QObject>
#include <QString>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace inkstone {

/// A model that a run of this project made of all weights.
struct TrainedModel {
    QString name;                   ///< of its run
    std::filesystem::path folder;   ///< Hugging Face
    std::string baseSha256;         ///< of the model it began with
    std::filesystem::path basePath; ///< where that was then
    RunId run = 0;
};

/// An adapter somebody may choose.
struct AdapterChoice {
    QString name;                         ///< of its run, or its folder
    std::filesystem::path folder;         ///< PEFT folder
    std::string modelSha256;              ///< of its base, "" when unknown
    RunId run = 0;                        ///< 0: from elsewhere
    std::filesystem::path modelPath = {}; ///< where its base was then, "" when unknown
};

/// A run that is being trained.
struct Training {
    JobId job = 0;
    std::string run;
    std::shared_ptr<Project> project;      ///< another one may be open by now
    std::shared_ptr<TrainControl> control; ///< may be null
};

/// An evaluation that waits or runs.
struct Evaluating {
    JobId job = 0;
    EvaluateRequest request;
};

class Workbench final : public QObject {
    Q_OBJECT
public:
    /// `queue` and `bridge` live longer.
    explicit Workbench(JobBridge& bridge, QObject* parent = nullptr);
    ~Workbench() override;

    // ---- project
    bool hasProject() const { return m_project != nullptr; }
    Project& project() const { return *m_project; }
    const std::shared_ptr<Project>& sharedProject() const { return m_project; }
    /// Creates it when the folder is empty or missing. One that may not be written is opened read-only.
    Status openProject(const std::filesystem::path& folder);
    /// Beside another window that holds it, say: nothing can be changed.
    Status openReadOnly(const std::filesystem::path& folder);
    Status openSampleProject(const std::filesystem::path& folder);
    /// Data needs a project: a new one named after the file, in projectsFolder().
    Status makeProjectFor(const std::filesystem::path& file);
    static std::filesystem::path projectsFolder(); ///< where projects nobody chose a place for live
    void closeProject();
    /// User and project settings; project ones read as defaults without a project.
    Settings& settings() const { return *m_settings; }
    /// Folders opened lately, newest first; missing ones are left out.
    std::vector<std::filesystem::path> recentProjects() const;

    // ---- models and adapters
    const std::vector<ModelOnDisk>& models() const { return m_models; } ///< on disk, by name
    const ModelOnDisk* model(const std::filesystem::path& path) const;
    /// A file or folder from elsewhere joins the list; opened first, so that it is one.
    Status addModel(const std::filesystem::path& path);
    void removeModel(const std::filesystem::path& path); ///< from the list, not from disk
    void rescanModels();
    std::vector<AdapterChoice> adapters() const; ///< of finished or stopped runs, and added folders
    /// Those that were not made for another model than this one. A model whose SHA-256 is not known yet is
    /// read by a job, and until modelsChanged() follows only what was trained from this very path is offered.
    std::vector<AdapterChoice> adaptersOf(const std::filesystem::path& model);
    Status addAdapter(const std::filesystem::path& folder);
    /// Of finished or stopped runs; they are among models() as well.
    std::vector<TrainedModel> trainedModels() const;
    std::vector<TrainedModel> trainedModelsOf(const std::filesystem::path& base); ///< as adaptersOf()
    std::optional<TrainedModel> trainedModel(RunId run) const;
    void removeAdapter(const std::filesystem::path& folder); ///< an added one, from the list, not from disk
    /// The model chosen last, else the first one; empty path when there is none.
    std::filesystem::path currentModel() const;

    /// Kept ready between answers; call its methods from jobs only.
    Engine& engine() const { return *m_engine; }

    // ---- jobs
    JobQueue& queue() const { return m_bridge.queue(); }
    JobBridge& bridge() const { return m_bridge; }
    /// Starts a job and follows it; `owner` is the page or document that wants to hear.
    JobId start(Job job, QObject* owner, JobFollower follower);
    /// Starts a training run; runsChanged() comes when it begins and ends.
    JobId train(RunRequest request, QObject* owner, JobFollower follower);
    /// The one that goes on; pages come and go meanwhile.
    const std::optional<Training>& training() const { return m_training; }
    /// Evaluates one voice on a suite; evaluationsChanged() comes when it ends.
    JobId evaluate(const EvaluateRequest& request, QObject* owner, JobFollower follower);
    /// Those that go on, in the order they were asked for; pages come and go meanwhile.
    const std::vector<Evaluating>& evaluating() const { return m_evaluating; }
    /// Whether resources/samples was found beside the program.
    static std::filesystem::path samplesFolder();

    // Say what changed; whoever changed it calls, everybody listens.
    void tellDatasets() {
        indexForSearch();
        Q_EMIT datasetsChanged();
    }
    void tellRecords(DatasetId id) { Q_EMIT recordsChanged(id); }
    void tellRuns() { Q_EMIT runsChanged(); }
    void tellEvaluations() { Q_EMIT evaluationsChanged(); }
    void tellSuites() { Q_EMIT suitesChanged(); }
    void tellChats() { Q_EMIT chatsChanged(); }

signals:
    void projectLeaving(); ///< still open, but not for long: what was typed belongs to it
    void projectChanged(); ///< another project, or none: read everything anew
    void modelsChanged();
    void datasetsChanged();                      ///< the list, or a set's name or counts
    void recordsChanged(inkstone::DatasetId id); ///< contents or labels
    void runsChanged();
    void evaluationsChanged();
    void suitesChanged();
    void chatsChanged();

private:
    Status adopt(std::shared_ptr<Project> project);
    /// The project of this folder, when it is open for writing or a job still works in it.
    std::shared_ptr<Project> stillOpen(const std::filesystem::path& folder) const;
    /// Big imports become searchable by a job that follows them.
    void indexForSearch();
    void findHash(const std::filesystem::path& model);
    /// Whether what was trained from a base of this SHA-256, which was at `basePath`, may be used with
    /// `model`.
    bool mayBeBase(const std::filesystem::path& model, const std::string& sha256,
                   const std::filesystem::path& basePath);
    void findTrainedModels();
    void rememberRecent(const std::filesystem::path& folder);
    std::vector<std::filesystem::path> pathList(const char* key) const;
    void setPathList(const char* key, const std::vector<std::filesystem::path>& paths);

    JobBridge& m_bridge;
    std::shared_ptr<Project> m_project;
    std::vector<std::weak_ptr<Project>> m_opened; ///< all that were, while they are
    std::shared_ptr<Settings> m_settings;
    std::unique_ptr<Engine> m_engine;
    std::vector<ModelOnDisk> m_models;
    JobId m_indexJob = 0;
    std::optional<Training> m_training;
    std::vector<Evaluating> m_evaluating;
    std::map<std::filesystem::path, std::string> m_hashes; ///< of model files; "" while a job reads it
};

} // namespace inkstone
