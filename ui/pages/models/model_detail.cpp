#include "ui/pages/models/model_detail.h"

#include "core/base/memory.h"
#include "core/model/model.h"
#include "ui/models/model_list_model.h"
#include "ui/pages/models/adapter_model.h"
#include "ui/pages/models/template_view.h"
#include "ui/pages/models/tensor_view.h"
#include "ui/pages/models/xray_view.h"
#include "ui/shell/core_text.h"
#include "ui/shell/format.h"
#include "ui/widgets/button.h"
#include "ui/widgets/collapsible.h"
#include "ui/widgets/label.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QScrollArea>

namespace inkstone {

ModelDetail::ModelDetail(Workbench& workbench, QWidget* parent) : QWidget(parent) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_inner = new QWidget;
    m_content = new QVBoxLayout(m_inner);
    m_content->setContentsMargins(20, 16, 24, 24);
    m_content->setSpacing(12);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    m_name = new ElidedLabel({}, TextStyle::Section, Tone::Ink, m_inner);
    m_name->setObjectName(QStringLiteral("models.name"));
    m_sentence = makeParagraph({}, TextStyle::Secondary, Tone::Ink2, m_inner);
    m_sentence->setObjectName(QStringLiteral("models.sentence"));
    words->addWidget(m_name);
    words->addWidget(m_sentence);
    m_content->addLayout(words);
    m_train = new Button(tr("Train"), Button::Kind::Secondary, {}, m_inner);
    m_chat = new Button(tr("Chat"), Button::Kind::Primary, {}, m_inner);
    m_export = new Button(tr("Export"), Button::Kind::Secondary, {}, m_inner);
    m_train->setObjectName(QStringLiteral("models.train"));
    m_export->setObjectName(QStringLiteral("models.export"));
    m_chat->setObjectName(QStringLiteral("models.chat"));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_chat);
    buttons->addWidget(m_train);
    buttons->addWidget(m_export);
    buttons->addStretch(1);
    m_content->addLayout(buttons);
    connect(m_chat, &QAbstractButton::clicked, this, [this] { Q_EMIT chatRequested(m_chatWith); });
    connect(m_train, &QAbstractButton::clicked, this, [this] { Q_EMIT trainRequested(m_trainWith); });
    connect(m_export, &QAbstractButton::clicked, this, &ModelDetail::exportRequested);
    m_factsPlace = new QVBoxLayout;
    m_content->addLayout(m_factsPlace);

    m_templateBox = new QWidget(m_inner);
    auto* box = new QVBoxLayout(m_templateBox);
    box->setContentsMargins(0, 8, 0, 0);
    box->setSpacing(8);
    box->addWidget(makeLabel(tr("What it sees"), TextStyle::BodyStrong, Tone::Ink, m_templateBox));
    m_template = new TemplateView(m_templateBox);
    box->addWidget(m_template);
    m_content->addWidget(m_templateBox);

    m_tensors = new Collapsible(tr("Tensors"), m_inner);
    m_tensorView = new TensorView(workbench, m_tensors);
    m_tensors->content()->addWidget(m_tensorView);
    m_content->addWidget(m_tensors);
    m_xray = new XrayView(workbench, m_inner);
    m_content->addWidget(m_xray);

    m_licenceBox = new QWidget(m_inner);
    auto* licence = new QVBoxLayout(m_licenceBox);
    licence->setContentsMargins(0, 0, 0, 0);
    licence->addWidget(makeLabel(tr("Licence"), TextStyle::BodyStrong, Tone::Ink, m_licenceBox));
    m_licence = makeParagraph({}, TextStyle::Body, Tone::Ink2, m_licenceBox);
    licence->addWidget(m_licence);
    m_content->addWidget(m_licenceBox);
    m_content->addStretch(1);
    area->setWidget(m_inner);
    outer->addWidget(area);
    clear();
}

void ModelDetail::setHead(const QString& name, const QString& sentence) {
    m_name->setText(name);
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
}

void ModelDetail::setFacts(const QVector<Fact>& facts) {
    delete m_facts;
    m_facts = new QWidget(m_inner);
    auto* grid = new QGridLayout(m_facts);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    int row = 0;
    for (const auto& [name, value] : facts) {
        if (value.isEmpty()) continue;
        QLabel* label = makeLabel(name, TextStyle::Body, Tone::Ink2, m_facts);
        label->setMinimumWidth(96);
        grid->addWidget(label, row, 0, Qt::AlignTop);
        grid->addWidget(makeParagraph(value, TextStyle::Body, Tone::Ink, m_facts), row, 1);
        ++row;
    }
    m_factsPlace->addWidget(m_facts);
}

