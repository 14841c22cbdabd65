#include "ui/pages/chat/chat_page.h"

#include "core/base/json.h"
#include "ui/documents/base_finder.h"
#include "ui/pages/chat/message_view.h"
#include "ui/pages/chat/sampling_drawer.h"
#include "ui/pages/page_actions.h"
#include "ui/shell/format.h"
#include "ui/shell/shell.h"
#include "ui/widgets/button.h"
#include "ui/widgets/choice_button.h"
#include "ui/widgets/composer.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/label.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/panel.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QDateTime>
#include <QDesktopServices>
#include <QScrollArea>
#include <QScrollBar>
#include <QTimer>
#include <QUrl>

namespace inkstone {

namespace {
constexpr int columnWidth = 680; ///< about 80 characters
constexpr int drawerNeeds = 960;
constexpr int draftDelayMs = 400, mostOfLink = 80;
constexpr int nearEnd = 40; ///< pixels
const char* const draftKey = "chat.composer";

/// "model|adapter folder"
QString voiceKey(const std::filesystem::path& model, const std::filesystem::path& adapter) {
    return QString::fromStdString(model.string() + "|" + adapter.string());
}
} // namespace

ChatPage::ChatPage(Shell& shell, Workbench& workbench, QWidget* parent)
    : Page(shell, tr("Chat"), parent), m_workbench(workbench), m_document(new ChatDocument(workbench, this)) {
    makeHeader();
    auto* panes = new QHBoxLayout;
    panes->setSpacing(0);
    panes->addWidget(makeConversation(), 1);
    m_drawer = new SamplingDrawer(this);
    panes->addWidget(m_drawer);
    body()->addLayout(panes);
    header().setLine(true);

    connect(m_document, &ChatDocument::changed, this, &ChatPage::rebuild);
    connect(m_document, &ChatDocument::failed, this, [this](const Error& error) { notify(error); });
    connect(m_document, &ChatDocument::grew, this, [this](MessageId id, const QString& piece) {
        if (MessageView* view = m_views.value(id)) view->append(piece);
    });
    connect(m_document, &ChatDocument::finished, this, &ChatPage::showState);
    connect(m_drawer, &SamplingDrawer::changed, this, [this] {
        if (const Status saved = m_drawer->write(m_workbench.settings()); !saved && m_workbench.hasProject())
            notify(saved.error());
    });
    connect(m_drawer, &SamplingDrawer::systemPromptChanged, m_document, &ChatDocument::setSystemPrompt);
    connect(&workbench, &Workbench::projectLeaving, this, [this] {
        leave();
        for (MessageView* view : std::as_const(m_views)) view->endEditing(); // its message is of this project
    });
    for (auto signal : {&Workbench::projectChanged, &Workbench::modelsChanged, &Workbench::runsChanged})
        connect(&workbench, signal, this, &ChatPage::readVoices);
    connect(&workbench, &Workbench::chatsChanged, this, &ChatPage::readHistory);
    connect(&workbench, &Workbench::projectChanged, this, [this] {
        m_drawer->read(m_workbench.settings());
        readHistory();
        readDraft();
    });
    m_drawer->read(workbench.settings());
    readVoices();
    readHistory();
    rebuild();
}

void ChatPage::makeHeader() {
    m_history = new ChoiceButton(ChoiceButton::Size::Regular, this);
    m_history->setPlaceholder(tr("Conversations"));
    m_history->setAccessibleName(tr("Conversations"));
    m_history->setObjectName(QStringLiteral("chat.history"));
    m_history->setIconName(QStringLiteral("chat"));
    m_voice = new ChoiceButton(ChoiceButton::Size::Regular, this);
    m_voice->setPlaceholder(tr("Choose a model"));
    m_voice->setAccessibleName(tr("Model and adapter"));
    m_voice->setObjectName(QStringLiteral("chat.voice"));
    m_voice->setIconName(QStringLiteral("models"));
    m_fresh = new Button(tr("New chat"), Button::Kind::Secondary, QStringLiteral("plus"), this);
    m_fresh->setAccessibleName(tr("New chat"));
    m_fresh->setObjectName(QStringLiteral("chat.fresh"));
    m_history->setToolTip(tr("Conversations"));
    m_drawerButton = Button::iconOnly(QStringLiteral("sidebar"), tr("Sampling and system prompt"), this);
    m_drawerButton->setObjectName(QStringLiteral("chat.drawer"));
    m_drawerButton->setCheckable(true);
    m_drawerButton->setChecked(true);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_history, m_voice, m_fresh, m_drawerButton})
        header().addAction(widget);
    connect(m_history, &ChoiceButton::chosen, this,
            [this](const QString& id) { openConversation(id.toLongLong()); });
    connect(m_voice, &ChoiceButton::chosen, this, &ChatPage::speakWith);
    connect(m_fresh, &QAbstractButton::clicked, this, &ChatPage::startNew);
    connect(m_drawerButton, &QAbstractButton::toggled, this, [this](bool on) {
        if (!m_narrow) m_drawerWanted = on;
        m_drawer->setVisible(on);
    });
    bindAction(*this, "chat.new", [this] { startNew(); });
    bindAction(*this, "chat.again", [this] {
        const auto& messages = m_document->messages();
        if (!messages.empty() && messages.back().role == "assistant") answerAgain(messages.back().id);
    });
}

