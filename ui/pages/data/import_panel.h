#pragma once
// What files will become, before they do: guessed format, which column is what, encoding, the first rows,
// errors by line. One Import button.

#include "core/data/importer.h"
#include "ui/documents/workbench.h"

#include <QStringList>
#include <QWidget>
#include <optional>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace inkstone {

class Button;
class ElidedLabel;
class PreviewModel;
class RowErrorModel;
class TableView;

class ImportPanel final : public QWidget {
    Q_OBJECT
public:
    explicit ImportPanel(Workbench& workbench, QWidget* parent = nullptr);

    void open(const QStringList& files);
    const QString& facts() const { return m_facts; } ///< for the page's header

signals:
    void closed();
    void factsChanged();
    void imported(const inkstone::ImportReport& report);
    void failed(const inkstone::Error& error);

private:
    QWidget* makeOptions();
    QWidget* makeRows();
    QWidget* makeFoot();
    ImportOptions options() const;
    void preview();
    void showPreview(ImportPreview preview);
    void showMapping();
    void showPlaceholders();
    void setReady(bool ready);
    void import();
    void finished(const JobInfo& info, const ImportReport& report);

    Workbench& m_workbench;
    QStringList m_files;
    std::optional<ImportPreview> m_preview;
    std::map<std::string, std::string> m_mapping, m_placeholders; ///< what the person chose
    JobId m_previewJob = 0, m_importJob = 0;
    QString m_facts;

    QComboBox *m_file, *m_format, *m_encoding;
    QLineEdit* m_name;
    QCheckBox *m_heldOut, *m_again;
    QFormLayout *m_columns, *m_fills;
    QWidget *m_columnsBox, *m_fillsBox;
    QLabel *m_guess, *m_errorTitle;
    ElidedLabel* m_known;
    PreviewModel* m_rows;
    RowErrorModel* m_errors;
    TableView *m_table, *m_errorTable;
    Button *m_import, *m_cancel;
};

} // namespace inkstone
