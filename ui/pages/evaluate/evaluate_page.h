#pragma once
// Evaluate: what to ask, the matrix of models and suites, the cases behind a score, and one case.

#include "ui/documents/workbench.h"
#include "ui/shell/page.h"

class QLabel;
class QMenu;
class QSplitter;

namespace inkstone {

class CaseDetail;
class CaseModel;
class ElidedLabel;
class EvaluateForm;
class EvaluationModel;
class ProgressBar;
class Segmented;
class TableView;

class EvaluatePage final : public Page {
    Q_OBJECT
public:
    EvaluatePage(Shell& shell, Workbench& workbench, QWidget* parent = nullptr);

    /// {"run": id} chooses what that run made, {"suite": file} adds a suite.
    void arrive(const QVariant& argument) override;

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    QWidget* makeRunning();
    QWidget* makeMatrix();
    QWidget* makeCases();
    void addSuiteDrop();
    void chooseSuite();
    void addSuite(const QString& file);
    void start(const std::vector<EvaluateRequest>& requests);
    void takeUp(JobId job, const EvaluateRequest& request);
    JobFollower follower();
    void finished(const JobInfo& info);
    void follow(const JobEvent& event);
    void modelChanged();
    void fitColumns();
    void chooseCell(const QModelIndex& index);
    void showEvaluation(EvaluationId id);
    void showCases(EvaluationId evaluation, EvaluationId base);
    void refreshFilter();
    void fillScoreMenu(QMenu& menu, const QModelIndex& index);
    void fillCaseMenu(QMenu& menu, const QModelIndex& index);
    void sendToLabel(qint64 storedCase);
    void showInLabel(qint64 record);

    Workbench& m_workbench;
    EvaluationModel* m_matrix;
    CaseModel* m_cases;
    EvaluateForm* m_form;
    QWidget* m_running;
    QLabel* m_runningTitle;
    ElidedLabel* m_casesTitle;
    ElidedLabel* m_runningFacts;
    ProgressBar* m_progress;
    TableView *m_table, *m_caseTable;
    QWidget* m_casesBox;
    Segmented* m_filter;
    CaseDetail* m_detail;
    std::vector<JobId> m_jobs;
    std::vector<QString> m_jobNames;
    EvaluationId m_shown = 0;
    QString m_voice, m_baseVoice;
};

} // namespace inkstone
