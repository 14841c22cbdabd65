#include "ui/pages/chat/sampling_drawer.h"

#include "ui/shell/palette.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/segmented.h"
#include "ui/widgets/slider_row.h"

#include <QBoxLayout>
#include <QPainter>
#include <QPlainTextEdit>
#include <QRandomGenerator>
#include <QScrollArea>
#include <QSpinBox>
#include <QTimer>

namespace inkstone {

SamplingDrawer::SamplingDrawer(QWidget* parent) : QWidget(parent) {
    setFixedWidth(kWidth);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(1, 0, 0, 0); // beside the hairline
    auto* area = new QScrollArea(this);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    outer->addWidget(area);
    auto* content = new QWidget;
    area->setWidget(content);
    for (QWidget* surface : {area->viewport(), content}) surface->setAutoFillBackground(false);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(19, 16, 20, 16);
    layout->setSpacing(12);
    auto* head = new QHBoxLayout;
    head->addWidget(makeLabel(tr("Sampling"), TextStyle::Section, Tone::Ink, this));
    head->addStretch(1);
    auto* resetButton = new Button(tr("Reset"), Button::Kind::Quiet, {}, this);
    resetButton->setSmall();
    connect(resetButton, &QAbstractButton::clicked, this, &SamplingDrawer::reset);
    head->addWidget(resetButton);
    layout->addLayout(head);

    m_temperature =
        new SliderRow(tr("Temperature"), tr("0 always takes the likeliest token; higher is more varied"),
                      {0, 2, 0.05, 2}, this);
    m_topP = new SliderRow(tr("Top p"), tr("Only the likeliest tokens that together reach this probability"),
                           {0.05, 1, 0.01, 2}, this);
    m_topK = new SliderRow(tr("Top k"), tr("Only so many of the likeliest tokens; 0 takes all"),
                           {0, 200, 1, 0}, this);
    m_minP = new SliderRow(tr("Min p"), tr("Drops tokens less likely than this part of the likeliest"),
                           {0, 0.5, 0.01, 2}, this);
    m_penalty =
        new SliderRow(tr("Repeat penalty"), tr("Makes tokens that were already said less likely; 1 is off"),
                      {1, 2, 0.01, 2}, this);
    for (SliderRow* row : {m_temperature, m_topP, m_topK, m_minP, m_penalty}) {
        layout->addWidget(row);
        connect(row, &SliderRow::changed, this, &SamplingDrawer::changed);
    }
    m_longest = new QSpinBox(this);
    m_longest->setObjectName(QStringLiteral("chat.longest"));
    m_longest->setRange(1, 1 << 20);
    layout->addWidget(numberRow(tr("Longest answer"), tr("In tokens"), m_longest));
    m_seed = new QSpinBox(this);
    m_seed->setRange(-1, INT_MAX);
    m_seed->setSpecialValueText(tr("random"));
    layout->addWidget(numberRow(tr("Seed"), tr("The same seed gives the same answer"), m_seed));
    m_kvCache = new Segmented(this);
    m_kvCache->setObjectName(QStringLiteral("chat.kvCache"));
    m_kvCache->addOption(QStringLiteral("auto"), tr("16 bits"));
    m_kvCache->addOption(QStringLiteral("q8_0"), tr("8 bits"));
    connect(m_kvCache, &Segmented::chosen, this, &SamplingDrawer::changed);
    layout->addWidget(row(
        tr("KV cache"),
        tr("What the conversation's keys and values are kept in; 8 bits take half the memory"), m_kvCache));

    layout->addWidget(makeHairline(Qt::Horizontal, this));
    layout->addWidget(makeLabel(tr("System prompt"), TextStyle::BodyStrong, Tone::Ink, this));
    m_system = new QPlainTextEdit(this);
    m_system->setPlaceholderText(tr("Empty: what the model's template says"));
    m_system->setAccessibleName(tr("System prompt"));
    m_system->setObjectName(QStringLiteral("chat.system"));
    m_system->setTabChangesFocus(true);
    m_system->setFixedHeight(96);
    layout->addWidget(m_system);
    layout->addStretch(1);
    m_systemTimer = new QTimer(this);
    m_systemTimer->setSingleShot(true);
    m_systemTimer->setInterval(400);
    connect(m_system, &QPlainTextEdit::textChanged, m_systemTimer, qOverload<>(&QTimer::start));
    connect(m_systemTimer, &QTimer::timeout, this, &SamplingDrawer::saySystemPrompt);
}

QWidget* SamplingDrawer::row(const QString& name, const QString& meaning, QWidget* field) {
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    QLabel* label = makeLabel(name, TextStyle::BodyMedium, Tone::Ink, row);
    label->setToolTip(meaning);
    label->setBuddy(field);
    field->setAccessibleName(name);
    layout->addWidget(label);
    layout->addStretch(1);
    layout->addWidget(field);
    return row;
}

QWidget* SamplingDrawer::numberRow(const QString& name, const QString& meaning, QSpinBox* box) {
    box->setFixedWidth(88);
    box->setAlignment(Qt::AlignRight);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    connect(box, qOverload<int>(&QSpinBox::valueChanged), this, &SamplingDrawer::changed);
    return row(name, meaning, box);
}

void SamplingDrawer::read(const Settings& settings) {
    const QSignalBlocker quiet(this);
    m_temperature->setValue(settings.get(setting::temperature));
    m_topP->setValue(settings.get(setting::topP));
    m_topK->setValue(double(settings.get(setting::topK)));
    m_minP->setValue(settings.get(setting::minP));
    m_penalty->setValue(settings.get(setting::repetitionPenalty));
    m_longest->setValue(int(settings.get(setting::maxTokens)));
    m_seed->setValue(-1);
    m_kvCache->setCurrent(QString::fromStdString(settings.get(setting::kvCache)));
}

Status SamplingDrawer::write(Settings& settings) const {
    INK_CHECK(settings.set(setting::temperature, m_temperature->value()));
    INK_CHECK(settings.set(setting::topP, m_topP->value()));
    INK_CHECK(settings.set(setting::topK, int64_t(m_topK->value())));
    INK_CHECK(settings.set(setting::minP, m_minP->value()));
    INK_CHECK(settings.set(setting::repetitionPenalty, m_penalty->value()));
    INK_CHECK(settings.set(setting::kvCache, m_kvCache->current().toStdString()));
    return settings.set(setting::maxTokens, int64_t(m_longest->value()));
}

void SamplingDrawer::reset() {
    m_temperature->setValue(setting::temperature.fallback);
    m_topP->setValue(setting::topP.fallback);
    m_topK->setValue(double(setting::topK.fallback));
    m_minP->setValue(setting::minP.fallback);
    m_penalty->setValue(setting::repetitionPenalty.fallback);
    m_longest->setValue(int(setting::maxTokens.fallback));
    m_seed->setValue(-1);
    m_kvCache->setCurrent(QString::fromStdString(setting::kvCache.fallback));
    Q_EMIT changed();
}

CacheType SamplingDrawer::cacheType() const {
    const auto type = parseCacheType(m_kvCache->current().toStdString());
    return type ? *type : CacheType();
}

GenerationOptions SamplingDrawer::options() const {
    GenerationOptions options{.maxTokens = m_longest->value()};
    options.sampling = {.temperature = m_temperature->value(),
                        .topK = int(m_topK->value()),
                        .topP = m_topP->value(),
                        .minP = m_minP->value(),
                        .repetitionPenalty = m_penalty->value(),
                        .seed = m_seed->value() < 0 ? QRandomGenerator::global()->generate64()
                                                    : uint64_t(m_seed->value())};
    return options;
}

void SamplingDrawer::saySystemPrompt() {
    m_systemTimer->stop();
    Q_EMIT systemPromptChanged(m_system->toPlainText().trimmed());
}

void SamplingDrawer::keepSystemPrompt() {
    if (m_systemTimer->isActive()) saySystemPrompt();
}

void SamplingDrawer::setSystemPrompt(const QString& text) {
    if (m_system->toPlainText().trimmed() == text) return;
    const QSignalBlocker quiet(m_system);
    m_system->setPlainText(text);
}

void SamplingDrawer::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, 1, height()), Palette::of(this).hairline);
}

} // namespace inkstone
