#pragma once
// Jobs: what runs, what waits, and what is done, with results and errors.

#include "ui/documents/workbench.h"
#include "ui/shell/page.h"

class QTimer;

namespace inkstone {

class Button;
class EmptyState;
class JobRow;
class Panel;

class JobsPage final : public Page {
    Q_OBJECT
public:
    JobsPage(Shell& shell, Workbench& workbench, QWidget* parent = nullptr);

private:
    enum Group { Running, Waiting, Done, GroupCount };
    struct Section {
        Panel* panel = nullptr;
        QBoxLayout* rows = nullptr;
    };
    void makeSection(Group group, const QString& title, QBoxLayout& layout);
    void rebuild();
    void update(int first, int last);
    void showResult(const JobInfo& info);
    static Group groupOf(const JobInfo& info);

    Workbench& m_workbench;
    Section m_sections[GroupCount];
    QHash<JobId, JobRow*> m_rows;
    QHash<JobId, int> m_groups; ///< where each row was put
    EmptyState* m_empty;
    QWidget* m_lists;
    Button* m_cancelAll;
};

} // namespace inkstone
