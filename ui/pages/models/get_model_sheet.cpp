#include "ui/pages/models/get_model_sheet.h"

#include "core/base/paths.h"
#include "ui/pages/models/choice_model.h"
#include "ui/shell/core_text.h"
#include "ui/shell/format.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/table_view.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QUrl>

namespace inkstone {

using State = HubFetch::State;

GetModelSheet::GetModelSheet(HubFetch& fetch, QWidget* window) : Sheet(window), m_fetch(fetch) {
    setObjectName(QStringLiteral("get"));
    setAccessibleName(tr("Get a model"));
    setCardWidth(620);
    makeHead();
    makeChoices();
    makeFoot();
    connect(&m_fetch, &HubFetch::changed, this, &GetModelSheet::refresh);
    connect(&m_fetch, &HubFetch::progressed, this, &GetModelSheet::showProgress);
}

void GetModelSheet::makeHead() {
    content()->addWidget(makeLabel(tr("Get a model"), TextStyle::Section));
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_name = new QLineEdit;
    m_name->setObjectName(QStringLiteral("get.name"));
    m_name->setAccessibleName(tr("Name of the model"));
    m_name->setPlaceholderText(tr("org/name, ms:org/name, or the address of its page"));
    m_look = new Button(tr("Look"), Button::Kind::Secondary, QStringLiteral("search"));
    m_look->setObjectName(QStringLiteral("get.look"));
    row->addWidget(m_name, 1);
    row->addWidget(m_look);
    static_cast<QVBoxLayout*>(content())->addLayout(row);
    connect(m_look, &QAbstractButton::clicked, this, [this] { m_fetch.look(m_name->text()); });
    connect(m_name, &QLineEdit::returnPressed, this, [this] { m_fetch.look(m_name->text()); });
    connect(m_name, &QLineEdit::textChanged, this, &GetModelSheet::showHub);
    m_hub = makeParagraph({}, TextStyle::Secondary, Tone::Ink2);
    m_hub->setObjectName(QStringLiteral("get.hub"));
    content()->addWidget(m_hub);
    m_half = new QWidget;
    new QVBoxLayout(m_half);
    m_half->layout()->setContentsMargins(0, 0, 0, 0);
    content()->addWidget(m_half);
    m_problem = makeParagraph({}, TextStyle::Body, Tone::Bad);
    m_problem->setObjectName(QStringLiteral("get.problem"));
    content()->addWidget(m_problem);
}

void GetModelSheet::makeChoices() {
    m_facts = makeParagraph({}, TextStyle::Secondary, Tone::Ink2);
    m_facts->setObjectName(QStringLiteral("get.facts"));
    content()->addWidget(m_facts);
    m_choices = new ChoiceModel(this);
    m_table = new TableView;
    m_table->setObjectName(QStringLiteral("get.choices"));
    m_table->setAccessibleName(tr("What there is to choose from"));
    m_table->setModel(m_choices);
    m_table->setStretchColumn(ChoiceModel::Name);
    m_table->setColumnWidth(ChoiceModel::Files, 64);
    m_table->setColumnWidth(ChoiceModel::Size, 90);
    m_table->setColumnWidth(ChoiceModel::Fits, 130);
    connect(m_table, &TableView::opened, this, [this](const QModelIndex& at) {
        if (m_fetch.state() == State::Choosing) m_fetch.download(at.row());
    });
    content()->addWidget(m_table);
}

void GetModelSheet::makeFoot() {
    m_state = makeLabel({}, TextStyle::BodyMedium);
    m_state->setObjectName(QStringLiteral("get.state"));
    content()->addWidget(m_state);
    m_progress = new ProgressBar;
    content()->addWidget(m_progress);
    m_progressText = makeLabel({}, TextStyle::Secondary, Tone::Ink2);
    m_progressText->setObjectName(QStringLiteral("get.progress"));
    content()->addWidget(m_progressText);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_cancel = new Button(tr("Cancel"), Button::Kind::Quiet);
    m_cancel->setToolTip(tr("Stops, and removes what came so far"));
    m_pause = new Button(tr("Pause"), Button::Kind::Secondary, QStringLiteral("pause"));
    m_pause->setToolTip(tr("What came stays; it goes on from there"));
    m_close = new Button(tr("Close"), Button::Kind::Secondary);
    m_primary = new Button({}, Button::Kind::Primary);
    const std::pair<Button*, const char*> names[] = {
        {m_cancel, "get.cancel"}, {m_pause, "get.pause"}, {m_close, "get.close"}, {m_primary, "get.primary"}};
    for (const auto& [button, name] : names) button->setObjectName(QLatin1String(name));
    row->addWidget(m_cancel);
    row->addStretch(1);
    for (Button* button : {m_pause, m_close, m_primary}) row->addWidget(button);
    static_cast<QVBoxLayout*>(content())->addLayout(row);
    connect(m_cancel, &QAbstractButton::clicked, &m_fetch, &HubFetch::cancel);
    connect(m_pause, &QAbstractButton::clicked, &m_fetch, &HubFetch::pause);
    connect(m_close, &QAbstractButton::clicked, this, &Sheet::dismiss);
    connect(m_primary, &QAbstractButton::clicked, this, &GetModelSheet::primary);
}

void GetModelSheet::openFor(const QString& name) {
    if (!m_fetch.isBusy() && (!name.isEmpty() || m_fetch.state() == State::Done)) m_fetch.startOver();
    if (!name.isEmpty()) m_name->setText(name);
    refresh();
    open();
    m_name->setFocus(Qt::OtherFocusReason);
    m_name->selectAll();
}

/// The source that is really asked, whatever the environment says.
void GetModelSheet::showHub() {
    const auto reference = parseHubReference(m_name->text().trimmed().toStdString());
    const HubKind kind = reference ? reference->hub : HubKind::HuggingFace;
    const auto site = hubSite(kind);
    if (!site) return m_hub->setText(wordsOf(site.error()).whole);
    const QString host = QUrl(QString::fromStdString(site->url)).authority();
    const bool mirror = kind == HubKind::HuggingFace && host != QLatin1String("huggingface.co");
    m_hub->setText(mirror ? tr("From the mirror %1 (HF_ENDPOINT). No token is sent to it.").arg(host)
                   : site->token.empty() ? tr("From %1.").arg(host)
                                         : tr("From %1, with HF_TOKEN.").arg(host));
}

void GetModelSheet::showHalf() {
    qDeleteAll(m_half->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly));
    const std::vector<HalfFetched> halves =
        m_fetch.state() == State::Idle ? listHalfFetched() : std::vector<HalfFetched>();
    m_half->setVisible(!halves.empty());
    for (const HalfFetched& half : halves) {
        auto* line = new QWidget(m_half);
        auto* row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        const QString name = QString::fromStdString(half.reference);
        row->addWidget(
            new ElidedLabel(tr("%1 is not finished, %2 are here").arg(name, formatBytes(qint64(half.bytes))),
                            TextStyle::Body, Tone::Ink, line),
            1);
        auto* button = new Button(tr("Continue"), Button::Kind::Link, {}, line);
        button->setObjectName(QStringLiteral("get.continue"));
        connect(button, &QAbstractButton::clicked, this, [this, name] {
            m_name->setText(name);
            m_fetch.look(name);
        });
        row->addWidget(button);
        m_half->layout()->addWidget(line);
    }
}