QWidget* ChatPage::makeConversation() {
    auto* pane = new QWidget(this);
    auto* layout = new QVBoxLayout(pane);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_scroll = new QScrollArea(pane);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // Whoever reads the end goes on reading the end, whatever grows.
    QScrollBar* bar = m_scroll->verticalScrollBar();
    connect(bar, &QScrollBar::valueChanged, this,
            [this, bar](int value) { m_atEnd = value >= bar->maximum() - nearEnd; });
    connect(bar, &QScrollBar::rangeChanged, this, [this, bar](int, int most) {
        if (m_atEnd) bar->setValue(most);
    });
    auto* outer = new QWidget;
    auto* center = new QHBoxLayout(outer);
    center->setContentsMargins(24, 16, 24, 16);
    center->addStretch(1);
    auto* column = new QWidget(outer);
    column->setMaximumWidth(columnWidth);
    m_column = new QVBoxLayout(column);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(16);
    center->addWidget(column, 1000);
    center->addStretch(1);
    m_scroll->setWidget(outer);
    m_empty = new EmptyState(tr("Ask it something"), tr("The answer stays on this machine."), pane);
    layout->addWidget(m_empty, 1);
    layout->addWidget(m_scroll, 1);
    layout->addWidget(makeComposer());
    return pane;
}

QWidget* ChatPage::makeComposer() {
    auto* outer = new QWidget(this);
    auto* center = new QHBoxLayout(outer);
    center->setContentsMargins(24, 0, 24, 24);
    center->addStretch(1);
    auto* panel = new Panel(outer);
    panel->setMaximumWidth(columnWidth);
    panel->content()->setContentsMargins(12, 10, 8, 8);
    panel->content()->setSpacing(6);
    m_composer = new Composer(panel);
    m_composer->setPlaceholderText(tr("Ask, or drop a file"));
    m_composer->setAccessibleName(tr("Question"));
    m_composer->setObjectName(QStringLiteral("chat.composer"));
    panel->content()->addWidget(m_composer);
    auto* row = new QHBoxLayout;
    m_count = makeLabel({}, TextStyle::Secondary, Tone::Ink2, panel);
    m_send = new Button(tr("Send"), Button::Kind::Primary, {}, panel);
    m_send->setObjectName(QStringLiteral("chat.send"));
    row->addStretch(1);
    row->addWidget(m_count);
    row->addSpacing(12);
    row->addWidget(m_send);
    panel->content()->addLayout(row);
    center->addWidget(panel, 1000);
    center->addStretch(1);
    connect(m_composer, &Composer::sent, this, &ChatPage::send);
    connect(m_composer, &Composer::escaped, m_document, &ChatDocument::stop);
    connect(m_composer, &QTextEdit::textChanged, this, &ChatPage::showState);
    // Typed, that is: a draft that was put there can be undone by nobody.
    connect(m_composer, &QTextEdit::textChanged, this, [this] {
        if (m_composer->document()->isUndoAvailable() && m_workbench.hasProject() && !m_document->answering())
            m_document->makeReady(chatSettings().voice);
    });
    // What is typed survives a crash: it is saved soon after each pause.
    m_draftTimer.setSingleShot(true);
    m_draftTimer.setInterval(draftDelayMs);
    connect(&m_draftTimer, &QTimer::timeout, this, &ChatPage::leave);
    connect(m_composer, &QTextEdit::textChanged, &m_draftTimer, qOverload<>(&QTimer::start));
    connect(m_send, &QAbstractButton::clicked, this, [this] {
        if (m_document->answering())
            m_document->stop();
        else
            send();
    });
    return outer;
}

