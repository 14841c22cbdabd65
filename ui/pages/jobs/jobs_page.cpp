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
#include <QDesktopServices>
#include <QFileInfo>
#include <QScrollArea>
#include <QTimer>
#include <QUrl>

namespace inkstone {

JobsPage::JobsPage(Shell& shell, Workbench& workbench, QWidget* parent)
    : Page(shell, tr("Jobs"), parent), m_workbench(workbench) {
    m_cancelAll = new Button(tr("Cancel all"), Button::Kind::Secondary, {}, this);
    m_cancelAll->setObjectName(QStringLiteral("jobs.cancelAll"));
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
    m_area = new QScrollArea(this);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setWidget(m_lists);
    m_empty =
        new EmptyState(tr("No jobs yet"),
                       tr("Imports, trainings and evaluations are listed here while they run and after."));
    m_empty->setAction(tr("Fine-tune"), [this] { this->shell().open(QStringLiteral("train")); })
        ->setKind(Button::Kind::Secondary);
    body()->addWidget(m_empty, 1);
    body()->addWidget(m_area, 1);
    m_timer = new QTimer(this);
    connect(m_timer, &QTimer::timeout, this, &JobsPage::tick);
    JobModel& jobs = shell.jobModel();
    connect(&jobs, &QAbstractItemModel::rowsInserted, this, &JobsPage::rebuild);
    connect(&jobs, &QAbstractItemModel::rowsRemoved, this, &JobsPage::rebuild);
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

JobRow* JobsPage::rowOf(JobId id) {
    if (JobRow* known = m_rows.value(id)) return known;
    auto* row = new JobRow(m_lists);
    connect(row, &JobRow::cancelRequested, this, [this](JobId job) { m_workbench.queue().cancel(job); });
    connect(row, &JobRow::resultRequested, this, &JobsPage::showResult);
    m_rows.insert(id, row);
    return row;
}

// Rows move from panel to panel; what was unfolded in them stays so.
void JobsPage::rebuild() {
    const JobModel& jobs = shell().jobModel();
    int counts[GroupCount] = {};
    QHash<JobId, JobRow*> gone = m_rows;
    m_groups.clear();
    for (int i = 0; i < jobs.rowCount(); ++i) {
        const JobInfo& info = jobs.job(i);
        const Group group = groupOf(info);
        ++counts[group];
        JobRow* row = rowOf(info.id);
        gone.remove(info.id);
        // The model is newest first; what waits longest runs next.
        m_sections[group].rows->removeWidget(row);
        m_sections[group].rows->insertWidget(group == Waiting ? 0 : counts[group] - 1, row);
        m_groups.insert(info.id, group);
        showRow(i);
    }
    for (auto row = gone.begin(); row != gone.end(); ++row) {
        m_rows.remove(row.key());
        delete row.value();
    }
    for (int group = 0; group < GroupCount; ++group) m_sections[group].panel->setVisible(counts[group] > 0);
    const bool any = !m_rows.isEmpty();
    m_empty->setVisible(!any);
    m_area->setVisible(any);
    m_cancelAll->setVisible(counts[Running] + counts[Waiting] > 1);
    m_timer->setInterval(1000);
    counts[Running] ? m_timer->start() : m_timer->stop();
    if (!any) return header().setSubtitle(tr("Long work, in the order it was asked for"));
    header().setFacts({counts[Running] ? tr("%n running", nullptr, counts[Running]) : QString(),
                       counts[Waiting] ? tr("%n queued", nullptr, counts[Waiting]) : QString(),
                       counts[Done] ? tr("%n done", nullptr, counts[Done]) : QString()});
}

void JobsPage::showRow(int modelRow) {
    const JobModel& jobs = shell().jobModel();
    const JobInfo& info = jobs.job(modelRow);
    if (JobRow* row = m_rows.value(info.id))
        row->show(info, jobs.index(modelRow).data(JobModel::SecondsRole).toDouble(), jobs.log(info.id));
}

void JobsPage::update(int first, int last) {
    const JobModel& jobs = shell().jobModel();
    for (int i = first; i <= last; ++i) {
        const JobInfo& info = jobs.job(i);
        if (!m_rows.contains(info.id)) continue;
        if (m_groups.value(info.id) != groupOf(info)) return rebuild();
        showRow(i);
    }
}

// "for 12 s" and "4 min ago" grow while nothing else happens.
void JobsPage::tick() {
    if (isVisible()) update(0, shell().jobModel().rowCount() - 1);
}

void JobsPage::arrive(const QVariant& argument) {
    rebuild(); // times of what is done have grown
    const JobId wanted = argument.toLongLong();
    for (auto row = m_rows.begin(); row != m_rows.end(); ++row) row.value()->setChosen(row.key() == wanted);
    if (JobRow* row = m_rows.value(wanted))
        QTimer::singleShot(0, row, [this, row] { m_area->ensureWidgetVisible(row); });
}

void JobsPage::showResult(const JobInfo& info) {
    const auto fact = [&](const char* key) {
        const auto found = info.result.facts.find(key);
        return found == info.result.facts.end() ? std::string() : found->second;
    };
    if (info.kind == "evaluate") {
        const qint64 id = QString::fromStdString(fact("evaluation")).toLongLong();
        return shell().open(QStringLiteral("evaluate"), QVariantMap{{QStringLiteral("evaluation"), id}});
    }
    if (info.kind == "export") {
        const QFileInfo file(QString::fromStdString(fact("file")));
        QDesktopServices::openUrl(QUrl::fromLocalFile(file.absolutePath()));
        return;
    }
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