void ModelDetail::clear() {
    setHead(tr("Choose a model"), {});
    setFacts({});
    for (QWidget* widget : std::initializer_list<QWidget*>{m_templateBox, m_tensors, m_xray, m_licenceBox,
                                                           m_chat, m_train, m_export})
        widget->hide();
}

void ModelDetail::show(const ModelOnDisk& disk, std::shared_ptr<const Model> model, const Error& problem,
                       double memory) {
    clear();
    const QString path = QString::fromStdString(disk.path.string());
    m_chatWith = m_trainWith = {{QStringLiteral("model"), path}};
    const QString name = QString::fromStdString(disk.name);
    const QString source = sourceName(disk.source);
    m_xray->setAdapter({});
    if (!model) {
        const QString words = wordsOf(problem).whole;
        setHead(name, words.isEmpty() ? tr("Being read…") : words);
        return setFacts({{tr("Source"), source}, {tr("File"), path}});
    }
    const ModelConfig& config = model->config();
    const QString named = QString::fromStdString(config.name);
    const bool folder = disk.kind == ModelKind::HuggingFace; // its name says nothing: that of a commit, say
    setHead(name, disk.source == ModelSource::Run ? tr("Model of a run of this project")
                  : folder || named == name       ? QString()
                                                  : named);
    for (Button* button : {m_chat, m_train, m_export}) button->show();
    m_export->setToolTip(tr("In another format or type"));
    setFacts({{tr("Architecture"), QString::fromStdString(config.architecture)},
              {tr("Parameters"), formatCount(config.parameters())},
              {tr("Type"), QString::fromStdString(model->quantization())},
              {tr("Context"), tr("%1 tokens").arg(formatCount(config.context))},
              {tr("Vocabulary"), tr("%1 tokens").arg(formatCount(config.vocabulary))},
              {tr("Layers"), tr("%1, %2 wide").arg(formatCount(config.layers), formatCount(config.hidden))},
              {tr("Heads"), tr("%1, of these %2 for keys and values")
                                .arg(formatCount(config.heads), formatCount(config.kvHeads))},
              {tr("Size on disk"), formatBytes(qint64(disk.bytes))},
              {tr("Memory"), tr("about %1 for a chat; %2 are free now")
                                 .arg(formatBytes(qint64(memory)), formatBytes(qint64(availableMemory())))},
              {tr("Source"), source},
              {tr("File"), path}});
    m_templateBox->show();
    m_template->setModel(model);
    m_tensors->show();
    const QString licence = QString::fromStdString(model->licence());
    m_licence->setText(licence);
    m_licenceBox->setVisible(!licence.isEmpty());
    m_tensorView->setModel(std::move(model));
}

void ModelDetail::show(const AdapterFacts& adapter) {
    clear();
    const AdapterChoice& choice = adapter.choice;
    const QVariantMap run{{QStringLiteral("run"), qint64(choice.run)}};
    m_chatWith = m_trainWith = run;
    setHead(choice.name, choice.run ? tr("Adapter of a run of this project") : tr("Adapter from elsewhere"));
    m_chat->setVisible(choice.run != 0);
    m_export->setVisible(adapter.problem.isEmpty());
    m_export->setToolTip(tr("Merged into its base model"));
    setFacts({{tr("Problem"), adapter.problem},
              {tr("Rank"), adapter.rank ? QString::number(adapter.rank) : QString()},
              {tr("Alpha"), adapter.rank ? QString::number(adapter.alpha) : QString()},
              {tr("Dropout"), adapter.rank ? QString::number(adapter.dropout) : QString()},
              {tr("Targets"), adapter.targets.join(QStringLiteral(", "))},
              {tr("Base model"), adapter.base},
              {tr("Size on disk"), formatBytes(qint64(adapter.bytes))},
              {tr("Folder"), QString::fromStdString(choice.folder.string())}});
    m_xray->setVisible(adapter.problem.isEmpty());
    m_xray->setAdapter(adapter.problem.isEmpty() ? choice.folder : std::filesystem::path());
}

} // namespace inkstone
