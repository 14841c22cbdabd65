#include "ui/pages/models/tensor_view.h"

#include "ui/pages/models/tensor_model.h"
#include "ui/shell/core_text.h"
#include "ui/shell/format.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/table_view.h"

#include <QBoxLayout>
#include <mutex>

namespace inkstone {

/// What the job writes and the window reads.
struct TensorView::Run {
    std::mutex mutex;
    std::vector<TensorStats> stats;
    size_t done = 0;
};

TensorView::TensorView(Workbench& workbench, QWidget* parent)
    : QWidget(parent), m_workbench(workbench), m_tensors(new TensorModel(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_button = new Button(tr("Compute statistics"), Button::Kind::Secondary, {}, this);
    m_button->setObjectName(QStringLiteral("tensors.compute"));
    m_button->setSmall();
    m_state = makeLabel({}, TextStyle::Secondary, Tone::Ink2, this);
    m_state->setObjectName(QStringLiteral("tensors.state"));
    row->addWidget(m_button);
    row->addWidget(m_state, 1);
    layout->addLayout(row);
    connect(m_button, &QAbstractButton::clicked, this, &TensorView::toggle);
    m_table = new TableView(this);
    m_table->setObjectName(QStringLiteral("tensors.table"));
    m_table->setAccessibleName(tr("Tensors"));
    m_table->setModel(m_tensors);
    m_table->setStretchColumn(TensorModel::Name);
    m_table->setMinimumHeight(320);
    layout->addWidget(m_table);
    fitColumns();
}

void TensorView::fitColumns() {
    m_table->setColumnWidth(TensorModel::Type, 64);
    m_table->setColumnWidth(TensorModel::Shape, 130);
    m_table->setColumnWidth(TensorModel::Size, 84);
    if (!m_tensors->hasStats())
        return m_table->setDispensableColumns({TensorModel::Shape, TensorModel::Type});
    for (int column = TensorModel::Mean; column <= TensorModel::Max; ++column)
        m_table->setColumnWidth(column, 84);
    m_table->setColumnWidth(TensorModel::Zeros, 72);
    m_table->setColumnWidth(TensorModel::NonFinite, 64);
    m_table->setDispensableColumns({TensorModel::Size, TensorModel::Shape, TensorModel::Type,
                                    TensorModel::Zeros, TensorModel::Min, TensorModel::Max});
}

void TensorView::setModel(std::shared_ptr<const Model> model) {
    if (model == m_model) return;
    if (m_run) m_workbench.queue().cancel(m_job);
    m_run.reset();
    m_model = std::move(model);
    m_tensors->setModel(m_model);
    m_button->setText(tr("Compute statistics"));
    m_button->setVisible(m_model != nullptr);
    m_button->setEnabled(true);
    m_state->clear();
    fitColumns();
}

void TensorView::toggle() {
    if (!m_run) return compute();
    m_button->setEnabled(false);
    m_workbench.queue().cancel(m_job);
}

void TensorView::compute() {
    auto run = std::make_shared<Run>();
    run->stats.resize(m_model->tensors().size());
    Job job{.kind = "statistics",
            .title = text("Statistics of %1", m_model->config().name),
            .lane = Lane::Files,
            .losesNothing = true,
            .run = {}};
    job.run = [run, model = m_model](std::stop_token stop, JobSink& sink) -> JobResult {
        const auto one = [&](size_t index, const TensorStats& stats) {
            const std::lock_guard guard(run->mutex);
            run->stats[index] = stats;
            ++run->done;
            sink.emit(
                Progress{.done = double(run->done), .total = double(run->stats.size()), .unit = "tensors"});
        };
        const Status status = tensorStats(*model, stop, one);
        if (status) return {};
        return {status.error().code == ErrorCode::Cancelled ? Outcome::Cancelled : Outcome::Failed,
                status.error(),
                {}};
    };
    m_run = run;
    m_button->setText(tr("Stop"));
    m_state->setText(tr("waiting for other work on files"));
    const auto event = [this, run](const JobEvent&) {
        if (m_run == run) take(*run);
    };
    m_job = m_workbench.start(
        std::move(job), this,
        {.onEvent = event, .onFinished = [this, run](const JobInfo& info) { finished(run, info); }});
}

void TensorView::take(Run& run) {
    std::vector<TensorStats> stats;
    size_t done = 0;
    {
        const std::lock_guard guard(run.mutex);
        stats = run.stats;
        done = run.done;
    }
    const bool first = !m_tensors->hasStats();
    m_state->setText(tr("%1 of %2").arg(formatCount(qint64(done)), formatCount(qint64(stats.size()))));
    m_tensors->setStats(std::move(stats));
    if (first) fitColumns();
}

void TensorView::finished(const std::shared_ptr<Run>& run, const JobInfo& info) {
    if (m_run != run) return;
    take(*run);
    m_run.reset();
    m_button->setEnabled(true);
    m_button->setText(tr("Compute statistics"));
    m_button->setVisible(info.result.outcome != Outcome::Done);
    if (info.result.outcome == Outcome::Failed) return m_state->setText(wordsOf(info.result.error).reason);
    if (info.result.outcome == Outcome::Cancelled) return m_state->setText(tr("stopped"));
    qint64 odd = 0;
    for (const TensorStats& stats : run->stats) odd += stats.nonFinite;
    m_state->setText(odd == 0 ? tr("All numbers are finite.")
                              : tr("%1 numbers are NaN or infinite.").arg(formatCount(odd)));
}

} // namespace inkstone
