#pragma once
// From a conversation to the tokens a model sees: template -> text -> ids, with the places of the tokens and
// the loss mask. Training, chat, evaluation, the server and the inspector all come through here, so that what
// was trained is what is asked.

#include "core/tokenizer/chat_template.h"
#include "core/tokenizer/tokenizer.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inkstone {

struct ConversationOptions {
    /// addGenerationPrompt, tools...; bosToken and eosToken are filled from the tokenizer when empty.
    RenderOptions render;
    /// Compute `trained`; costs further renders when the template marks no {% generation %}.
    bool withMask = false;
    /// Text like "<|im_end|>" in an assistant's message becomes its special token. Only for data whose
    /// answers hold a protocol (InternLM2 tool calls); in every other role such text always stays text.
    bool trustAssistant = false;
};

struct RenderedPrompt {
    std::string text;
    std::vector<TokenId> ids;     ///< exactly one BOS when the tokenizer adds one, else as the template says
    std::vector<size_t> begins;   ///< place of each token in `text`, in bytes
    std::vector<uint8_t> trained; ///< with withMask: ids.size(), 1 = part of an answer; else empty
    std::vector<ByteRange> answers; ///< with withMask: the trained ranges of `text`, in bytes
};

/// Renders and encodes. The mask covers exactly the assistant's answers and the token that ends each (not the
/// header before, nor the line break after): by the template's {% generation %} spans when it has some; else
/// by difference: for each assistant message i, render(messages[0..i), with generation prompt) must be a
/// prefix of render(messages[0..i]), which must be a prefix of the whole; the answer is what lies between,
/// cut after its last end token. A template that breaks this rule (it rewrites earlier turns) is refused with
/// the message's number.
Result<RenderedPrompt> encodeConversation(const Tokenizer& tokenizer, const ChatTemplate& chatTemplate,
                                          const std::vector<Message>& messages,
                                          const ConversationOptions& options = {});

/// Text without a template: `prompt` + `completion` + eos, all plain; the completion and the eos are trained.
Result<RenderedPrompt> encodeCompletion(const Tokenizer& tokenizer, std::string_view prompt,
                                        std::string_view completion);

} // namespace inkstone
