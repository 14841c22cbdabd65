#pragma once
// The ONE crossing between worker threads and the window. Workers put what they have to say into a buffer;
// the window empties it at most every 33 ms. Nothing arrives after the bridge is gone.

#include "core/jobs/job_queue.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QPointer>
#include <QSet>
#include <functional>
#include <mutex>
#include <variant>
#include <vector>

namespace inkstone {

using JobEvents = std::vector<JobEvent>;

/// What a page wants to hear of one job. Both are called in the window's thread.
struct JobFollower {
    std::function<void(const JobEvent&)> onEvent;
    std::function<void(const JobInfo&)> onFinished;
};

class JobBridge final : public QObject, public JobListener {
    Q_OBJECT
public:
    /// Becomes the queue's listener; the queue must outlive the bridge.
    explicit JobBridge(JobQueue& queue, QObject* parent = nullptr);
    ~JobBridge() override;

    static constexpr int kFlushMs = 33;

    JobQueue& queue() const { return m_queue; }
    /// Follows one job until it is finished or `owner` is destroyed. Call it right after queue().start().
    void follow(JobId id, QObject* owner, JobFollower follower);

    void jobChanged(const JobInfo& info) override;           // any thread
    void jobEvent(JobId id, const JobEvent& event) override; // any thread

signals:
    void jobAdded(const inkstone::JobInfo& info);
    /// Its state changed; the job's events up to this moment have been delivered before.
    void jobUpdated(const inkstone::JobInfo& info);
    /// In order. Progress is merged to the last one, pieces of text that follow each other are joined.
    void jobEvents(inkstone::JobId id, const inkstone::JobEvents& events);

private:
    struct Item {
        JobId id = 0;
        std::variant<JobEvent, JobInfo> what;
    };
    struct Following {
        QPointer<QObject> owner;
        JobFollower follower;
    };

    void post(Item item);
    void schedule();
    void flush();
    void deliver(JobId id, const JobEvents& events);
    void deliver(const JobInfo& info);

    JobQueue& m_queue;
    std::mutex m_mutex; // guards m_buffer and m_scheduled
    std::vector<Item> m_buffer;
    bool m_scheduled = false;
    QElapsedTimer m_sinceFlush;
    QSet<JobId> m_known; ///< those that go on
    QMultiHash<JobId, Following> m_followers;
};

} // namespace inkstone
