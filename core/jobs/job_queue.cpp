#include "core/jobs/job_queue.h"

#include "core/base/log.h"
#include "core/base/units.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <new>
#include <thread>
#include <utility>

namespace inkstone {

namespace {
struct Entry {
    JobInfo info;
    Job job;
    std::jthread thread;
    std::optional<JobState> told; ///< what the listener heard last; written under both mutexes
    bool over = false;            ///< the thread does nothing more and may be joined
};

Error errorOf(const std::exception& exception) {
    if (dynamic_cast<const std::bad_alloc*>(&exception))
        return {ErrorCode::OutOfMemory, "the job stopped", "", "the machine is out of memory",
                "close other programs, or choose a smaller model, batch or context"};
    return {ErrorCode::Internal, "the job stopped", "", text("unexpected: %1", exception.what()), ""};
}

/// What is too short to have a title is worth a line only when it fails.
void logState(const JobInfo& job) {
    const bool failed = job.state == JobState::Finished && job.result.outcome == Outcome::Failed;
    if (job.title.empty() && !failed) return;
    std::string line = "job " + std::to_string(job.id) + " (" + job.kind + ") ";
    const double seconds = std::chrono::duration<double>(job.finished - job.started).count();
    switch (job.state) {
    case JobState::Queued:
        return;
    case JobState::Running:
        return logInfo("jobs", line + "started: " + job.title.str());
    case JobState::Stopping:
        return logInfo("jobs", line + "was asked to stop");
    case JobState::Finished:
        break;
    }
    if (failed) return logWarning("jobs", line + "failed: " + forLog(job.result.error));
    line += job.result.outcome == Outcome::Done ? "is done" : "stopped";
    if (job.started.time_since_epoch().count()) line += " after " + formatDuration(seconds);
    logInfo("jobs", line);
}
} // namespace

struct JobQueue::State {
    mutable std::mutex mutex;
    std::condition_variable idle;
    std::map<JobId, std::unique_ptr<Entry>> entries;
    JobId next = 1;
    bool shutDown = false;
    std::mutex listenerMutex; // never taken while `mutex` is held
    JobListener* listener = nullptr;

