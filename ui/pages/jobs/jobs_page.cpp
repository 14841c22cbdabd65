#include "ui/pages/jobs/jobs_page.h"

#include "ui/jobs/job_model.h"
#include "ui/pages/jobs/job_row.h"
#include "ui/shell/shell.h"
#include "ui/widgets/button.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/label.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/panel.h"

#include <QBoxLayout>
#include <QScrollArea>

namespace inkstone {

namespace {
constexpr int mostDone = 100;
}

JobsPage::JobsPage(Shell& shell, Workbench& workbench, QWidget* parent)
    : Page(shell, tr("Jobs"), parent), m_workbench(workbench) {
    m_cancelAll = new Button(tr("Cancel all"), Button::Kind::Secondary, {}, this);
    connect(m_cancelAll, &QAbstractButton::clicked, this, [this] { m_workbench.queue().cancelAll(); });
    header().addAction(m_cancelAll);
    m_lists = new QWidget;
    auto* layout = new QVBoxLayout(m_lists);
    layout->setContentsMargins(24, 4, 24, 16);
    layout->setSpacing(16);
    makeSection(Running, tr("Running"), *layout);
    makeSection(Waiting, tr("Queue"), *layout);
    makeSection(Done, tr("Done"), *layout);
    layout->addStretch(1);
    auto* area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidget(m_lists);
    m_empty =
        new EmptyState(tr("No jobs yet"),
                       tr("Imports, trainings and evaluations are listed here while they run and after."));
    body()->addWidget(m_empty, 1);
    body()->addWidget(area, 1);
    JobModel& jobs = shell.jobModel();
    connect(&jobs, &QAbstractItemModel::rowsInserted, this, &JobsPage::rebuild);
    connect(&jobs, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex& first, const QModelIndex& last) { update(first.row(), last.row()); });
    rebuild();
}

void JobsPage::makeSection(Group group, const QString& title, QBoxLayout& layout) {
    Section& section = m_sections[group];
    section.panel = new Panel(m_lists);
    section.panel->content()->setContentsMargins(1, 12, 1, 4);
    section.panel->content()->setSpacing(0);
    QLabel* label = makeLabel(title, TextStyle::Section, Tone::Ink, section.panel);
    label->setContentsMargins(15, 0, 15, 4);
    section.panel->content()->addWidget(label);
    section.rows = new QVBoxLayout;
    section.rows->setSpacing(0);
    section.panel->content()->addLayout(section.rows);
    layout.addWidget(section.panel);
}

JobsPage::Group JobsPage::groupOf(const JobInfo& info) {
    if (info.state == JobState::Finished) return Done;
    return info.state == JobState::Queued ? Waiting : Running;
}

void JobsPage::rebuild() {
    qDeleteAll(m_rows);
    m_rows.clear();
    m_groups.clear();
    const JobModel& jobs = shell().jobModel();
    int counts[GroupCount] = {};
    for (int i = 0; i < jobs.rowCount(); ++i) {
        const JobInfo& info = jobs.job(i);
        if (info.title.empty()) continue; // answers and estimates: too short to be listed
        const Group group = groupOf(info);
        if (group == Done && counts[Done] >= mostDone) continue;
        ++counts[group];
        auto* row = new JobRow(m_sections[group].panel);
        row->show(info, jobs.index(i).data(JobModel::SecondsRole).toDouble());
        connect(row, &JobRow::cancelRequested, this, [this](JobId id) { m_workbench.queue().cancel(id); });
        connect(row, &JobRow::resultRequested, this, &JobsPage::showResult);
        // The model is newest first; what waits longest runs next.
        if (group == Waiting)
            m_sections[group].rows->insertWidget(0, row);
        else
            m_sections[group].rows->addWidget(row);
        m_rows.insert(info.id, row);
        m_groups.insert(info.id, group);
    }
    for (int group = 0; group < GroupCount; ++group) m_sections[group].panel->setVisible(counts[group] > 0);
    const bool any = !m_rows.isEmpty();
    m_empty->setVisible(!any);
    m_lists->parentWidget()->parentWidget()->setVisible(any);
    m_cancelAll->setVisible(counts[Running] + counts[Waiting] > 1);
    if (!any) return header().setSubtitle(tr("Long work, in the order it was asked for"));
    header().setFacts({counts[Running] ? tr("%n running", nullptr, counts[Running]) : QString(),
                       counts[Waiting] ? tr("%n queued", nullptr, counts[Waiting]) : QString(),
                       tr("%n done", nullptr, counts[Done])});
}

void JobsPage::update(int first, int last) {
    const JobModel& jobs = shell().jobModel();
    for (int i = first; i <= last; ++i) {
        const JobInfo& info = jobs.job(i);
        JobRow* row = m_rows.value(info.id);
        if (!row) continue;
        if (m_groups.value(info.id) != groupOf(info)) return rebuild();
        row->show(info, jobs.index(i).data(JobModel::SecondsRole).toDouble());
    }
}

void JobsPage::showResult(const JobInfo& info) {
    const auto fact = [&](const char* key) {
        const auto found = info.result.facts.find(key);
        return found == info.result.facts.end() ? std::string() : found->second;
    };
    if (info.kind == "evaluate") return shell().open(QStringLiteral("evaluate"));
    QVariantMap with;
    if (info.kind == "train") {
        if (m_workbench.hasProject())
            if (const auto run = m_workbench.project().runs().find(fact("run")))
                with.insert(QStringLiteral("run"), qint64(run->id));
        return shell().open(QStringLiteral("train"), with);
    }
    if (const qint64 id = QString::fromStdString(fact("dataset")).toLongLong())
        with.insert(QStringLiteral("dataset"), id);
    shell().open(QStringLiteral("data"), with);
}

} // namespace inkstone
