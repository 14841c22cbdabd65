#pragma once
// Chat: a conversation with a model or an adapter of it, streaming, with branches, and corrections that
// become records.

#include "ui/documents/chat_document.h"
#include "ui/shell/page.h"

#include <QTimer>

class QBoxLayout;
class QLabel;
class QScrollArea;

namespace inkstone {

class Button;
class ChoiceButton;
class Composer;
class EmptyState;
class MessageView;
class SamplingDrawer;

class ChatPage final : public Page {
    Q_OBJECT
public:
    ChatPage(Shell& shell, Workbench& workbench, QWidget* parent = nullptr);

    /// {"conversation": id}, {"run": id}, {"model": path}, {"prompt": text}, or "new".
    void arrive(const QVariant& argument) override;
    void leave() override;

private:
    void makeHeader();
    QWidget* makeConversation();
    QWidget* makeComposer();
    void readVoices();
    void speakWith(const QString& voice);
    void speakAs(RunId run); ///< with its adapter on its base model
    void readHistory();
    void readDraft();
    void openLink(const QString& address);
    void rebuild();
    void connectMessage(MessageView* view);
    void openConversation(ConversationId id);
    void send();
    void answerAgain(MessageId id);
    void showState();
    void scrollDown();
    void fitWidth();
    void startNew();
    void saveCorrection(MessageId id, const QString& text);
    ChatSettings chatSettings() const;
    void resizeEvent(QResizeEvent* event) override;

    Workbench& m_workbench;
    ChatDocument* m_document;
    ChoiceButton *m_voice, *m_history;
    Button *m_send, *m_fresh, *m_drawerButton;
    SamplingDrawer* m_drawer;
    QScrollArea* m_scroll;
    QBoxLayout* m_column;
    EmptyState* m_empty;
    Composer* m_composer;
    QLabel* m_count;
    QHash<MessageId, MessageView*> m_views;
    QTimer m_draftTimer;
    bool m_drawerWanted = true, m_narrow = false, m_atEnd = true;
};

} // namespace inkstone