    void tellChanged(JobId id);
    void tellEvent(JobId id, const JobEvent& event) {
        std::lock_guard lock(listenerMutex);
        if (listener) listener->jobEvent(id, event);
    }
    bool laneBusy(Lane lane) const {
        return std::any_of(entries.begin(), entries.end(), [&](const auto& item) {
            const JobInfo& info = item.second->info;
            return info.lane == lane && (info.state == JobState::Running || info.state == JobState::Stopping);
        });
    }
    void run(Entry& entry, std::stop_token stop);
    void startNext(Lane lane);
    void finish(Entry& entry, JobResult result);
    /// A thread that ended keeps its stack until it is joined.
    void joinThoseOver() {
        std::vector<std::jthread> ended; // joined after the lock is given back
        std::lock_guard lock(mutex);
        for (auto& [id, entry] : entries)
            if (std::exchange(entry->over, false)) ended.push_back(std::move(entry->thread));
        forgetOldest();
    }
    /// Needs the lock.
    void forgetOldest() {
        const auto forgettable = [](const auto& item) {
            return item.second->told == JobState::Finished && !item.second->thread.joinable();
        };
        auto count = size_t(std::count_if(entries.begin(), entries.end(), forgettable));
        for (auto it = entries.begin(); count > mostFinished;)
            if (forgettable(*it)) {
                it = entries.erase(it);
                --count;
            } else {
                ++it;
            }
    }
    /// A job that never ran. Needs the lock; what is returned is the work, to be let go without it.
    [[nodiscard]] static auto drop(Entry& entry) {
        entry.info.state = JobState::Finished;
        entry.info.result.outcome = Outcome::Cancelled;
        entry.info.finished = std::chrono::system_clock::now();
        return std::exchange(entry.job.run, nullptr);
    }
};

namespace {
class QueueSink final : public JobSink {
public:
    QueueSink(std::function<void(JobEvent)> emit) : m_emit(std::move(emit)) {}
    void emit(JobEvent event) override { m_emit(std::move(event)); }

private:
    std::function<void(JobEvent)> m_emit;
};
} // namespace

/// Two threads may have changed the job one after the other and come here in the other order: the listener
/// hears how things stand now, and each state at most once.
void JobQueue::State::tellChanged(JobId id) {
    std::lock_guard telling(listenerMutex);
    JobInfo now;
    {
        std::lock_guard lock(mutex);
        const auto found = entries.find(id);
        if (found == entries.end()) return; // ended, and forgotten since
        Entry& entry = *found->second;
        if (entry.told && *entry.told >= entry.info.state) return;
        entry.told = entry.info.state;
        now = entry.info;
    }
    logState(now);
    if (listener) listener->jobChanged(now);
}

void JobQueue::State::run(Entry& entry, std::stop_token stop) {
    const JobId id = entry.info.id;
    QueueSink sink([this, &entry, id](JobEvent event) {
        if (const auto* progress = std::get_if<Progress>(&event)) {
            std::lock_guard lock(mutex);
            entry.info.progress = *progress;
        }
        tellEvent(id, event);
    });
    JobResult result;
    try {
        result = entry.job.run(stop, sink);
    } catch (const std::exception& exception) {
        result = {Outcome::Failed, errorOf(exception), {}};
    }
    finish(entry, std::move(result));
}

void JobQueue::State::finish(Entry& entry, JobResult result) {
    entry.job.run = nullptr; // with what it holds, before anybody hears of the end
    {
        std::lock_guard lock(mutex);
        entry.info.result = std::move(result);
        entry.info.state = JobState::Finished;
        entry.info.finished = std::chrono::system_clock::now();
    }
    tellChanged(entry.info.id);
    startNext(entry.info.lane);
    std::lock_guard lock(mutex);
    entry.over = true;
    idle.notify_all();
}

void JobQueue::State::startNext(Lane lane) {
    JobId id = 0;
    {
        std::lock_guard lock(mutex);
        if (laneBusy(lane)) return;
        const auto waiting = std::find_if(entries.begin(), entries.end(), [&](const auto& item) {
            return item.second->info.lane == lane && item.second->info.state == JobState::Queued;
        });
        if (waiting == entries.end()) return;
        Entry& entry = *waiting->second;
        entry.info.state = JobState::Running;
        entry.info.started = std::chrono::system_clock::now();
        id = entry.info.id;
        entry.thread = std::jthread([this, &entry](std::stop_token stop) { run(entry, stop); });
    }
    tellChanged(id);
}

JobQueue::JobQueue() : m_state(std::make_unique<State>()) {}

JobQueue::~JobQueue() {
    shutDown();
    for (auto& [id, entry] : m_state->entries)
        if (entry->thread.joinable()) entry->thread.join();
}

void JobQueue::setListener(JobListener* listener) {
    std::lock_guard lock(m_state->listenerMutex);
    m_state->listener = listener;
}

JobId JobQueue::start(Job job) {
    m_state->joinThoseOver();
    const Lane lane = job.lane;
    JobId id = 0;
    decltype(job.run) dropped;
    {
        std::lock_guard lock(m_state->mutex);
        auto entry = std::make_unique<Entry>();
        entry->info.id = id = m_state->next++;
        entry->info.kind = job.kind;
        entry->info.title = job.title;
        entry->info.lane = lane;
        entry->info.losesNothing = job.losesNothing;
        entry->info.queued = std::chrono::system_clock::now();
        entry->job = std::move(job);
        if (m_state->shutDown) dropped = State::drop(*entry);
        m_state->entries.emplace(id, std::move(entry));
    }
    m_state->tellChanged(id);
    m_state->startNext(lane);
    return id;
}

void JobQueue::cancel(JobId id) {
    decltype(Job::run) dropped;
    {
        std::lock_guard lock(m_state->mutex);
        const auto found = m_state->entries.find(id);
        if (found == m_state->entries.end()) return;
        Entry& entry = *found->second;
        if (entry.info.state == JobState::Running) {
            entry.info.state = JobState::Stopping;
            entry.thread.request_stop();
        } else if (entry.info.state == JobState::Queued) {
            dropped = State::drop(entry);
        } else {
            return;
        }
        m_state->idle.notify_all();
    }
    m_state->tellChanged(id);
}

void JobQueue::cancelAll() {
    std::vector<JobId> ids;
    for (const JobInfo& job : jobs())
        if (job.state != JobState::Finished) ids.push_back(job.id);
    // Newest first, so that a queued job is dropped before the lane becomes free.
    for (auto id = ids.rbegin(); id != ids.rend(); ++id) cancel(*id);
}

void JobQueue::shutDown() {
    {
        std::lock_guard lock(m_state->mutex);
        m_state->shutDown = true;
    }
    cancelAll();
}

std::optional<JobInfo> JobQueue::info(JobId id) const {
    std::lock_guard lock(m_state->mutex);
    const auto found = m_state->entries.find(id);
    if (found == m_state->entries.end()) return std::nullopt;
    return found->second->info;
}

std::vector<JobInfo> JobQueue::jobs() const {
    std::lock_guard lock(m_state->mutex);
    std::vector<JobInfo> all;
    for (const auto& [id, entry] : m_state->entries) all.push_back(entry->info);
    return all;
}

bool JobQueue::anyRunning() const {
    std::lock_guard lock(m_state->mutex);
    return std::any_of(m_state->entries.begin(), m_state->entries.end(),
                       [](const auto& item) { return item.second->info.state != JobState::Finished; });
}

bool JobQueue::waitForAll(std::chrono::milliseconds timeout) {
    std::unique_lock lock(m_state->mutex);
    return m_state->idle.wait_for(lock, timeout, [&] {
        return std::all_of(m_state->entries.begin(), m_state->entries.end(),
                           [](const auto& item) { return item.second->info.state == JobState::Finished; });
    });
}

} // namespace inkstone
