#include "ui/pages/train/plan_table.h"

#include "ui/shell/format.h"
#include "ui/widgets/label.h"

#include <QGridLayout>

namespace inkstone {

namespace {
constexpr int blocks = 3;
constexpr int columnsOfBlock = 3; // name, value, and the room to the next block
constexpr int nameWidth = 118, gap = 36;
} // namespace

PlanTable::PlanTable(QWidget* parent) : QWidget(parent), m_rows(blocks, 0) {
    m_grid = new QGridLayout(this);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(0);
    m_grid->setVerticalSpacing(2);
    for (int block = 0; block < blocks; ++block) {
        m_grid->setColumnMinimumWidth(block * columnsOfBlock, nameWidth);
        m_grid->setColumnMinimumWidth(block * columnsOfBlock + 2, block + 1 < blocks ? gap : 0);
    }
    m_grid->setColumnStretch(blocks * columnsOfBlock, 1);
    m_weights = addRow(0, "plan.weights", tr("Weights"), tr("The base model, packed for this machine"));
    m_learned = addRow(0, "plan.adapter", tr("Adapter"), tr("What is learned"), &m_learnedName);
    m_optimizer = addRow(0, "plan.optimizer", tr("Optimizer"), tr("Gradients and their running means"));
    m_activations =
        addRow(0, "plan.activations", tr("Activations"), tr("What backward needs of the largest batch"));
    m_logits = addRow(0, "plan.logits", tr("Logits"), tr("What the loss needs besides"));
    m_kv = addRow(1, "plan.kv", tr("Sample answers"),
                  tr("Their cache, where it needs more room than the activations leave"));
    m_workspace = addRow(1, "plan.workspace", tr("Workspace"), tr("Scratch memory of the threads"));
    m_other = addRow(1, "plan.other", tr("Other"), tr("Tokenizer, norms and the rows as tokens"));
    m_total = addRow(1, "plan.total", tr("Total"), tr("The most memory the run takes at once"));
    m_free = addRow(1, "plan.free", tr("Free now"), tr("What this machine can give without swapping"));
    m_preparing =
        addRow(2, "plan.preparing", tr("Preparing"), tr("Reading rows, checking and packing weights"));
    m_training = addRow(2, "plan.training", tr("Steps"), tr("Forward, backward and optimizer"));
    m_evaluations = addRow(2, "plan.evaluations", tr("Held-out losses"), tr("Measured a few times a run"));
    m_answers =
        addRow(2, "plan.answers", tr("Sample answers"), tr("To the pinned prompts, a few times a run"));
    m_checkpoints = addRow(2, "plan.checkpoints", tr("Checkpoints"), tr("Written so that a run can go on"));
}

QLabel* PlanTable::addRow(int block, const char* object, const QString& name, const QString& meaning,
                          QLabel** nameLabel) {
    QLabel* label = makeLabel(name, TextStyle::Secondary, Tone::Ink2, this);
    QLabel* value = makeLabel({}, TextStyle::SecondaryMedium, Tone::Ink, this);
    for (QLabel* part : {label, value}) part->setToolTip(meaning);
    value->setObjectName(QLatin1String(object));
    value->setAccessibleName(name);
    value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_grid->addWidget(label, m_rows[block], block * columnsOfBlock);
    m_grid->addWidget(value, m_rows[block], block * columnsOfBlock + 1);
    ++m_rows[block];
    if (nameLabel) *nameLabel = label;
    return value;
}

void PlanTable::showBytes(QLabel* value, uint64_t bytes) { value->setText(formatBytes(qint64(bytes))); }

void PlanTable::setPlan(const TrainPlan& plan) {
    const TrainMemory& m = plan.memory;
    showBytes(m_weights, m.weights);
    showBytes(m_learned, m.adapter);
    m_learnedName->setText(plan.config.method == fullMethod ? tr("Trained weights") : tr("Adapter"));
    showBytes(m_optimizer, m.optimizer);
    showBytes(m_activations, m.activations);
    showBytes(m_logits, m.logits);
    showBytes(m_kv, m.kv);
    showBytes(m_workspace, m.workspace);
    showBytes(m_other, m.other);
    showBytes(m_total, m.total() + m.mapped);
    showBytes(m_free, plan.available);
    setTone(m_total, plan.fits() ? Tone::Ink : Tone::Bad);
    m_preparing->setText(formatDuration(plan.seconds.preparing));
    m_training->setText(formatDuration(plan.seconds.training));
    m_evaluations->setText(formatDuration(plan.seconds.evaluations));
    m_answers->setText(formatDuration(plan.seconds.answers));
    m_checkpoints->setText(formatDuration(plan.seconds.checkpoints));
}

} // namespace inkstone
