#pragma once
// Home: the flywheel with its counts and the next step, recent runs and chats. Without a project: three ways
// in, and nothing else.

#include "ui/documents/workbench.h"
#include "ui/shell/page.h"

class QLabel;
class QStackedLayout;
class QTimer;

namespace inkstone {

class Button;
class Flywheel;
class RecentRuns;
class TableView;

/// What Home suggests, in words.
struct Suggestion {
    QString title, sentence, verb;
    QString page; ///< where it leads; also the station that is lit
    QVariant argument;
    bool import = false; ///< ask for files first
};

class HomePage final : public Page {
    Q_OBJECT
public:
    HomePage(Shell& shell, Workbench& workbench, QWidget* parent = nullptr);

    /// {"project": folder} opens it.
    void arrive(const QVariant& argument) override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeFirstStart();
    QWidget* makeRecentProjects();
    QWidget* makeProject();
    QWidget* makeWheel();
    QWidget* makeRuns();
    QWidget* makeChats();
    void refresh();
    void refreshSoon();
    void showCounts(const ProjectCounts& counts);
    void showSuggestion(const ProjectCounts& counts);
    Suggestion suggest(const ProjectCounts& counts) const;
    void refreshChats();
    void act();
    void chooseData();
    void chooseModel();
    void importFiles(const QStringList& files);

    Workbench& m_workbench;
    QWidget *m_firstStart = nullptr, *m_project = nullptr;
    Flywheel* m_wheel;
    QLabel *m_title, *m_sentence;
    Button *m_next, *m_import, *m_newChat, *m_allRuns;
    RecentRuns* m_runs;
    TableView* m_table;
    QBoxLayout *m_chats, *m_recent;
    QTimer* m_timer;
    Suggestion m_suggestion;
};

} // namespace inkstone
