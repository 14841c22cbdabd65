#pragma once
// Data: the data sets, their records, and what is brought in.

#include "ui/documents/dataset_document.h"
#include "ui/shell/page.h"

#include "core/data/exporter.h"

class QStackedWidget;

namespace inkstone {

class Button;
class DatasetList;
class EmptyState;
class ImportPanel;
class RecordGrid;
class RecordInspector;

class DataPage final : public Page {
    Q_OBJECT
public:
    DataPage(Shell& shell, Workbench& workbench, QWidget* parent = nullptr);

    /// {"dataset": id}, {"record": id}, or {"import": files} (also "files").
    void arrive(const QVariant& argument) override;
    void leave() override;

private:
    void makeHeader();
    QWidget* makeBrowser();
    void connectParts();
    void addActions();
    void readSets();
    void offerTyped(std::vector<TypedTexts::Place> waiting);
    void resumeTyped(std::vector<TypedTexts::Place> waiting);
    void choose(DatasetId id);
    void showView();
    void refreshHeader();
    void askForFiles();
    void openImport(const QStringList& files);
    void imported(const ImportReport& report);
    void exportRows();
    void exportTo(const QString& file);
    void exported(const ExportReport& report);
    void trashRecords();
    void trashSet(DatasetId id);
    void rename(DatasetId id, const QString& name);
    bool nameSet(DatasetId id, const std::string& name);
    void setAside();
    void fitPanes();
    void resizeEvent(QResizeEvent* event) override;

    Workbench& m_workbench;
    DatasetDocument* m_document;
    Button *m_export, *m_import, *m_setAside, *m_details;
    QStackedWidget* m_views;
    QWidget* m_browser;
    EmptyState* m_empty;
    ImportPanel* m_importPanel;
    DatasetList* m_list;
    RecordGrid* m_grid;
    RecordInspector* m_inspector;
    bool m_importing = false;
};

} // namespace inkstone
