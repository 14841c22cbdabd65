#include "core/generate/reward.h"

#include "core/tokenizer/rendered_prompt.h"

#include <algorithm>
#include <cmath>

namespace inkstone {

Result<Reward> rewardOf(std::shared_ptr<const PreparedModel> model,
                        std::shared_ptr<const LoraAdapter> adapter, const std::vector<Message>& messages,
                        int threads, std::stop_token stop) {
    const ModelConfig& config = model->config();
    const std::string where = model->model().path().filename().string();
    if (!config.rewardHead)
        return fail(ErrorCode::Unsupported, "cannot score the conversation", where,
                    "it writes text and is no reward model", "choose a model with a v_head");
    INK_TRY(tokenizer, requireTokenizer(model->model()));
    INK_TRY(prompt, encodeConversation(*tokenizer, *model->model().chatTemplate(), messages));
    if (prompt.ids.empty() || prompt.ids.back() != config.rewardToken)
        prompt.ids.push_back(TokenId(config.rewardToken));

    const int64_t tokens = int64_t(prompt.ids.size());
    DecoderOptions options{.capacity = tokens, .threads = threads, .rewards = true};
    INK_TRY(decoder, Decoder::make(std::move(model), std::move(adapter), options));
    INK_CHECK(decoder->feed(prompt.ids, stop));
    const double score = decoder->logits().front();
    if (!std::isfinite(score))
        return fail(ErrorCode::Corrupt, "cannot score the conversation", where,
                    "the model gave a non-finite reward", "the model or adapter file may be damaged");
    return Reward{score, tokens};
}

} // namespace inkstone
