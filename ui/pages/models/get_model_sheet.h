#pragma once
// "Get a model": a name, what the hub has of it, and a download with rate and time left. The work goes on
// when the sheet is closed; opened again, it shows where it is.

#include "ui/documents/hub_fetch.h"
#include "ui/shell/sheet.h"

class QBoxLayout;
class QLabel;
class QLineEdit;

namespace inkstone {

class Button;
class ChoiceModel;
class ProgressBar;
class TableView;

class GetModelSheet final : public Sheet {
    Q_OBJECT
public:
    GetModelSheet(HubFetch& fetch, QWidget* window);
    void openFor(const QString& name = {});

signals:
    void showRequested(const std::filesystem::path& path);

private:
    void makeHead();
    void makeChoices();
    void makeFoot();
    void refresh();
    void showProgress();
    void showHub();
    void showHalf();
    void primary();
    QString primaryWord() const;
    QString factsOfListing() const;

    HubFetch& m_fetch;
    QLineEdit* m_name;
    Button *m_look, *m_primary, *m_pause, *m_cancel, *m_close;
    QLabel *m_hub, *m_problem, *m_facts, *m_state, *m_progressText;
    QWidget* m_half;
    ChoiceModel* m_choices;
    TableView* m_table;
    ProgressBar* m_progress;
};

} // namespace inkstone
