#pragma once
// Models: what is on this machine, adapters, and one of them in detail.

#include "ui/documents/workbench.h"
#include "ui/shell/page.h"

class QMenu;

namespace inkstone {

class AdapterModel;
class ChoiceButton;
class ExportSheet;
class GetModelSheet;
class HubFetch;
class ModelDetail;
class ModelExport;
class ModelListModel;
class TableView;

class ModelsPage final : public Page {
    Q_OBJECT
public:
    ModelsPage(Shell& shell, Workbench& workbench, HubFetch& fetch, ModelExport& exporting,
               QWidget* parent = nullptr);

    /// {"model": path} and {"adapter": folder} are added and shown; {"run": id} shows its adapter.
    void arrive(const QVariant& argument) override;

private:
    QWidget* makeLists();
    QWidget* makeAdapters();
    QWidget* makeCatalogue();
    void chooseModel();
    void chooseFolder();
    void getModel(const QString& name = {});
    bool showModelAt(const std::filesystem::path& path);
    void showFetched(const std::filesystem::path& path);
    /// What the detail shows: a model as it is, or an adapter merged into its base.
    void exportShown();
    void exportModel(const ModelOnDisk& disk, const std::filesystem::path& adapter);
    void fillSources();
    void addModel(const QString& path);
    void addAdapter(const QString& folder);
    void showModel(int row);
    void showAdapter(int row);
    void removeSelected();
    void removeAdapter();
    void fillModelMenu(QMenu& menu, int row);
    void fillAdapterMenu(QMenu& menu, int row);
    void addFolderAction(QMenu& menu, const std::filesystem::path& folder);
    void refresh();
    void showAgain();

    Workbench& m_workbench;
    ModelListModel* m_models;
    AdapterModel* m_adapters;
    HubFetch& m_fetch;
    ModelExport& m_export;
    GetModelSheet* m_sheet = nullptr;     ///< made when it is first wanted
    ExportSheet* m_exportSheet = nullptr; ///< as well
    ChoiceButton* m_sources;
    TableView *m_table, *m_adapterTable;
    ModelDetail* m_detail;
    QWidget *m_catalogue, *m_adapterBox;
    std::filesystem::path m_shown;        ///< of the model in the detail
    std::filesystem::path m_shownAdapter; ///< or the folder of the adapter there
};

} // namespace inkstone
