#pragma once
// One run as it goes or as it went: progress, the losses, small plots, and the answers to pinned prompts.

#include "core/train/run_history.h"
#include "ui/documents/workbench.h"
#include "ui/widgets/panel.h"

#include <QMap>

class QBoxLayout;
class QLabel;
class QScrollArea;
class QTimer;

namespace inkstone {

class Button;
class LossPlot;
class ProgressBar;
class SmallPlot;

class RunPanel final : public Panel {
    Q_OBJECT
public:
    explicit RunPanel(Workbench& workbench, QWidget* parent = nullptr);

    /// Shows a run from its files.
    void show(const RunInfo& run);
    void forget(); ///< another project's run may have the same id
    const RunInfo& run() const { return m_run; }
    /// Goes on with what a job says.
    void follow(const JobEvent& event);
    void setState(RunStatus status, bool stopping);
    /// Another run's curves in the same plot.
    void overlay(const RunInfo& run, bool on);

signals:
    void stopRequested();
    void pauseRequested();
    void saveRequested();
    void resumeRequested(inkstone::RunId id);
    void chatRequested(inkstone::RunId id);
    void evaluateRequested(inkstone::RunId id);
    void resultRequested(inkstone::RunId id);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeHead();
    QWidget* makePlots();
    void showFacts(const Progress& progress);
    void addMetrics(const TrainMetrics& metrics);
    void addAnswer(const SampleAnswer& answer);
    void rebuildAnswers();
    void refreshSmall();
    void refreshSoon();
    void takeHistory(RunHistory history);
    void showHistory();
    void showSteps();

    Workbench& m_workbench;
    RunInfo m_run;
    RunHistory m_history;
    QVector<double> m_rates, m_norms, m_speeds; ///< of m_history.train
    QTimer* m_refresh;                          ///< many steps, one drawing
    JobId m_historyJob = 0;
    QLabel *m_name, *m_facts, *m_failure;
    ProgressBar* m_progress;
    Button *m_save, *m_pause, *m_stop, *m_resume, *m_chat, *m_evaluate, *m_result;
    LossPlot* m_plot;
    SmallPlot *m_rate, *m_norm, *m_speed;
    QScrollArea* m_answerArea;
    QBoxLayout *m_answers, *m_parts, *m_small;
    QWidget *m_dot, *m_line;
};

} // namespace inkstone
