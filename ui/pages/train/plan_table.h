#pragma once
// What a run will need, part by part: memory beside what is free, and where the time goes.

#include "core/train/memory_plan.h"

#include <QVector>
#include <QWidget>

class QGridLayout;
class QLabel;

namespace inkstone {

class PlanTable final : public QWidget {
    Q_OBJECT
public:
    explicit PlanTable(QWidget* parent = nullptr);
    void setPlan(const TrainPlan& plan);

private:
    /// A row of one of the blocks that stand side by side; gives the label of its value, and of its name.
    QLabel* addRow(int block, const char* object, const QString& name, const QString& meaning,
                   QLabel** nameLabel = nullptr);
    void showBytes(QLabel* value, uint64_t bytes);

    QGridLayout* m_grid;
    QVector<int> m_rows; ///< filled in each block
    QLabel *m_weights, *m_learned, *m_learnedName, *m_optimizer, *m_activations, *m_logits;
    QLabel *m_kv, *m_workspace, *m_other, *m_total, *m_free;
    QLabel *m_preparing, *m_training, *m_evaluations, *m_answers, *m_checkpoints;
};

} // namespace inkstone