QString GetModelSheet::factsOfListing() const {
    const HubListing& listing = m_fetch.listing();
    QStringList facts{QString::fromStdString(listing.reference.id)};
    if (!listing.licence.empty()) facts << tr("licence %1").arg(QString::fromStdString(listing.licence));
    facts << tr("revision %1").arg(QString::fromStdString(listing.revision).left(10));
    if (const auto room = freeSpace(modelsFolder()))
        facts << tr("%1 free on the disk").arg(formatBytes(qint64(*room)));
    return joinFacts(facts);
}

QString GetModelSheet::primaryWord() const {
    switch (m_fetch.state()) {
    case State::Choosing:
        return tr("Download");
    case State::Paused:
        return tr("Continue");
    case State::Failed:
        return tr("Try again");
    case State::Done:
        return tr("Show it");
    default:
        return {};
    }
}

void GetModelSheet::primary() {
    switch (m_fetch.state()) {
    case State::Choosing: {
        const QList<int> rows = m_table->selectedRows();
        return m_fetch.download(rows.isEmpty() ? 0 : rows.first());
    }
    case State::Paused:
    case State::Failed:
        return m_fetch.retry();
    case State::Done:
        Q_EMIT showRequested(m_fetch.path());
        return dismiss();
    default:
        return;
    }
}

