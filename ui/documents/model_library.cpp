#include "ui/documents/model_library.h"

#include "core/base/paths.h"
#include "core/project/library_settings.h"
#include "ui/documents/workbench.h"

#include <algorithm>

namespace inkstone {

ModelLibrary::ModelLibrary(Workbench& workbench) : QObject(&workbench), m_workbench(workbench) {}

ModelLibrary& ModelLibrary::of(Workbench& workbench) {
    auto* library = workbench.findChild<ModelLibrary*>(QString(), Qt::FindDirectChildrenOnly);
    return library ? *library : *new ModelLibrary(workbench);
}

std::vector<ModelOnDisk> ModelLibrary::sound() const {
    std::vector<ModelOnDisk> models;
    std::copy_if(m_all.begin(), m_all.end(), std::back_inserter(models),
                 [](const ModelOnDisk& model) { return model.sound(); });
    return models;
}

void ModelLibrary::lookAgain() {
    if (std::exchange(m_takeOver, false)) return;
    const Settings& settings = m_workbench.settings();
    LibraryPlaces near{.models = modelsFolder(), .single = pathsOf(settings, setting::addedModels)};
    if (m_workbench.hasProject()) near.runs = {m_workbench.project().runsFolder()};
    std::vector<ModelOnDisk> models = findLibrary(near);
    // What the last search found elsewhere stays until the next one is through.
    for (const ModelOnDisk& known : m_all) {
        const bool there = std::any_of(models.begin(), models.end(),
                                       [&](const ModelOnDisk& one) { return one.path == known.path; });
        const bool elsewhere = known.source != ModelSource::Inkstone && known.source != ModelSource::Folder &&
                               known.source != ModelSource::Run;
        if (!there && elsewhere) models.push_back(known);
    }
    m_all = std::move(models);
    search();
}

void ModelLibrary::search() {
    m_again = m_job != 0;
    if (m_again) return;
    const auto models = std::make_shared<std::vector<ModelOnDisk>>();
    // Without a title: too short to be listed among the jobs.
    Job job{.kind = "library", .title = {}, .lane = Lane::Interactive, .run = {}};
    job.run = [models, places = libraryPlaces(m_workbench.settings(), m_workbench.sharedProject().get())](
                  std::stop_token stop, JobSink&) -> JobResult {
        *models = findLibrary(places, stop);
        return {stop.stop_requested() ? Outcome::Cancelled : Outcome::Done, {}, {}};
    };
    const auto finished = [this, models](const JobInfo& info) {
        m_job = 0;
        if (m_again) return search();
        if (info.result.outcome == Outcome::Done) found(std::move(*models));
    };
    m_job = m_workbench.start(std::move(job), this, {.onEvent = {}, .onFinished = finished});
}

void ModelLibrary::found(std::vector<ModelOnDisk> models) {
    const auto same = [](const ModelOnDisk& a, const ModelOnDisk& b) {
        return a.path == b.path && a.bytes == b.bytes && a.sound() == b.sound();
    };
    const bool changed = !std::equal(models.begin(), models.end(), m_all.begin(), m_all.end(), same);
    m_all = std::move(models);
    if (!changed) return;
    m_takeOver = true;
    m_workbench.rescanModels();
}

std::vector<fs::path> ModelLibrary::folders() const {
    return pathsOf(m_workbench.settings(), setting::modelFolders);
}

void ModelLibrary::addFolder(const fs::path& folder) {
    std::vector<fs::path> all = folders();
    const fs::path absolute = fs::absolute(folder).lexically_normal();
    if (std::find(all.begin(), all.end(), absolute) == all.end()) all.push_back(absolute);
    // A convenience: when it cannot be saved, the window goes on without it.
    (void)setPaths(m_workbench.settings(), setting::modelFolders, all);
    m_workbench.rescanModels();
}

void ModelLibrary::removeFolder(const fs::path& folder) {
    std::vector<fs::path> all = folders();
    std::erase(all, folder);
    (void)setPaths(m_workbench.settings(), setting::modelFolders, all);
    m_workbench.rescanModels();
}

} // namespace inkstone
