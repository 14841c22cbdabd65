#include "ui/documents/hub_fetch.h"

#include <algorithm>

namespace inkstone {

HubFetch::HubFetch(Workbench& workbench, QObject* parent) : QObject(parent), m_workbench(workbench) {}

bool HubFetch::isBusy() const {
    return m_state == State::Looking || m_state == State::Downloading || m_state == State::Stopping;
}

void HubFetch::setState(State state) {
    m_state = state;
    Q_EMIT changed();
}

void HubFetch::failWith(const Error& error) {
    m_error = error;
    setState(State::Failed);
}

void HubFetch::look(const QString& name) {
    if (isBusy()) return;
    m_name = name.trimmed();
    m_choices.clear();
    m_chosen = -1;
    const auto reference = parseHubReference(m_name.toStdString());
    if (!reference) return failWith(reference.error());
    const auto listing = std::make_shared<HubListing>();
    Job job{.kind = "look", .title = {}, .lane = Lane::Network, .run = {}};
    job.run = [listing, reference = *reference](std::stop_token stop, JobSink&) -> JobResult {
        const auto site = hubSite(reference.hub);
        if (!site) return {Outcome::Failed, site.error(), {}};
        auto found = listHub(*site, reference, {.attempts = 2}, stop);
        if (!found) return {stop.stop_requested() ? Outcome::Cancelled : Outcome::Failed, found.error(), {}};
        *listing = std::move(*found);
        return {};
    };
    m_job = m_workbench.start(std::move(job), this,
                              {.onEvent = {}, .onFinished = [this, listing](const JobInfo& info) {
                                   listed(info, std::move(*listing));
                               }});
    setState(State::Looking);
}

void HubFetch::listed(const JobInfo& info, HubListing listing) {
    if (info.result.outcome == Outcome::Cancelled) return setState(State::Idle);
    if (info.result.outcome == Outcome::Failed) return failWith(info.result.error);
    m_listing = std::move(listing);
    m_choices = hubChoices(m_listing);
    const auto chosen = chooseFiles(m_listing);
    if (m_choices.empty()) return failWith(chosen.error());
    // What would be taken without a question is marked; else the first.
    m_chosen = 0;
    for (size_t i = 0; chosen && i < m_choices.size(); ++i)
        if (m_choices[i].name == chosen->name) m_chosen = int(i);
    setState(State::Choosing);
}

void HubFetch::download(int choice) {
    if (isBusy() || choice < 0 || choice >= int(m_choices.size())) return;
    m_chosen = choice;
    m_discard = false;
    m_progress = {};
    const auto fetched = std::make_shared<FetchedModel>();
    const HubChoice& files = m_choices[size_t(choice)];
    Job job{.kind = "download",
            .title = text("Download %1 %2", m_listing.reference.id, files.name),
            .lane = Lane::Network,
            .run = {}};
    job.run = [fetched, listing = m_listing, files](std::stop_token stop, JobSink& sink) -> JobResult {
        const auto site = hubSite(listing.reference.hub);
        if (!site) return {Outcome::Failed, site.error(), {}};
        auto model = fetchModel(*site, listing, files, {}, stop, sink);
        if (!model)
            return {model.error().code == ErrorCode::Cancelled ? Outcome::Cancelled : Outcome::Failed,
                    model.error(),
                    {}};
        *fetched = std::move(*model);
        return {Outcome::Done, {}, {{"model", fetched->path.string()}}};
    };
    const auto event = [this](const JobEvent& event) {
        if (const auto* progress = std::get_if<Progress>(&event)) {
            m_progress = *progress;
            Q_EMIT progressed();
        }
    };
    m_job = m_workbench.start(std::move(job), this,
                              {.onEvent = event, .onFinished = [this, fetched](const JobInfo& info) {
                                   downloaded(info, *fetched);
                               }});
    setState(State::Downloading);
}

void HubFetch::downloaded(const JobInfo& info, const FetchedModel& model) {
    if (info.result.outcome == Outcome::Done) {
        m_path = model.path;
        m_workbench.rescanModels();
        setState(State::Done);
        return void(Q_EMIT fetched(m_path));
    }
    if (m_discard) {
        const Status removed = discardHalfFetched({}, m_listing.reference);
        return removed ? setState(State::Choosing) : failWith(removed.error());
    }
    if (info.result.outcome == Outcome::Cancelled) return setState(State::Paused);
    failWith(info.result.error);
}

void HubFetch::pause() {
    if (m_state != State::Downloading) return;
    setState(State::Stopping);
    m_workbench.queue().cancel(m_job);
}

void HubFetch::cancel() {
    if (m_state == State::Looking) return m_workbench.queue().cancel(m_job);
    m_discard = true;
    if (m_state == State::Downloading) {
        setState(State::Stopping);
        return m_workbench.queue().cancel(m_job);
    }
    if (m_state != State::Paused && m_state != State::Failed) return;
    if (m_chosen < 0) return startOver();
    const Status removed = discardHalfFetched({}, m_listing.reference);
    removed ? setState(State::Choosing) : failWith(removed.error());
}

void HubFetch::retry() {
    if (m_state != State::Paused && m_state != State::Failed) return;
    if (m_chosen >= 0) return download(m_chosen);
    look(m_name);
}

void HubFetch::startOver() {
    if (isBusy()) return;
    m_name.clear();
    m_choices.clear();
    m_chosen = -1;
    setState(State::Idle);
}

} // namespace inkstone
