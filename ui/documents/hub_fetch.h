#pragma once
// Getting a model from a hub, as the window sees it: a name is looked up, one of its choices is downloaded,
// and that can pause, end, fail and go on. The work is done by jobs; this only remembers where they are.

#include "core/hub/fetch.h"
#include "ui/documents/workbench.h"

#include <QObject>

namespace inkstone {

class HubFetch final : public QObject {
    Q_OBJECT
public:
    enum class State {
        Idle,
        Looking,  ///< the hub is asked what it has
        Choosing, ///< choices() is known
        Downloading,
        Stopping,
        Paused, ///< half of it is here
        Failed, ///< error() says why; retry() goes on
        Done,   ///< path() is the model
    };

    explicit HubFetch(Workbench& workbench, QObject* parent = nullptr);

    State state() const { return m_state; }
    bool isBusy() const;
    const Error& error() const { return m_error; }
    const QString& name() const { return m_name; } ///< as it was asked for
    const HubListing& listing() const { return m_listing; }
    const std::vector<HubChoice>& choices() const { return m_choices; }
    int chosen() const { return m_chosen; } ///< of choices(); -1: none
    const Progress& progress() const { return m_progress; }
    const std::filesystem::path& path() const { return m_path; }

    void look(const QString& name);
    void download(int choice);
    void pause();     ///< what came stays, and retry() goes on from there
    void cancel();    ///< what came is removed
    void retry();     ///< what failed or was paused
    void startOver(); ///< back to an empty name

signals:
    void changed();
    void progressed();
    void fetched(const std::filesystem::path& path);

private:
    void setState(State state);
    void failWith(const Error& error);
    void listed(const JobInfo& info, HubListing listing);
    void downloaded(const JobInfo& info, const FetchedModel& model);

    Workbench& m_workbench;
    State m_state = State::Idle;
    QString m_name;
    HubListing m_listing;
    std::vector<HubChoice> m_choices;
    int m_chosen = -1;
    Error m_error;
    Progress m_progress;
    std::filesystem::path m_path;
    JobId m_job = 0;
    bool m_discard = false;
};

} // namespace inkstone
