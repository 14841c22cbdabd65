#pragma once
// The right side of Models: one model, or one adapter.

#include "ui/documents/workbench.h"

#include <QWidget>

class QBoxLayout;
class QGridLayout;
class QLabel;

namespace inkstone {

class Button;
class Collapsible;
class TemplateView;
class TensorView;
class XrayView;
struct AdapterFacts;

class ModelDetail final : public QWidget {
    Q_OBJECT
public:
    explicit ModelDetail(Workbench& workbench, QWidget* parent = nullptr);

    /// `model` null: still being read, or `problem` says why it cannot be. `memory`: bytes a chat needs.
    void show(const ModelOnDisk& disk, std::shared_ptr<const Model> model, const Error& problem,
              double memory);
    void show(const AdapterFacts& adapter);
    void clear();

signals:
    void chatRequested(const QVariantMap& argument);
    void trainRequested(const QVariantMap& argument);
    void exportRequested(); ///< of what is shown

private:
    using Fact = std::pair<QString, QString>;
    void setHead(const QString& name, const QString& sentence);
    void setFacts(const QVector<Fact>& facts);

    QLabel *m_name, *m_sentence, *m_licence;
    Button *m_chat, *m_train, *m_export;
    QWidget *m_inner, *m_facts = nullptr;
    QBoxLayout *m_factsPlace, *m_content;
    QWidget *m_templateBox, *m_licenceBox;
    TemplateView* m_template;
    Collapsible* m_tensors;
    TensorView* m_tensorView;
    XrayView* m_xray;
    QVariantMap m_chatWith, m_trainWith;
};

} // namespace inkstone