void ChatPage::readVoices() {
    QVector<PopupRow> rows;
    for (const ModelOnDisk& model : m_workbench.models()) {
        const QString name = QString::fromStdString(model.name);
        const bool trained = model.source == ModelSource::Run;
        rows.push_back({voiceKey(model.path, {}), name, trained ? tr("fine-tuned model") : tr("base model"),
                        QStringLiteral("models"), true, false, false});
        for (const AdapterChoice& adapter : m_workbench.adaptersOf(model.path))
            rows.push_back({voiceKey(model.path, adapter.folder),
                            name + QStringLiteral("  +  ") + adapter.name,
                            tr("adapter"),
                            {},
                            true,
                            false,
                            false});
    }
    m_voice->setRows(rows);
    const Settings& settings = m_workbench.settings();
    const QString saved = voiceKey(settings.get(setting::chatModel), settings.get(setting::chatAdapter));
    const bool known =
        std::any_of(rows.begin(), rows.end(), [&](const PopupRow& row) { return row.id == saved; });
    m_voice->setCurrent(known ? saved : rows.isEmpty() ? QString() : rows.first().id);
    showState();
}

// Saved at once: the list of voices is read anew whenever models or runs change.
void ChatPage::speakWith(const QString& voice) {
    m_voice->setCurrent(voice);
    const ChatSettings chosen = chatSettings();
    Settings& settings = m_workbench.settings();
    for (const Status& saved : {settings.set(setting::chatModel, chosen.voice.model.string()),
                                settings.set(setting::chatAdapter, chosen.voice.adapter.string())})
        if (!saved && m_workbench.hasProject()) notify(saved.error());
    // A run may have been started elsewhere, with a file the library has never seen.
    if (chosen.voice.model.empty() || m_workbench.model(chosen.voice.model)) return;
    if (const Status added = m_workbench.addModel(chosen.voice.model); !added) notify(added.error());
}

void ChatPage::speakAs(RunId run) {
    if (const auto trained = m_workbench.trainedModel(run)) return speakWith(voiceKey(trained->folder, {}));
    for (const AdapterChoice& adapter : m_workbench.adapters()) {
        if (adapter.run != run) continue;
        findBase(m_workbench, run, this,
                 [this, folder = adapter.folder](const Result<std::filesystem::path>& base) {
                     if (base) return speakWith(voiceKey(*base, folder));
                     notify(base.error(), tr("Open Models"),
                            [this] { shell().open(QStringLiteral("models")); });
                 });
    }
}

void ChatPage::readHistory() {
    QVector<PopupRow> rows;
    if (m_workbench.hasProject())
        if (const auto list = m_workbench.project().chats().list())
            for (const ConversationInfo& info : *list)
                rows.push_back({QString::number(info.id),
                                QString::fromStdString(info.title),
                                formatRelative(QDateTime::fromMSecsSinceEpoch(info.changedMs)),
                                {}});
    m_history->setRows(rows);
    m_history->setVisible(!rows.isEmpty());
    m_history->setCurrent(QString());
}

