#pragma once
// Writing a model in another form, as the window sees it: one at a time, by a job that can be cancelled. What
// was measured of the copy is kept until the next one begins.

#include "core/generate/export_model.h"
#include "ui/documents/workbench.h"

#include <QObject>
#include <optional>

namespace inkstone {

class ModelExport final : public QObject {
    Q_OBJECT
public:
    enum class State {
        Idle,
        Running,
        Stopping,
        Failed, ///< error() says why
        Done,   ///< outcome() is there
    };

    explicit ModelExport(Workbench& workbench, QObject* parent = nullptr);

    State state() const { return m_state; }
    bool isBusy() const { return m_state == State::Running || m_state == State::Stopping; }
    const Error& error() const { return m_error; }
    const Progress& progress() const { return m_progress; }
    const std::optional<ExportedModel>& outcome() const { return m_outcome; }
    const std::filesystem::path& target() const { return m_target; }

    /// `request.convert.target` names the file or folder.
    void start(const std::filesystem::path& model, ExportRequest request);
    void cancel();
    void startOver(); ///< forgets what is done or failed

signals:
    void changed();
    void progressed();

private:
    void setState(State state);
    void ended(const JobInfo& info, std::optional<ExportedModel> outcome);

    Workbench& m_workbench;
    State m_state = State::Idle;
    Error m_error;
    Progress m_progress;
    std::optional<ExportedModel> m_outcome;
    std::filesystem::path m_target;
    JobId m_job = 0;
    bool m_stood = false; ///< something was at the target's place before
};

} // namespace inkstone
