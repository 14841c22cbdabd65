#pragma once
// Conversations as trees: editing or regenerating adds a branch, nothing is overwritten. A message is on disk
// when the call returns; a streaming answer is saved as it grows.

#include "core/store/store.h"
#include "core/tokenizer/chat_template.h"

namespace inkstone {

using ConversationId = int64_t;
using MessageId = int64_t;

struct ConversationInfo {
    ConversationId id = 0;
    std::string title; ///< "" until named or the first question is there
    int64_t messages = 0;
    int64_t createdMs = 0, changedMs = 0;
    std::optional<int64_t> trashedMs;
    std::string systemPrompt;
    MessageId leaf = 0; ///< end of the branch that is shown; 0 none
};

struct ChatMessage {
    MessageId id = 0;
    ConversationId conversation = 0;
    MessageId parent = 0; ///< 0: first
    std::string role;     ///< "user", "assistant"
    std::string content;
    bool complete = true;                    ///< false: still streaming, or the program died meanwhile
    std::string model, modelSha256, adapter; ///< of an answer
    std::string sampling;                    ///< JSON
    std::string finishReason;                ///< "stop", "length", "cancelled"
    int64_t promptTokens = 0, completionTokens = 0;
    double prefillSeconds = 0, decodeSeconds = 0;
    std::optional<int64_t> correction; ///< record in Label made of it
    int64_t timeMs = 0;
    int siblings = 1, siblingIndex = 0; ///< "< 2/3 >": how many share the parent, and which this is
};

class ChatRepository {
public:
    explicit ChatRepository(std::shared_ptr<Store> store) : m_store(std::move(store)) {}

    Result<std::vector<ConversationInfo>> list(bool trashed = false) const; ///< newest change first
    Result<ConversationInfo> info(ConversationId id) const;
    Result<ConversationId> create(std::string_view title = {}, std::string_view systemPrompt = {});
    Status rename(ConversationId id, std::string_view title);
    Status setSystemPrompt(ConversationId id, std::string_view text);
    Status trash(ConversationId id);
    Status restore(ConversationId id);

    /// Adds below message.parent and makes it the leaf. Returns its id.
    Result<MessageId> add(const ChatMessage& message);
    /// Content, completeness and figures of an answer.
    Status update(const ChatMessage& message);
    Result<ChatMessage> message(MessageId id) const;
    /// From the first message to the leaf.
    Result<std::vector<ChatMessage>> branch(ConversationId id) const;
    /// Shows the neighbour branch: the newest leaf below sibling `index` of `id`.
    Status showSibling(MessageId id, int index);
    /// The conversation up to and with `id`, system prompt first when there is one.
    Result<std::vector<Message>> messagesTo(MessageId id) const;

private:
    std::shared_ptr<Store> m_store;
};

} // namespace inkstone
