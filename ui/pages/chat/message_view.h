#pragma once
// One message of a conversation: a question on its ground at the right, an answer as Markdown with what it
// cost and what can be done with it. Editing and correcting happen in place.

#include "core/project/chats.h"

#include <QWidget>
#include <optional>

class QBoxLayout;
class QPlainTextEdit;

namespace inkstone {

class MarkdownView;

class MessageView final : public QWidget {
    Q_OBJECT
public:
    /// `last`: its actions are always shown; else only under the pointer.
    MessageView(const ChatMessage& message, bool last, bool growing, QWidget* parent = nullptr);

    /// What somebody is writing in the message's place.
    struct Writing {
        bool correcting = false;
        QString text;
        bool focused = false;
    };

    MessageId id() const { return m_message.id; }
    std::optional<Writing> writing() const; ///< nothing either while it is being saved
    void write(const Writing& begun);       ///< goes on with it
    void endEditing();
    void append(const QString& piece);

signals:
    void copyRequested(const QString& text);
    void regenerateRequested(inkstone::MessageId id);
    void editSaved(inkstone::MessageId id, const QString& text);
    void correctionSaved(inkstone::MessageId id, const QString& text);
    void siblingRequested(inkstone::MessageId id, int index);
    void correctionOpened(qint64 record);
    void linkActivated(const QString& address);

protected:
    void enterEvent(QEnterEvent*) override;
    void leaveEvent(QEvent*) override;

private:
    void layOutQuestion();
    void layOutAnswer();
    QWidget* makeAnswerFoot();
    void addSiblings(QBoxLayout* row);
    void beginEditing(bool correcting);
    QString facts() const;

    ChatMessage m_message;
    bool m_last, m_growing;
    bool m_correcting = false, m_saving = false;
    MarkdownView* m_markdown = nullptr;
    QPlainTextEdit* m_text = nullptr; ///< of the editor
    QWidget *m_content = nullptr, *m_actions = nullptr, *m_editor = nullptr;
};

} // namespace inkstone
