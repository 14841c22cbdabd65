#pragma once
// One conversation: what was said, what is being answered. Every message is on disk before it is shown; an
// answer is saved as it grows. Editing and regenerating add a branch, nothing is overwritten.

#include "ui/documents/workbench.h"

#include <QElapsedTimer>
#include <QObject>

namespace inkstone {

/// How an answer is drawn and how long it may be.
struct ChatSettings {
    Voice voice;
    GenerationOptions generation;
};

class ChatDocument final : public QObject {
    Q_OBJECT
public:
    explicit ChatDocument(Workbench& workbench, QObject* parent = nullptr);
    ~ChatDocument() override;

    ConversationId conversation() const { return m_conversation; }
    QString title() const;
    const std::vector<ChatMessage>& messages() const { return m_messages; } ///< the branch that is shown
    bool answering() const { return m_job != 0; }
    MessageId answer() const; ///< the one of this project that grows; 0: none

    /// 0: a new one, made with its first message. The project remembers which one was opened last.
    void open(ConversationId id);
    /// The one this project showed last; the newest one when that is gone.
    void openLast();
    /// Opens and packs the model while the question is still being written, so that the answer need not wait
    /// for it. What goes wrong is said when it is asked.
    void makeReady(const Voice& voice);
    /// Asks; the answer streams in. Nothing happens while another answer grows. False when the question could
    /// not be kept.
    bool send(const QString& text, const ChatSettings& settings);
    /// Another answer to the same question.
    void regenerate(MessageId answer, const ChatSettings& settings);
    /// The question in other words: a branch beside the old one.
    void edit(MessageId question, const QString& text, const ChatSettings& settings);
    void stop();
    void showSibling(MessageId id, int index);
    /// The answer as it should have been: becomes a record that waits in Label.
    Result<Record> correct(MessageId answer, const QString& text);
    QString systemPrompt() const;
    void setSystemPrompt(const QString& text);

signals:
    void changed();                                          ///< messages differ: draw them anew
    void grew(inkstone::MessageId id, const QString& piece); ///< of the answer that streams
    void finished(inkstone::MessageId id);
    void failed(const inkstone::Error& error);

private:
    bool begin(const std::string& title);
    void remember();
    void reload();
    void forgetReadying(const Voice& wanted);
    void generate(MessageId question, const ChatSettings& settings);
    void take(const GeneratedPiece& piece);
    void complete(const JobInfo& info, const ChatAnswer& answer);
    bool check(const Status& status);

    Workbench& m_workbench;
    ConversationId m_conversation = 0;
    std::string m_title, m_pendingSystem;
    std::vector<ChatMessage> m_messages;
    ChatMessage m_answer;
    std::shared_ptr<Project> m_answerProject; ///< where m_answer is kept, whatever is opened meanwhile
    JobId m_job = 0;
    std::filesystem::path m_ready; ///< the model made ready last, or being made
    JobId m_readying = 0;
    QElapsedTimer m_sinceSaved;
};

} // namespace inkstone
