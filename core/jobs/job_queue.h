#pragma once
// The only place that starts a worker thread. One std::jthread per running job; lanes run side by side,
// the jobs of one lane one after the other. Exceptions that kill a job are caught here, once.

#include "core/jobs/job.h"

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace inkstone {

enum class JobState { Queued, Running, Stopping, Finished };

struct JobInfo {
    JobId id = 0;
    std::string kind;
    Text title;
    Lane lane = Lane::Compute;
    bool losesNothing = false;
    JobState state = JobState::Queued;
    Progress progress;
    JobResult result; ///< valid when Finished
    std::chrono::system_clock::time_point queued, started, finished;
};

/// Sees every job's life. Called from worker threads, and from the caller's thread in start() and cancel().
class JobListener {
public:
    virtual ~JobListener() = default;
    virtual void jobChanged(const JobInfo& info) = 0;
    virtual void jobEvent(JobId id, const JobEvent& event) = 0;
};

class JobQueue {
public:
    JobQueue();
    ~JobQueue(); ///< asks all jobs to stop and joins them
    JobQueue(const JobQueue&) = delete;
    JobQueue& operator=(const JobQueue&) = delete;

    /// The listener must outlive the queue or be reset to null first.
    void setListener(JobListener* listener);

    JobId start(Job job);
    /// Asks a running job to stop, or drops a queued one. Unknown ids are ignored.
    void cancel(JobId id);
    void cancelAll();
    /// Cancels all jobs and takes no more: one that is started later ends Cancelled without running.
    void shutDown();

    static constexpr size_t mostFinished = 100; ///< remembered of those that ended
    std::optional<JobInfo> info(JobId id) const;
    std::vector<JobInfo> jobs() const; ///< oldest first
    bool anyRunning() const;
    /// Waits until nothing runs or waits; false when the time is over.
    bool waitForAll(std::chrono::milliseconds timeout);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace inkstone
