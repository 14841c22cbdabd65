#include "ui/jobs/job_bridge.h"

#include <QTimer>

namespace inkstone {

namespace {
/// True when `event` could be folded into `last`: an older progress is never shown, text grows in place.
bool mergeInto(JobEvent& last, const JobEvent& event) {
    if (std::holds_alternative<Progress>(last) && std::holds_alternative<Progress>(event)) {
        last = event;
        return true;
    }
    auto* text = std::get_if<GeneratedPiece>(&last);
    const auto* more = std::get_if<GeneratedPiece>(&event);
    if (!text || !more) return false;
    text->text += more->text;
    text->tokens += more->tokens;
    return true;
}
} // namespace

JobBridge::JobBridge(JobQueue& queue, QObject* parent) : QObject(parent), m_queue(queue) {
    m_queue.setListener(this);
}

JobBridge::~JobBridge() { m_queue.setListener(nullptr); }

void JobBridge::follow(JobId id, QObject* owner, JobFollower follower) {
    m_followers.insert(id, Following{owner, std::move(follower)});
}

void JobBridge::jobChanged(const JobInfo& info) { post({info.id, info}); }

void JobBridge::jobEvent(JobId id, const JobEvent& event) { post({id, event}); }

void JobBridge::post(Item item) {
    {
        std::lock_guard lock(m_mutex);
        auto* event = std::get_if<JobEvent>(&item.what);
        auto* last = m_buffer.empty() || m_buffer.back().id != item.id
                         ? nullptr
                         : std::get_if<JobEvent>(&m_buffer.back().what);
        if (!event || !last || !mergeInto(*last, *event)) m_buffer.push_back(std::move(item));
        if (m_scheduled) return;
        m_scheduled = true;
    }
    QMetaObject::invokeMethod(this, &JobBridge::schedule, Qt::QueuedConnection);
}

void JobBridge::schedule() {
    const qint64 wait = m_sinceFlush.isValid() ? kFlushMs - m_sinceFlush.elapsed() : 0;
    if (wait <= 0)
        flush();
    else
        QTimer::singleShot(int(wait), Qt::PreciseTimer, this, &JobBridge::flush);
}

void JobBridge::flush() {
    m_sinceFlush.start();
    std::vector<Item> items;
    {
        std::lock_guard lock(m_mutex);
        items.swap(m_buffer);
        m_scheduled = false;
    }
    for (size_t i = 0; i < items.size();) {
        if (const auto* info = std::get_if<JobInfo>(&items[i].what)) {
            deliver(*info);
            ++i;
            continue;
        }
        const JobId id = items[i].id;
        JobEvents events;
        for (; i < items.size() && items[i].id == id && std::holds_alternative<JobEvent>(items[i].what); ++i)
            events.push_back(std::get<JobEvent>(std::move(items[i].what)));
        deliver(id, events);
    }
}

void JobBridge::deliver(JobId id, const JobEvents& events) {
    const QList<Following> followers = m_followers.values(id);
    for (const Following& one : followers)
        for (const JobEvent& event : events)
            if (one.owner && one.follower.onEvent) one.follower.onEvent(event);
    Q_EMIT jobEvents(id, events);
}

void JobBridge::deliver(const JobInfo& info) {
    const bool added = !m_known.contains(info.id);
    m_known.insert(info.id);
    if (added)
        Q_EMIT jobAdded(info);
    else
        Q_EMIT jobUpdated(info);
    if (info.state != JobState::Finished) return;
    m_known.remove(info.id);
    const QList<Following> followers = m_followers.values(info.id);
    m_followers.remove(info.id);
    for (const Following& one : followers)
        if (one.owner && one.follower.onFinished) one.follower.onFinished(info);
}

} // namespace inkstone
