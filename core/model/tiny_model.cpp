#include "core/base/random.h"
#include "core/base/utf8.h"
#include "core/model/catalogue.h"
#include "core/tensor/gguf_writer.h"

#include <cassert>
#include <cmath>

namespace inkstone {
namespace {

using kernels::DType;

constexpr const char* chatMl = "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + "
                               "message['content'] + '<|im_end|>' + '\n' }}{% endfor %}"
                               "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";
constexpr int32_t normalToken = 1, controlToken = 3;

/// GPT-2's table: the character that stands for a byte in a byte-level vocabulary.
std::string shownByte(int byte) {
    const auto isShown = [](int b) { return (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174; };
    char32_t character = char32_t(byte);
    if (!isShown(byte)) {
        character = 256;
        for (int b = 0; b < byte; ++b) character += !isShown(b);
    }
    std::string text;
    appendUtf8(text, character);
    return text;
}

void addTokenizer(GgufWriter& writer) {
    std::vector<std::string> tokens = {"<|endoftext|>", "<|im_start|>", "<|im_end|>"};
    std::vector<int32_t> kinds(tokens.size(), controlToken);
    for (int byte = 0; byte < 256; ++byte) tokens.push_back(shownByte(byte));
    kinds.resize(tokens.size(), normalToken);
    writer.setString("tokenizer.ggml.model", "gpt2");
    writer.setString("tokenizer.ggml.pre", "gpt-2");
    writer.setStrings("tokenizer.ggml.tokens", tokens);
    writer.setI32s("tokenizer.ggml.token_type", kinds);
    writer.setStrings("tokenizer.ggml.merges", {});
    writer.setU32("tokenizer.ggml.bos_token_id", 1);
    writer.setU32("tokenizer.ggml.eos_token_id", 2);
    writer.setU32("tokenizer.ggml.unknown_token_id", 0);
    writer.setU32("tokenizer.ggml.padding_token_id", 2);
    writer.setBool("tokenizer.ggml.add_bos_token", false);
    writer.setString("tokenizer.chat_template", chatMl);
}

constexpr int64_t vocabulary = 3 + 256;

void addConfig(GgufWriter& writer, const TinyModelOptions& options) {
    writer.setString("general.architecture", "llama");
    writer.setString("general.type", "model");
    writer.setString("general.name", "Tiny random model (not a real one)");
    writer.setU32("llama.block_count", uint32_t(options.layers));
    writer.setU32("llama.context_length", uint32_t(options.context));
    writer.setU32("llama.embedding_length", uint32_t(options.hidden));
    writer.setU32("llama.feed_forward_length", uint32_t(options.ffn));
    writer.setU32("llama.attention.head_count", uint32_t(options.heads));
    writer.setU32("llama.attention.head_count_kv", uint32_t(options.keyValueHeads));
    writer.setU32("llama.rope.dimension_count", uint32_t(options.hidden / options.heads));
    writer.setF32("llama.rope.freq_base", 10000.0f);
    writer.setF32("llama.attention.layer_norm_rms_epsilon", 1e-5f);
    writer.setU32("llama.vocab_size", uint32_t(vocabulary));
}

template <class T> Status writeValue(FileWriter& writer, const T& value) {
    return writer.write(std::as_bytes(std::span(&value, 1)));
}

Status writeAs(FileWriter& writer, DType dtype, float value) {
    if (dtype == DType::F16) return writeValue(writer, kernels::toF16(value).bits);
    if (dtype == DType::BF16) return writeValue(writer, kernels::toBf16(value).bits);
    return writeValue(writer, value);
}

/// Adds tensors with random values; each depends on the seed and its own name only.
class RandomTensors {
public:
    RandomTensors(GgufWriter& writer, const TinyModelOptions& options)
        : m_writer(writer), m_options(options) {}

    /// Deviation 1/sqrt(columns), so that activations keep their size.
    void matrix(const std::string& name, int64_t rows, int64_t columns) {
        const double scale = 1 / std::sqrt(double(columns));
        add(name, m_options.dtype, {rows, columns}, 0, scale);
    }
    void norm(const std::string& name) { add(name, DType::F32, {m_options.hidden}, 1, 0.1); }

private:
    void add(const std::string& name, DType dtype, const std::vector<int64_t>& shape, double mean,
             double scale) {
        int64_t count = 1;
        for (const int64_t size : shape) count *= size;
        const uint64_t seed = m_options.seed ^ xxh3(name);
        m_writer.addTensor(name, dtype, shape, [=](FileWriter& writer) -> Status {
            Random random(seed);
            for (int64_t i = 0; i < count; ++i)
                INK_CHECK(writeAs(writer, dtype, float(mean + scale * random.normal())));
            return {};
        });
    }

    GgufWriter& m_writer;
    TinyModelOptions m_options;
};

void addBlock(RandomTensors& tensors, const TinyModelOptions& o, const std::string& block) {
    const int64_t keyValue = int64_t(o.hidden) / o.heads * o.keyValueHeads;
    tensors.norm(block + "attn_norm.weight");
    tensors.matrix(block + "attn_q.weight", o.hidden, o.hidden);
    tensors.matrix(block + "attn_k.weight", keyValue, o.hidden);
    tensors.matrix(block + "attn_v.weight", keyValue, o.hidden);
    tensors.matrix(block + "attn_output.weight", o.hidden, o.hidden);
    tensors.norm(block + "ffn_norm.weight");
    tensors.matrix(block + "ffn_gate.weight", o.ffn, o.hidden);
    tensors.matrix(block + "ffn_up.weight", o.ffn, o.hidden);
    tensors.matrix(block + "ffn_down.weight", o.hidden, o.ffn);
}

} // namespace

Status makeTinyRandomModel(const fs::path& path, const TinyModelOptions& options) {
    assert(options.hidden % options.heads == 0 && options.heads % options.keyValueHeads == 0);
    GgufWriter writer;
    addConfig(writer, options);
    addTokenizer(writer);
    RandomTensors tensors(writer, options);
    tensors.matrix("token_embd.weight", vocabulary, options.hidden);
    for (int i = 0; i < options.layers; ++i) addBlock(tensors, options, "blk." + std::to_string(i) + ".");
    tensors.norm("output_norm.weight");
    if (!options.tied) tensors.matrix("output.weight", vocabulary, options.hidden);
    return writer.write(path);
}

} // namespace inkstone