void GetModelSheet::refresh() {
    const State state = m_fetch.state();
    const bool known = !m_fetch.choices().empty();
    const bool loading = state == State::Downloading || state == State::Stopping;
    m_name->setReadOnly(m_fetch.isBusy());
    m_look->setEnabled(!m_fetch.isBusy());
    showHub();
    showHalf();
    m_problem->setVisible(state == State::Failed);
    if (state == State::Failed) m_problem->setText(wordsOf(m_fetch.error()).whole);
    m_facts->setVisible(known);
    if (known) m_facts->setText(factsOfListing());
    m_table->setVisible(known && state == State::Choosing);
    if (known && state == State::Choosing) {
        m_choices->setChoices(m_fetch.choices());
        m_table->setFixedHeight(32 + 30 * std::min(int(m_fetch.choices().size()), 7));
        m_table->selectRow(m_fetch.chosen());
    }
    const bool choiceKnown = known && m_fetch.chosen() >= 0;
    const QString what =
        choiceKnown ? QString::fromStdString(m_fetch.choices()[size_t(m_fetch.chosen())].name) : QString();
    m_state->setVisible(loading || state == State::Paused || state == State::Done || state == State::Looking);
    m_state->setText(state == State::Looking    ? tr("Asking the hub…")
                     : state == State::Stopping ? tr("Stopping…")
                     : state == State::Paused   ? tr("%1 is paused; what came is kept").arg(what)
                     : state == State::Done     ? tr("%1 is here, whole and verified").arg(what)
                                                : tr("Downloading %1").arg(what));
    const QString word = primaryWord();
    m_primary->setText(word);
    m_primary->setVisible(!word.isEmpty());
    m_pause->setVisible(state == State::Downloading);
    m_cancel->setVisible(loading || state == State::Paused || state == State::Looking ||
                         (state == State::Failed && choiceKnown));
    m_cancel->setEnabled(state != State::Stopping);
    showProgress();
}

void GetModelSheet::showProgress() {
    const State state = m_fetch.state();
    const Progress& progress = m_fetch.progress();
    const bool shown = state == State::Downloading || state == State::Stopping || state == State::Paused;
    m_progress->setVisible(shown);
    m_progressText->setVisible(shown);
    if (!shown) return;
    const bool known = progress.total > 0;
    m_progress->setFraction(known ? progress.done / progress.total : -1);
    QStringList facts;
    if (known) {
        facts << formatPercent(progress.done / progress.total)
              << tr("%1 of %2").arg(formatBytes(qint64(progress.done)), formatBytes(qint64(progress.total)));
        if (state == State::Downloading && progress.perSecond >= 0)
            facts << formatRate(progress.perSecond, QStringLiteral("bytes"));
        if (state == State::Downloading && progress.secondsLeft >= 0)
            facts << formatTimeLeft(progress.secondsLeft);
    }
    m_progressText->setText(joinFacts(facts));
}

} // namespace inkstone
