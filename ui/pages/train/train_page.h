#pragma once
// Train: a sentence with three choices, what the run will need, the run as it goes, and all runs below.

#include "ui/documents/workbench.h"
#include "ui/shell/page.h"

namespace inkstone {

class RunModel;
class RunPanel;
class TableView;
class TrainForm;

class TrainPage final : public Page {
    Q_OBJECT
public:
    TrainPage(Shell& shell, Workbench& workbench, QWidget* parent = nullptr);

    /// {"dataset": id}, {"model": path} or {"run": id}.
    void arrive(const QVariant& argument) override;

private:
    QWidget* makeTable();
    void connectPanel();
    void start(RunRequest request);
    JobFollower follower(const std::string& run, const std::shared_ptr<Project>& project);
    void takeUp(const Training& training);
    void resume(RunId id);
    void stop(RunStatus becomes);
    void finished(const JobInfo& info, const Project& project); ///< the run's, which may be shown no more
    void choose(RunId id);
    void chooseNewest();
    void refreshHeader();
    bool isGoing(const RunInfo& run) const;
    void trashSelected();

    Workbench& m_workbench;
    RunModel* m_runs;
    TrainForm* m_form;
    RunPanel* m_panel;
    TableView* m_table;
    JobId m_job = 0;
    RunId m_running = 0;
    RunStatus m_becomes = RunStatus::Stopped; ///< what a cancelled run is called
    std::shared_ptr<TrainControl> m_control;
};

} // namespace inkstone
