#pragma once
// The tensors of a model in a table, with a button that has their statistics computed by a job.

#include "core/model/model.h"
#include "ui/documents/workbench.h"

#include <QWidget>

class QLabel;

namespace inkstone {

class Button;
class TableView;
class TensorModel;

class TensorView final : public QWidget {
    Q_OBJECT
public:
    explicit TensorView(Workbench& workbench, QWidget* parent = nullptr);
    void setModel(std::shared_ptr<const Model> model);

private:
    struct Run;
    void toggle();
    void compute();
    void take(Run& run);
    void finished(const std::shared_ptr<Run>& run, const JobInfo& info);
    void fitColumns();

    Workbench& m_workbench;
    std::shared_ptr<const Model> m_model;
    TensorModel* m_tensors;
    TableView* m_table;
    Button* m_button;
    QLabel* m_state;
    JobId m_job = 0;
    std::shared_ptr<Run> m_run; ///< the one that is awaited; others are forgotten
};

} // namespace inkstone