ChatSettings ChatPage::chatSettings() const {
    const QStringList parts = m_voice->current().split(QLatin1Char('|'));
    ChatSettings settings{.voice = {}, .generation = m_drawer->options()};
    settings.voice.model = parts.value(0).toStdString();
    settings.voice.adapter = parts.value(1).toStdString();
    settings.voice.cacheType = m_drawer->cacheType();
    return settings;
}

void ChatPage::arrive(const QVariant& argument) {
    const QVariantMap map = argument.toMap();
    if (map.contains(QStringLiteral("conversation")))
        openConversation(map.value(QStringLiteral("conversation")).toLongLong());
    if (map.contains(QStringLiteral("run"))) {
        speakAs(map.value(QStringLiteral("run")).toLongLong());
        startNew();
    }
    if (map.contains(QStringLiteral("model"))) {
        speakWith(voiceKey(map.value(QStringLiteral("model")).toString().toStdString(), {}));
        startNew();
    }
    if (map.contains(QStringLiteral("prompt")))
        m_composer->setPlainText(map.value(QStringLiteral("prompt")).toString());
    if (argument.toString() == QLatin1String("new")) startNew();
    if (m_composer->text().isEmpty()) readDraft();
    m_composer->setFocus();
    fitWidth();
}

void ChatPage::readDraft() {
    std::optional<std::string> typed;
    if (m_workbench.hasProject())
        if (const auto draft = m_workbench.project().drafts().get(draftKey)) typed = *draft;
    m_composer->setPlainText(QString::fromStdString(typed.value_or(std::string())));
    m_draftTimer.stop(); // this is what is saved already
}

void ChatPage::leave() {
    m_drawer->keepSystemPrompt();
    m_draftTimer.stop();
    if (!m_workbench.hasProject() || m_workbench.project().readOnly()) return;
    if (const Status saved = m_workbench.project().drafts().set(draftKey, m_composer->text().toStdString());
        !saved)
        notify(saved.error());
}

void ChatPage::openConversation(ConversationId id) {
    m_drawer->keepSystemPrompt();
    m_document->open(id);
}

void ChatPage::startNew() {
    openConversation(0);
    m_composer->setFocus();
}

void ChatPage::send() {
    const QString text = m_composer->text().trimmed();
    if (text.isEmpty() || m_document->answering() || m_voice->current().isEmpty()) return;
    clearNotice();
    m_drawer->keepSystemPrompt();
    if (!m_document->send(text, chatSettings())) return;
    m_composer->clear();
    leave();
}

void ChatPage::answerAgain(MessageId id) {
    m_drawer->keepSystemPrompt();
    m_document->regenerate(id, chatSettings());
}

void ChatPage::rebuild() {
    QHash<MessageId, MessageView::Writing> begun;
    for (const MessageView* view : std::as_const(m_views))
        if (auto writing = view->writing()) begun.insert(view->id(), *writing);
    while (QLayoutItem* item = m_column->takeAt(0)) {
        if (item->widget()) item->widget()->deleteLater();
        delete item;
    }
    m_views.clear();
    const auto& messages = m_document->messages();
    for (size_t i = 0; i < messages.size(); ++i) {
        auto* view =
            new MessageView(messages[i], i + 1 == messages.size(), messages[i].id == m_document->answer());
        connectMessage(view);
        m_views.insert(messages[i].id, view);
        m_column->addWidget(view);
        if (!begun.contains(view->id())) continue;
        view->show();
        view->write(begun[view->id()]);
    }
    m_column->addStretch(1);
    m_empty->setVisible(messages.empty());
    m_scroll->setVisible(!messages.empty());
    m_drawer->keepSystemPrompt(); // what is being typed is newer
    m_drawer->setSystemPrompt(m_document->systemPrompt());
    showState();
    scrollDown();
}

