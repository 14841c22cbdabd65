#include "ui/documents/model_export.h"

namespace inkstone {

ModelExport::ModelExport(Workbench& workbench, QObject* parent) : QObject(parent), m_workbench(workbench) {}

void ModelExport::setState(State state) {
    m_state = state;
    Q_EMIT changed();
}

void ModelExport::start(const std::filesystem::path& model, ExportRequest request) {
    if (isBusy()) return;
    m_target = request.convert.target;
    request.threads = int(m_workbench.settings().get(setting::threads));
    m_progress = {};
    m_outcome.reset();
    std::error_code unknown;
    m_stood = std::filesystem::exists(m_target, unknown);
    const auto outcome = std::make_shared<std::optional<ExportedModel>>();
    Job job{.kind = "convert",
            .title = text("Export %1", m_target.filename().string()),
            .lane = Lane::Compute,
            .run = {}};
    job.run = [model, request = std::move(request), outcome](std::stop_token stop,
                                                             JobSink& sink) -> JobResult {
        auto opened = Model::open(model);
        if (!opened) return {Outcome::Failed, opened.error(), {}};
        auto done = exportModel(std::move(*opened), request, stop, sink);
        if (!done)
            return {done.error().code == ErrorCode::Cancelled ? Outcome::Cancelled : Outcome::Failed,
                    done.error(),
                    {}};
        *outcome = std::move(*done);
        return {Outcome::Done, {}, {{"model", request.convert.target.string()}}};
    };
    const auto event = [this](const JobEvent& event) {
        if (const auto* progress = std::get_if<Progress>(&event)) {
            m_progress = *progress;
            Q_EMIT progressed();
        }
    };
    m_job = m_workbench.start(
        std::move(job), this,
        {.onEvent = event, .onFinished = [this, outcome](const JobInfo& info) { ended(info, *outcome); }});
    setState(State::Running);
}

void ModelExport::ended(const JobInfo& info, std::optional<ExportedModel> outcome) {
    m_outcome = std::move(outcome);
    // A copy that is in place is a model of this machine, even when it was not compared to the end.
    std::error_code unknown;
    if (!m_stood && std::filesystem::exists(m_target, unknown)) {
        m_workbench.rescanModels();
        if (!m_workbench.model(m_target)) (void)m_workbench.addModel(m_target);
    }
    if (info.result.outcome == Outcome::Done) return setState(State::Done);
    if (info.result.outcome == Outcome::Cancelled) return setState(State::Idle);
    m_error = info.result.error;
    setState(State::Failed);
}

void ModelExport::cancel() {
    if (m_state != State::Running) return;
    m_workbench.queue().cancel(m_job);
    setState(State::Stopping);
}

void ModelExport::startOver() {
    if (isBusy()) return;
    m_outcome.reset();
    setState(State::Idle);
}

} // namespace inkstone
