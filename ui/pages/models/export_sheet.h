#pragma once
// "Export": a model in another format or type, or with an adapter merged into it; then how far the copy is
// from the original. The work goes on when the sheet is closed; opened again, it shows where it is.

#include "ui/documents/model_export.h"
#include "ui/shell/sheet.h"

class QCheckBox;
class QGridLayout;
class QLabel;
class QLineEdit;

namespace inkstone {

class Button;
class ChoiceButton;
class ProgressBar;

class ExportSheet final : public Sheet {
    Q_OBJECT
public:
    ExportSheet(ModelExport& work, Workbench& workbench, QWidget* window);
    /// `adapter`: chosen to be merged; empty for the model as it is. While a copy is being written, that one
    /// is shown instead.
    void openFor(const ModelOnDisk& disk, std::shared_ptr<const Model> model,
                 const std::filesystem::path& adapter = {});

signals:
    void showRequested(const std::filesystem::path& path);

private:
    struct Form {
        ConvertFormat format;
        ExportType type;
    };
    void makeFields();
    void makeFoot();
    void readAdapters(const std::filesystem::path& wanted);
    void readForms();
    void suggestTarget();
    void chooseTarget();
    Form form() const;
    QString formName(const Form& form) const;
    void refresh();
    void showProgress();
    QString resultWords() const;
    void primary();
    void start();

    ModelExport& m_work;
    Workbench& m_workbench;
    ModelOnDisk m_disk;
    std::shared_ptr<const Model> m_model;
    bool m_typed = false; ///< the target is the person's own
    QGridLayout* m_grid;
    QWidget* m_fields;
    QLabel *m_title, *m_room, *m_problem, *m_state, *m_progressText, *m_result;
    ChoiceButton *m_adapter, *m_form;
    QLineEdit* m_target;
    QCheckBox* m_prove;
    Button *m_primary, *m_cancel, *m_close;
    ProgressBar* m_progress;
};

} // namespace inkstone