void ChatPage::connectMessage(MessageView* view) {
    connect(view, &MessageView::copyRequested, this, [this](const QString& text) {
        QApplication::clipboard()->setText(text);
        shell().say(tr("Copied"));
    });
    connect(view, &MessageView::regenerateRequested, this, &ChatPage::answerAgain);
    connect(view, &MessageView::editSaved, this, [this](MessageId id, const QString& text) {
        m_drawer->keepSystemPrompt();
        m_document->edit(id, text, chatSettings());
    });
    connect(view, &MessageView::siblingRequested, m_document, &ChatDocument::showSibling);
    connect(view, &MessageView::correctionSaved, this, &ChatPage::saveCorrection);
    connect(view, &MessageView::linkActivated, this, &ChatPage::openLink);
    connect(view, &MessageView::correctionOpened, this, [this](qint64 record) {
        shell().open(QStringLiteral("label"), QVariantMap{{QStringLiteral("record"), record}});
    });
}

/// A model wrote the address: it leads to the web or nowhere, never to a file or a program of this machine.
void ChatPage::openLink(const QString& address) {
    const QUrl url(address, QUrl::StrictMode);
    const bool web = url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http");
    const QString shown = address.size() > mostOfLink ? address.left(mostOfLink) + QStringLiteral("…") : address;
    if (!web || url.host().isEmpty()) return shell().say(tr("%1 is no web address and was not opened").arg(shown));
    if (QDesktopServices::openUrl(url)) return;
    QApplication::clipboard()->setText(url.toString(QUrl::FullyEncoded));
    shell().say(tr("No browser opened %1; the address is in the clipboard").arg(shown));
}

void ChatPage::saveCorrection(MessageId id, const QString& text) {
    const auto record = m_document->correct(id, text);
    if (!record) {
        notify(record.error());
        return;
    }
    const qint64 recordId = record->id;
    notify({.kind = Notice::Kind::Good,
            .title = tr("The correction waits in Label"),
            .text = {},
            .details = {},
            .remedy = tr("Open in Label"),
            .act =
                [this, recordId] {
                    shell().open(QStringLiteral("label"), QVariantMap{{QStringLiteral("record"), recordId}});
                }},
           QStringLiteral("correction"));
}

void ChatPage::showState() {
    const bool answering = m_document->answering();
    m_send->setText(answering ? tr("Stop") : tr("Send"));
    m_send->setKind(answering ? Button::Kind::Secondary : Button::Kind::Primary);
    const bool ready = !m_voice->current().isEmpty() && m_workbench.hasProject();
    m_send->setEnabled(answering || (ready && !m_composer->text().trimmed().isEmpty()));
    if (!m_workbench.hasProject())
        m_empty->setWords(tr("No project is open"),
                          tr("Open one at the bottom of the rail; chats are kept in it."));
    else if (m_voice->current().isEmpty())
        m_empty->setWords(tr("No model yet"), tr("Drop a GGUF file or a model folder on the window."));
    else
        m_empty->setWords(tr("Ask it something"), tr("The answer stays on this machine."));
    const auto& messages = m_document->messages();
    int64_t tokens = 0;
    for (const ChatMessage& message : messages)
        tokens = std::max(tokens, message.promptTokens + message.completionTokens);
    m_count->setText(tokens ? tr("%n tokens", nullptr, int(tokens)) : QString());
    header().setFacts(
        {m_document->title().isEmpty() ? tr("New conversation") : m_document->title(),
         messages.empty() ? QString() : tr("%n turns", nullptr, int((messages.size() + 1) / 2))});
}

void ChatPage::scrollDown() {
    m_atEnd = true;
    QTimer::singleShot(0, this, [this] {
        m_scroll->verticalScrollBar()->setValue(m_scroll->verticalScrollBar()->maximum());
    });
}

/// Where there is little room, the drawer waits to be asked for and the header keeps to signs.
void ChatPage::fitWidth() {
    const bool narrow = width() < drawerNeeds;
    if (narrow == m_narrow) return;
    m_narrow = narrow;
    m_drawerButton->setChecked(!narrow && m_drawerWanted);
    m_fresh->setText(narrow ? QString() : tr("New chat"));
    m_fresh->setKind(narrow ? Button::Kind::Icon : Button::Kind::Secondary);
    m_fresh->setToolTip(narrow ? tr("New chat") : QString());
    m_history->setPlaceholder(narrow ? QString() : tr("Conversations"));
}

void ChatPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    fitWidth();
}

} // namespace inkstone
