#include "ui/documents/workbench.h"

#include "core/base/json.h"
#include "ui/documents/model_library.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStandardPaths>
#include <algorithm>

namespace inkstone {

namespace {
constexpr size_t mostRecent = 8;
/// Prompts answered during a run when nobody chose any: the first questions of the data.
constexpr size_t pinnedByDefault = 2;
constexpr const char* extraModels = "models.added";
constexpr const char* extraAdapters = "models.added_adapters";

std::vector<std::string> firstQuestions(const Project& project, DatasetId dataset) {
    std::vector<std::string> prompts;
    const auto ids = project.datasets().rows(dataset, {});
    if (!ids) return prompts;
    const auto records = project.datasets().fetch(std::span(*ids).first(std::min<size_t>(ids->size(), 40)));
    for (const Record& record : records ? *records : std::vector<Record>())
        for (const Turn& turn : record.turns)
            if (turn.role == "user" && turn.content.size() < 80 && prompts.size() < pinnedByDefault &&
                std::find(prompts.begin(), prompts.end(), turn.content) == prompts.end())
                prompts.push_back(turn.content);
    return prompts;
}
} // namespace

Workbench::Workbench(JobBridge& bridge, QObject* parent)
    : QObject(parent), m_bridge(bridge), m_settings(Settings::open(nullptr, Settings::userFile())),
      m_engine(std::make_unique<Engine>(EngineOptions{.threads = int(m_settings->get(setting::threads))})) {
    rescanModels();
    connect(this, &Workbench::runsChanged, this, &Workbench::findTrainedModels);
}

// Jobs use the engine and the project; they end first, within a layer of a model or a piece of a file.
Workbench::~Workbench() {
    queue().shutDown();
    while (!queue().waitForAll(std::chrono::seconds(1))) {
    }
}

Status Workbench::openProject(const fs::path& folder) {
    if (auto known = stillOpen(folder)) return known == m_project ? Status() : adopt(std::move(known));
    auto project = Project::openOrCreate(folder);
    if (project) return adopt(std::move(*project));
    const bool locked = project.error().code == ErrorCode::Permission;
    if (locked && Project::isProject(folder) && openReadOnly(folder)) return {};
    return fail(std::move(project).error());
}

std::shared_ptr<Project> Workbench::stillOpen(const fs::path& folder) const {
    std::error_code missing;
    for (const std::weak_ptr<Project>& opened : m_opened)
        if (auto project = opened.lock();
            project && !project->readOnly() && fs::equivalent(folder, project->folder(), missing))
            return project;
    return {};
}

Status Workbench::openReadOnly(const fs::path& folder) {
    INK_TRY(project, Project::open(folder, StoreMode::ReadOnly));
    return adopt(std::move(project));
}

Status Workbench::openSampleProject(const fs::path& folder) {
    if (Project::isProject(folder)) return openProject(folder);
    const fs::path samples = samplesFolder();
    if (samples.empty())
        return fail(ErrorCode::NotFound, "the sample project cannot be made",
                    QCoreApplication::applicationDirPath().toStdString(),
                    "the program's sample files are not beside it",
                    "install Inkstone again, with its share folder");
    INK_TRY(project, createSampleProject(folder, samples, {}));
    return adopt(std::move(project));
}

fs::path Workbench::projectsFolder() {
    const QString data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    return fs::path(data.toStdString()) / "inkstone" / "projects";
}

Status Workbench::makeProjectFor(const fs::path& file) {
    const QString name = QFileInfo(QString::fromStdString(file.string())).completeBaseName();
    const fs::path wanted =
        projectsFolder() / (name.isEmpty() ? QStringLiteral("project") : name).toStdString();
    fs::path folder = wanted;
    std::error_code unreadable;
    for (int number = 2; fs::exists(folder, unreadable); ++number)
        folder = wanted.string() + "-" + std::to_string(number);
    return openProject(folder);
}

Status Workbench::adopt(std::shared_ptr<Project> project) {
    if (m_project) Q_EMIT projectLeaving();
    m_project = std::move(project);
    std::erase_if(m_opened, [&](const auto& opened) {
        const auto one = opened.lock();
        return !one || one == m_project;
    });
    m_opened.push_back(m_project);
    m_settings = Settings::open(m_project->store(), Settings::userFile());
    rememberRecent(m_project->folder());
    findTrainedModels();
    Q_EMIT projectChanged();
    indexForSearch();
    return {};
}

void Workbench::indexForSearch() {
    if (!m_project || m_project->readOnly() || m_indexJob) return;
    if (const auto all = m_project->datasets().allIndexed(); !all || *all) return;
    Job job{
        .kind = "index", .title = "Index for search", .lane = Lane::Files, .losesNothing = true, .run = {}};
    job.run = [project = m_project](std::stop_token stop, JobSink& sink) -> JobResult {
        const auto outcome = project->datasets().indexAll(stop, sink);
        if (!outcome) return {Outcome::Failed, outcome.error(), {}};
        return {*outcome, {}, {}};
    };
    m_indexJob = start(std::move(job), this,
                       {.onEvent = {}, .onFinished = [this](const JobInfo& info) {
                            m_indexJob = 0;
                            if (info.result.outcome == Outcome::Done) indexForSearch(); // of another project
                            const auto sets =
                                m_project ? m_project->datasets().list() : Result<std::vector<DatasetInfo>>();
                            for (const DatasetInfo& set : sets ? *sets : std::vector<DatasetInfo>())
                                tellRecords(set.id); // a search may find more now
                        }});
}

void Workbench::closeProject() {
    if (m_project) Q_EMIT projectLeaving();
    m_project.reset();
    m_settings = Settings::open(nullptr, Settings::userFile());
    findTrainedModels();
    Q_EMIT projectChanged();
}

std::vector<fs::path> Workbench::pathList(const char* key) const {
    std::vector<fs::path> paths;
    const auto value = m_settings->read(key, SettingScope::User);
    const std::string* text = value ? std::get_if<std::string>(&*value) : nullptr;
    const auto json = parseJson(text ? *text : "[]", key);
    if (!json || !json->is_array()) return paths;
    std::error_code unknown; // what cannot be looked at is not there
    for (const Json& item : *json)
        if (item.is_string() && fs::exists(item.get<std::string>(), unknown))
            paths.emplace_back(item.get<std::string>());
    return paths;
}

void Workbench::setPathList(const char* key, const std::vector<fs::path>& paths) {
    Json list = Json::array();
    for (const fs::path& path : paths) list.push_back(path.string());
    // A list of conveniences: when it cannot be saved, the window goes on without it.
    (void)m_settings->write(key, SettingScope::User, SettingValue(dumpJson(list, -1)));
}

std::vector<fs::path> Workbench::recentProjects() const { return pathList(setting::recentProjects.key); }

void Workbench::rememberRecent(const fs::path& folder) {
    std::vector<fs::path> recent = recentProjects();
    const fs::path absolute = fs::absolute(folder).lexically_normal();
    std::erase(recent, absolute);
    recent.insert(recent.begin(), absolute);
    recent.resize(std::min(recent.size(), mostRecent));
    setPathList(setting::recentProjects.key, recent);
}

void Workbench::rescanModels() {
    ModelLibrary& library = ModelLibrary::of(*this);
    library.lookAgain();
    m_models = library.sound();
    Q_EMIT modelsChanged();
}

const ModelOnDisk* Workbench::model(const fs::path& path) const {
    const auto found =
        std::find_if(m_models.begin(), m_models.end(), [&](const auto& m) { return m.path == path; });
    return found == m_models.end() ? nullptr : &*found;
}

Status Workbench::addModel(const fs::path& path) {
    INK_TRY(opened, Model::open(path));
    std::vector<fs::path> paths = pathList(extraModels);
    if (std::find(paths.begin(), paths.end(), opened->path()) == paths.end()) paths.push_back(opened->path());
    setPathList(extraModels, paths);
    rescanModels();
    return {};
}

void Workbench::removeModel(const fs::path& path) {
    std::vector<fs::path> paths = pathList(extraModels);
    std::erase(paths, path);
    setPathList(extraModels, paths);
    rescanModels();
}

std::vector<AdapterChoice> Workbench::adapters() const {
    std::vector<AdapterChoice> choices;
    if (m_project)
        if (const auto runs = m_project->runs().list())
            for (const RunInfo& run : *runs)
                if (!run.adapter.empty())
                    choices.push_back({QString::fromStdString(run.name), m_project->folder() / run.adapter,
                                       run.modelSha256, run.id, run.modelPath});
    std::vector<fs::path> folders = listAdapters();
    for (const fs::path& folder : pathList(extraAdapters))
        if (std::find(folders.begin(), folders.end(), folder) == folders.end()) folders.push_back(folder);
    for (const fs::path& folder : folders)
        choices.push_back({QString::fromStdString(folder.filename().string()), folder, {}, 0});
    return choices;
}

std::vector<AdapterChoice> Workbench::adaptersOf(const fs::path& model) {
    std::vector<AdapterChoice> choices = adapters();
    std::erase_if(choices, [&](const AdapterChoice& choice) {
        return !mayBeBase(model, choice.modelSha256, choice.modelPath);
    });
    return choices;
}

std::vector<TrainedModel> Workbench::trainedModels() const {
    std::vector<TrainedModel> models;
    if (!m_project) return models;
    const RunRepository repository = m_project->runs();
    const auto runs = repository.list();
    for (const RunInfo& run : runs ? *runs : std::vector<RunInfo>())
        if (const fs::path folder = repository.modelOf(run); !folder.empty())
            models.push_back(
                {QString::fromStdString(run.name), folder, run.modelSha256, run.modelPath, run.id});
    return models;
}

std::vector<TrainedModel> Workbench::trainedModelsOf(const fs::path& base) {
    std::vector<TrainedModel> models = trainedModels();
    std::erase_if(models, [&](const TrainedModel& one) {
        return one.folder == base || !mayBeBase(base, one.baseSha256, one.basePath);
    });
    return models;
}

std::optional<TrainedModel> Workbench::trainedModel(RunId run) const {
    for (const TrainedModel& one : trainedModels())
        if (one.run == run) return one;
    return {};
}

bool Workbench::mayBeBase(const fs::path& model, const std::string& sha256, const fs::path& basePath) {
    if (sha256.empty()) return true;
    std::error_code ignored;
    if (fs::is_regular_file(model, ignored)) {
        if (!m_hashes.contains(model)) findHash(model);
        const std::string& hash = m_hashes[model];
        return hash.empty() ? basePath == model : hash == sha256;
    }
    // A run's model is known by its place; another folder may be a base that was moved.
    const ModelOnDisk* known = this->model(model);
    const bool made = known && known->source == ModelSource::Run;
    return basePath == model || (!made && !fs::exists(basePath, ignored));
}

// The library hears of them before the pages do.
void Workbench::findTrainedModels() {
    std::vector<fs::path> known, now;
    for (const ModelOnDisk& model : ModelLibrary::of(*this).all())
        if (model.source == ModelSource::Run) known.push_back(model.path);
    if (m_project)
        for (const ModelOnDisk& model : findLibrary({.models = {}, .runs = {m_project->runsFolder()}}))
            now.push_back(model.path);
    if (known != now) rescanModels();
}

void Workbench::findHash(const fs::path& model) {
    m_hashes[model] = {};
    const auto hash = std::make_shared<std::string>();
    Job job{.kind = "hash", .title = {}, .lane = Lane::Files, .run = {}};
    job.run = [model, hash](std::stop_token stop, JobSink&) -> JobResult {
        auto read = modelSha256(model, stop);
        if (!read) return {Outcome::Failed, read.error(), {}};
        *hash = std::move(*read);
        return {};
    };
    start(std::move(job), this, {.onEvent = {}, .onFinished = [this, model, hash](const JobInfo&) {
                                     m_hashes[model] = *hash;
                                     if (!hash->empty()) Q_EMIT modelsChanged();
                                 }});
}

Status Workbench::addAdapter(const fs::path& folder) {
    INK_TRY(json, readJson(folder / "adapter_config.json"));
    INK_TRY(type, JsonReader(json, (folder / "adapter_config.json").string()).string("peft_type"));
    if (type != "LORA")
        return fail(ErrorCode::Unsupported, "cannot open the adapter", folder.string(),
                    text("its method is %1, expected LORA", type));
    std::vector<fs::path> paths = pathList(extraAdapters);
    const fs::path absolute = fs::absolute(folder).lexically_normal();
    if (std::find(paths.begin(), paths.end(), absolute) == paths.end()) paths.push_back(absolute);
    setPathList(extraAdapters, paths);
    Q_EMIT modelsChanged();
    return {};
}

void Workbench::removeAdapter(const fs::path& folder) {
    std::vector<fs::path> paths = pathList(extraAdapters);
    std::erase(paths, folder);
    setPathList(extraAdapters, paths);
    Q_EMIT modelsChanged();
}

fs::path Workbench::currentModel() const {
    std::error_code unknown;
    for (const auto& entry : {setting::chatModel, setting::trainModel})
        if (const std::string path = m_settings->get(entry); !path.empty() && fs::exists(path, unknown))
            return path;
    return m_models.empty() ? fs::path() : m_models.front().path;
}

JobId Workbench::start(Job job, QObject* owner, JobFollower follower) {
    const JobId id = queue().start(std::move(job));
    m_bridge.follow(id, owner, std::move(follower));
    return id;
}

JobId Workbench::train(RunRequest request, QObject* owner, JobFollower follower) {
    const std::string name = request.run;
    request.prepare = [engine = m_engine.get()](std::shared_ptr<const Model> model,
                                                const PrepareOptions& options) {
        return engine->prepare(std::move(model), options);
    };
    Job job{.kind = "train", .title = text("Fine-tune %1", name), .lane = Lane::Compute, .run = {}};
    job.run = [project = m_project, request](std::stop_token stop, JobSink& sink) mutable -> JobResult {
        if (!request.resume && request.config.pinnedPrompts.empty())
            request.config.pinnedPrompts = firstQuestions(*project, request.dataset);
        const auto summary = trainInProject(*project, request, stop, sink);
        if (!summary) {
            const bool cancelled = summary.error().code == ErrorCode::Cancelled;
            return {
                cancelled ? Outcome::Cancelled : Outcome::Failed, summary.error(), {{"run", request.run}}};
        }
        return {summary->cancelled ? Outcome::Cancelled : Outcome::Done, {}, {{"run", summary->run}}};
    };
    const JobId id = start(std::move(job), owner, std::move(follower));
    m_training = Training{id, name, m_project, request.control};
    m_bridge.follow(id, this, {.onEvent = {}, .onFinished = [this, id](const JobInfo&) {
                                   if (m_training && m_training->job == id) m_training.reset();
                                   Q_EMIT runsChanged();
                               }});
    Q_EMIT runsChanged();
    return id;
}

JobId Workbench::evaluate(const EvaluateRequest& request, QObject* owner, JobFollower follower) {
    Job job{.kind = "evaluate",
            .title = text("Evaluate %1", request.suite.name),
            .lane = Lane::Compute,
            .run = {}};
    job.run = [project = m_project, engine = m_engine.get(), request](std::stop_token stop,
                                                                      JobSink& sink) -> JobResult {
        const auto report = evaluateInProject(*project, *engine, request, stop, sink);
        if (!report) {
            const bool cancelled = report.error().code == ErrorCode::Cancelled;
            return {cancelled ? Outcome::Cancelled : Outcome::Failed, report.error(), {}};
        }
        return {report->outcome, {}, {{"suite", report->suite}, {"evaluation", std::to_string(report->id)}}};
    };
    const JobId id = start(std::move(job), owner, std::move(follower));
    m_evaluating.push_back({id, request});
    m_bridge.follow(id, this, {.onEvent = {}, .onFinished = [this, id](const JobInfo&) {
                                   std::erase_if(m_evaluating,
                                                 [id](const Evaluating& one) { return one.job == id; });
                                   Q_EMIT evaluationsChanged();
                               }});
    return id;
}

fs::path Workbench::samplesFolder() {
    const fs::path program = QCoreApplication::applicationDirPath().toStdString();
    // Installed: <prefix>/bin and <prefix>/share; from a build folder: <source>/build/<preset>/bin.
    for (const fs::path& candidate :
         {program / "../share/inkstone/samples", program / "../../../resources/samples"})
        if (fs::exists(candidate / "identity.jsonl")) return fs::weakly_canonical(candidate);
    return {};
}

} // namespace inkstone
