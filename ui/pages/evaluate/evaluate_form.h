#pragma once
// "Evaluate [model] with [adapter] on [suite]": what a press of the button will ask.

#include "ui/documents/workbench.h"
#include "ui/widgets/panel.h"

namespace inkstone {

class Button;
class ChoiceButton;

class EvaluateForm final : public Panel {
    Q_OBJECT
public:
    explicit EvaluateForm(Workbench& workbench, QWidget* parent = nullptr);
    void setRun(RunId run);
    void setSuite(const QString& name);
    /// Jobs that are not finished yet; the button says so.
    void setRunning(int jobs);

signals:
    /// One voice or two: the base model first.
    void evaluate(const std::vector<inkstone::EvaluateRequest>& requests);
    void failed(const inkstone::Error& error);

private:
    void readChoices();
    /// Once it is offered; who answers depends on the model.
    void chooseVoice(const std::filesystem::path& model, const QString& voice);
    void refresh();
    void start();

    Workbench& m_workbench;
    ChoiceButton *m_model, *m_voice, *m_suite;
    Button* m_start;
    QString m_wantedVoice; ///< of a run that was brought, until it is offered or another is chosen
    int m_running = 0;
};

} // namespace inkstone
