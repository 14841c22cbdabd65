#include "core/project/chats.h"

#include "core/base/clock.h"
#include "core/base/utf8.h"

#include <algorithm>

namespace inkstone {

namespace {

#define INKSTONE_MESSAGE_COLUMNS                                                                             \
    "id, conversation, parent, role, complete, model, model_sha256, adapter, sampling, finish_reason, "      \
    "prompt_tokens, completion_tokens, prefill_seconds, decode_seconds, correction, time, content"
#define INKSTONE_CONVERSATION_COLUMNS                                                                        \
    "id, title, leaf, created, changed, trashed, system_prompt, "                                            \
    "(SELECT count(*) FROM message WHERE conversation = conversation.id)"

ConversationInfo readConversation(const Statement& row) {
    return {.id = row.integer(0),
            .title = row.text(1),
            .messages = row.integer(7),
            .createdMs = row.integer(3),
            .changedMs = row.integer(4),
            .trashedMs = row.optionalInteger(5),
            .systemPrompt = row.text(6),
            .leaf = row.integer(2)};
}

ChatMessage readMessage(const Statement& row) {
    ChatMessage message;
    message.id = row.integer(0);
    message.conversation = row.integer(1);
    message.parent = row.optionalInteger(2).value_or(0);
    message.role = row.text(3);
    message.complete = row.integer(4) != 0;
    message.model = row.text(5);
    message.modelSha256 = row.text(6);
    message.adapter = row.text(7);
    message.sampling = row.text(8);
    message.finishReason = row.text(9);
    message.promptTokens = row.integer(10);
    message.completionTokens = row.integer(11);
    message.prefillSeconds = row.real(12);
    message.decodeSeconds = row.real(13);
    message.correction = row.optionalInteger(14);
    message.timeMs = row.integer(15);
    message.content = row.text(16);
    return message;
}

std::optional<int64_t> parentColumn(MessageId parent) {
    if (!parent) return {};
    return parent;
}

/// All messages with this parent, oldest first.
Result<std::vector<MessageId>> children(Store& store, ConversationId conversation, MessageId parent) {
    INK_TRY(row,
            store.prepare("SELECT id FROM message WHERE conversation = ?1 AND parent IS ?2 ORDER BY id"));
    INK_CHECK(row.bind(conversation, parentColumn(parent)));
    std::vector<MessageId> ids;
    for (;;) {
        INK_TRY(more, row.step());
        if (!more) return ids;
        ids.push_back(row.integer(0));
    }
}

Status placeAmongSiblings(Store& store, ChatMessage& message) {
    INK_TRY(siblings, children(store, message.conversation, message.parent));
    message.siblings = int(siblings.size());
    message.siblingIndex = int(std::find(siblings.begin(), siblings.end(), message.id) - siblings.begin());
    return {};
}

std::string titleFrom(const std::string& question) {
    std::string title(cutUtf8(question, 60));
    std::replace(title.begin(), title.end(), '\n', ' ');
    return title.size() < question.size() ? title + "…" : title;
}

} // namespace

Result<std::vector<ConversationInfo>> ChatRepository::list(bool trashed) const {
    INK_TRY(row, m_store->prepare("SELECT " INKSTONE_CONVERSATION_COLUMNS
                                  " FROM conversation WHERE (trashed IS NOT NULL) = ?1 "
                                  "ORDER BY changed DESC, id DESC"));
    INK_CHECK(row.bind(trashed));
    std::vector<ConversationInfo> all;
    for (;;) {
        INK_TRY(more, row.step());
        if (!more) return all;
        all.push_back(readConversation(row));
    }
}

Result<ConversationInfo> ChatRepository::info(ConversationId id) const {
    INK_TRY(row,
            m_store->prepare("SELECT " INKSTONE_CONVERSATION_COLUMNS " FROM conversation WHERE id = ?1"));
    INK_CHECK(row.bind(id));
    INK_TRY(found, row.step());
    if (!found) return fail(ErrorCode::NotFound, "the conversation is gone", std::to_string(id));
    return readConversation(row);
}

Result<ConversationId> ChatRepository::create(std::string_view title, std::string_view systemPrompt) {
    INK_CHECK(m_store->run(
        "INSERT INTO conversation(title, created, changed, system_prompt) VALUES(?1, ?2, ?2, ?3)", title,
        unixMilliseconds(), systemPrompt));
    return m_store->lastInsertId();
}

Status ChatRepository::rename(ConversationId id, std::string_view title) {
    INK_CHECK(m_store->run("UPDATE conversation SET title = ?2 WHERE id = ?1", id, title));
    return {};
}

Status ChatRepository::setSystemPrompt(ConversationId id, std::string_view text) {
    INK_CHECK(m_store->run("UPDATE conversation SET system_prompt = ?2 WHERE id = ?1", id, text));
    return {};
}

Status ChatRepository::trash(ConversationId id) {
    INK_CHECK(m_store->run("UPDATE conversation SET trashed = ?2 WHERE id = ?1", id, unixMilliseconds()));
    return {};
}

Status ChatRepository::restore(ConversationId id) {
    INK_CHECK(m_store->run("UPDATE conversation SET trashed = NULL WHERE id = ?1", id));
    return {};
}

Result<MessageId> ChatRepository::add(const ChatMessage& message) {
    INK_TRY(change, m_store->begin());
    if (message.parent) {
        INK_TRY(same,
                m_store->integer("SELECT EXISTS(SELECT 1 FROM message WHERE id = ?1 AND conversation = ?2)",
                                 message.parent, message.conversation));
        if (!same)
            return fail(ErrorCode::NotFound, "the message was not saved", {}, "the one it answers is gone");
    }
    const int64_t now = unixMilliseconds();
    INK_CHECK(m_store->run(
        "INSERT INTO message(conversation, parent, role, complete, model, model_sha256, adapter, sampling, "
        "finish_reason, prompt_tokens, completion_tokens, prefill_seconds, decode_seconds, time, content) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        message.conversation, parentColumn(message.parent), message.role, message.complete, message.model,
        message.modelSha256, message.adapter, message.sampling, message.finishReason, message.promptTokens,
        message.completionTokens, message.prefillSeconds, message.decodeSeconds, now, message.content));
    const MessageId id = m_store->lastInsertId();
    INK_CHECK(m_store->run(
        "UPDATE conversation SET leaf = ?2, changed = ?3, title = CASE WHEN title = '' AND ?4 = 'user' THEN "
        "?5 ELSE title END WHERE id = ?1",
        message.conversation, id, now, message.role, titleFrom(message.content)));
    INK_CHECK(change.commit());
    return id;
}

Status ChatRepository::update(const ChatMessage& message) {
    INK_TRY(
        changed,
        m_store->run(
            "UPDATE message SET complete = ?2, finish_reason = ?3, prompt_tokens = ?4, "
            "completion_tokens = ?5, prefill_seconds = ?6, decode_seconds = ?7, content = ?8 WHERE id = ?1",
            message.id, message.complete, message.finishReason, message.promptTokens,
            message.completionTokens, message.prefillSeconds, message.decodeSeconds, message.content));
    if (!changed) return fail(ErrorCode::NotFound, "the message is gone", std::to_string(message.id));
    return {};
}

Result<ChatMessage> ChatRepository::message(MessageId id) const {
    ChatMessage message;
    {
        INK_TRY(row, m_store->prepare("SELECT " INKSTONE_MESSAGE_COLUMNS " FROM message WHERE id = ?1"));
        INK_CHECK(row.bind(id));
        INK_TRY(found, row.step());
        if (!found) return fail(ErrorCode::NotFound, "the message is gone", std::to_string(id));
        message = readMessage(row);
    }
    INK_CHECK(placeAmongSiblings(*m_store, message));
    return message;
}

Result<std::vector<ChatMessage>> ChatRepository::branch(ConversationId id) const {
    INK_TRY(conversation, info(id));
    std::vector<ChatMessage> messages;
    // A parent is always older than its child, so this ends.
    for (MessageId at = conversation.leaf; at;) {
        INK_TRY(one, message(at));
        at = one.parent < one.id ? one.parent : 0;
        messages.push_back(std::move(one));
    }
    std::reverse(messages.begin(), messages.end());
    return messages;
}

Status ChatRepository::showSibling(MessageId id, int index) {
    INK_TRY(one, message(id));
    INK_TRY(siblings, children(*m_store, one.conversation, one.parent));
    if (index < 0 || size_t(index) >= siblings.size())
        return fail(ErrorCode::InvalidArgument, "there is no such branch", std::to_string(index + 1),
                    text("there are %1", siblings.size()));
    MessageId leaf = siblings[size_t(index)];
    for (;;) {
        INK_TRY(below, children(*m_store, one.conversation, leaf));
        if (below.empty()) break;
        leaf = below.back();
    }
    INK_CHECK(m_store->run("UPDATE conversation SET leaf = ?2 WHERE id = ?1", one.conversation, leaf));
    return {};
}

Result<std::vector<Message>> ChatRepository::messagesTo(MessageId id) const {
    std::vector<Message> messages;
    ConversationId conversation = 0;
    for (MessageId at = id; at;) {
        INK_TRY(one, message(at));
        conversation = one.conversation;
        at = one.parent < one.id ? one.parent : 0;
        messages.push_back({one.role, one.content, nullptr});
    }
    INK_TRY(of, info(conversation));
    if (!of.systemPrompt.empty()) messages.push_back({"system", of.systemPrompt, nullptr});
    std::reverse(messages.begin(), messages.end());
    return messages;
}

} // namespace inkstone
