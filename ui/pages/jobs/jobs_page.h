#pragma once
// Jobs: what runs, what waits, and what is done, with results and errors.

#include "ui/documents/workbench.h"
#include "ui/shell/page.h"

class QScrollArea;
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

    /// A number is the job to be shown.
    void arrive(const QVariant& argument) override;

private:
    enum Group { Running, Waiting, Done, GroupCount };
    struct Section {
        Panel* panel = nullptr;
        QBoxLayout* rows = nullptr;
    };
    void makeSection(Group group, const QString& title, QBoxLayout& layout);
    void rebuild();
    JobRow* rowOf(JobId id);
    void update(int first, int last);
    void showRow(int modelRow);
    void tick();
    void showResult(const JobInfo& info);
    static Group groupOf(const JobInfo& info);

    Workbench& m_workbench;
    Section m_sections[GroupCount];
    QHash<JobId, JobRow*> m_rows;
    QHash<JobId, int> m_groups; ///< where each row was put
    EmptyState* m_empty;
    QWidget* m_lists;
    QScrollArea* m_area;
    Button* m_cancelAll;
    QTimer* m_timer;
};

} // namespace inkstone
