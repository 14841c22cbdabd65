#include "ui/shell/status_bar.h"

#include "ui/jobs/job_model.h"
#include "ui/shell/job_chip.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"

#include <QBoxLayout>
#include <QPainter>
#include <QTimer>

namespace inkstone {

namespace {
constexpr int kMostChips = 3, kMostFacts = 4;
constexpr int kSayingMs = 5000, kUndoMs = 12000;
} // namespace

StatusBar::StatusBar(JobModel& jobs, QWidget* parent) : QWidget(parent), m_jobs(jobs) {
    setFixedHeight(kHeight);
    setAccessibleName(tr("Status"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(2, 1, 16, 0);
    layout->setSpacing(8);
    m_chips = new QHBoxLayout;
    m_chips->setSpacing(8);
    layout->addLayout(m_chips);
    layout->addWidget(m_saying = new ElidedLabel({}, TextStyle::Secondary, Tone::Ink2));
    layout->addWidget(m_undo = new Button(tr("Undo"), Button::Kind::Link));
    m_undo->setSmall();
    m_undo->setObjectName(QStringLiteral("status.undo"));
    layout->addStretch(1);
    layout->addWidget(m_device = makeLabel({}, TextStyle::Secondary, Tone::Ink2));
    m_device->setToolTip(tr("What computes, and the memory Inkstone uses of what this machine has"));

    m_timer = new QTimer(this);
    m_timer->setSingleShot(true);
    connect(m_timer, &QTimer::timeout, this, &StatusBar::hush);
    connect(m_undo, &Button::clicked, this, [this] {
        const auto undo = m_undoAction;
        hush();
        if (undo) undo();
    });
    connect(&m_jobs, &JobModel::rowsInserted, this, &StatusBar::refresh);
    connect(&m_jobs, &JobModel::dataChanged, this, &StatusBar::refresh);
    hush();
    refresh();
}

void StatusBar::setDeviceText(const QString& text) {
    m_device->setText(text);
    fit();
}

QString StatusBar::saying() const { return m_saying->text(); }

void StatusBar::say(const QString& sentence, std::function<void()> undo) {
    m_saying->setText(sentence);
    m_saying->show();
    m_undoAction = std::move(undo);
    m_undo->setVisible(bool(m_undoAction));
    m_timer->start(m_undoAction ? kUndoMs : kSayingMs);
    fit();
}

void StatusBar::hush() {
    m_undoAction = {};
    m_saying->clear();
    m_saying->hide();
    m_undo->hide();
    fit();
}

/// What is said goes first; the chips tell as much as there is room for, all of them the same.
void StatusBar::fit() {
    const bool saying = !m_saying->isHidden();
    const int said = saying ? std::min(m_saying->sizeHint().width(), width() / 5) : 0;
    m_saying->setMinimumWidth(said);
    int room = width() - m_device->sizeHint().width() - 40 - (saying ? said + 8 : 0);
    if (!m_undo->isHidden()) room -= m_undo->sizeHint().width() + 8;
    QList<JobChip*> chips;
    for (int i = 0; i < m_chips->count(); ++i)
        if (auto* chip = static_cast<JobChip*>(m_chips->itemAt(i)->widget()); !chip->isHidden())
            chips << chip;
    layout()->setContentsMargins(chips.isEmpty() ? 13 : 2, 1, 16, 0); // a chip has a margin of its own
    int most = kMostFacts;
    const auto wanted = [&] {
        int sum = 0;
        for (const JobChip* chip : chips) sum += chip->widthWith(most) + 8;
        return sum;
    };
    while (most > 1 && wanted() > room) --most;
    for (JobChip* chip : chips) chip->setMostFacts(most);
}

void StatusBar::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

void StatusBar::refresh() {
    int used = 0;
    for (int row = m_jobs.rowCount() - 1; row >= 0 && used < kMostChips; --row) {
        const JobInfo& job = m_jobs.job(row);
        if (job.state == JobState::Finished || job.lane == Lane::Interactive) continue;
        if (used == m_chips->count()) {
            auto* chip = new JobChip(this);
            connect(chip, &JobChip::clicked, this, [this, chip] { Q_EMIT jobChosen(chip->id()); });
            m_chips->addWidget(chip);
        }
        auto* chip = static_cast<JobChip*>(m_chips->itemAt(used++)->widget());
        const QModelIndex index = m_jobs.index(row);
        chip->show(job.id, index.data().toString(), index.data(JobModel::DetailRole).toString(),
                   fractionOf(job.progress), job.state == JobState::Queued);
        chip->setVisible(true);
    }
    for (int i = used; i < m_chips->count(); ++i) m_chips->itemAt(i)->widget()->setVisible(false);
    fit();
    update();
}

void StatusBar::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    p.fillRect(rect(), c.sunken);
    p.fillRect(0, 0, width(), 1, c.hairline);
    for (int i = 1; i < m_chips->count(); ++i)
        if (const QWidget* chip = m_chips->itemAt(i)->widget(); chip->isVisible())
            p.fillRect(chip->x() - 1, 8, 1, 12, c.border); // between chips
}

} // namespace inkstone
