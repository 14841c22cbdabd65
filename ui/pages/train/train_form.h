#pragma once
// The three choices of a run as a sentence, one button, and what the run will need before it starts.

#include "ui/documents/workbench.h"
#include "ui/pages/train/advanced_settings.h"
#include "ui/widgets/panel.h"

#include <QTimer>

class QLabel;

namespace inkstone {

class Button;
class ChoiceButton;
class Collapsible;
class MemoryBar;
class PlanTable;

class TrainForm final : public Panel {
    Q_OBJECT
public:
    explicit TrainForm(Workbench& workbench, QWidget* parent = nullptr);

    /// Chooses a data set; unknown ones are ignored.
    void setDataset(DatasetId id);
    void setModel(const std::filesystem::path& path);
    /// While a run trains, the button waits for it.
    void setRunning(bool running);

signals:
    void fineTune(const inkstone::RunRequest& request);
    void failed(const inkstone::Error& error);
    void showRowsRequested(inkstone::DatasetId id);

private:
    QWidget* makeSentence();
    QWidget* makePlan();
    void readChoices();
    void readSettings();
    void planSoon();
    TrainConfig config() const; ///< with the threads of Settings
    void plan();
    void showPlan(const PlannedRun& planned);
    void showEstimates(const QString& word);
    void showWaiting(const QString& why);
    void start();
    DatasetId dataset() const;

    Workbench& m_workbench;
    ChoiceButton *m_model, *m_data, *m_method;
    Button *m_advancedButton, *m_start, *m_showRows;
    AdvancedSettings* m_advanced;
    MemoryBar* m_memory;
    PlanTable* m_parts;
    QLabel* m_choice; ///< what was chosen to fit into a limit
    QLabel *m_steps, *m_tokens, *m_time, *m_warning;
    QWidget *m_facts, *m_warningBox;
    QTimer m_planTimer;
    JobId m_planJob = 0;
    bool m_running = false;
};

} // namespace inkstone
