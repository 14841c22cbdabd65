#pragma once
// Text to token ids and back. One interface over byte-level BPE and SentencePiece; immutable once made, so
// one tokenizer serves every thread. Ids equal those of Hugging Face `tokenizers` / `sentencepiece` for the
// same file.

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inkstone {

using TokenId = int32_t;

struct EncodeOptions {
    bool addSpecial = true;    ///< BOS/EOS where the model says so
    bool parseSpecial = false; ///< text like "<|im_end|>" becomes its special token; only for trusted text
};

/// [begin, end) in bytes.
using ByteRange = std::pair<size_t, size_t>;

/// Tokens with the place in the input where each begins, in bytes; a token the model adds by itself (BOS,
/// EOS) begins where it was put in. A token ends where the next one begins.
struct Encoding {
    std::vector<TokenId> ids;
    std::vector<size_t> begins; ///< ids.size()
};

enum class TokenKind : uint8_t { Normal, Unknown, Control, UserDefined, Unused, Byte };

/// What becomes of bytes that are no UTF-8 when tokens turn into text.
enum class DecodeRule : uint8_t {
    Lossy,        ///< one U+FFFD per maximal ill-formed part (byte-level vocabularies)
    PerByte,      ///< one U+FFFD per byte outside a character (SentencePiece)
    PerByteOfRun, ///< as tokenizer.json's ByteFallback: one per byte of a run that is not valid as a whole
};

/// What becomes of the spaces a text begins with when tokens turn into text.
enum class LeadingSpace : uint8_t {
    Stays,
    OneGoes,         ///< as tokenizer.json's Strip
    OneOfAPieceGoes, ///< SentencePiece: the first token's own; that of a byte or of an unknown token stays
    AllOfTheFirstTokenGo, ///< as tokenizer.json's Metaspace
    AllOfPiecesGo,        ///< SentencePiece without extra spaces: one of each piece until the text has begun
};

class Tokenizer {
public:
    virtual ~Tokenizer() = default;

    virtual Result<std::vector<TokenId>> encode(std::string_view utf8, EncodeOptions options = {}) const = 0;
    /// The same ids with their places. No special token is looked for inside or across the borders of `plain`
    /// (ascending, apart from each other), whatever `options.parseSpecial` says: text of a stranger stays
    /// text.
    virtual Result<Encoding> encodeWithPlaces(std::string_view utf8, EncodeOptions options,
                                              std::span<const ByteRange> plain = {}) const = 0;
    /// The bytes of one token; they may be a part of a UTF-8 character. Special tokens give "" unless
    /// `special`. An id outside the vocabulary gives "". SentencePiece's unknown token stands for text that
    /// was lost and is no special token: it gives the model's sign for it, " \u2047 ".
    virtual std::string bytes(TokenId id, bool special = false) const = 0;
    /// The raw vocabulary string: "Ġhello", "▁hello", "<0x0A>".
    virtual std::string piece(TokenId id) const = 0;
    /// The id of a vocabulary string, special or not.
    virtual std::optional<TokenId> find(std::string_view piece) const = 0;
    virtual TokenKind kind(TokenId id) const = 0;

    virtual int32_t vocabularySize() const = 0;
    virtual TokenId bos() const = 0; ///< -1: none
    virtual TokenId eos() const = 0; ///< -1: none
    virtual TokenId unknown() const = 0;
    virtual TokenId padding() const = 0;
    virtual bool addsBos() const = 0;
    virtual bool addsEos() const = 0;
    /// Every id that ends an answer: eos, end of turn ("<|im_end|>", "<|eot_id|>"...).
    virtual std::vector<TokenId> endTokens() const = 0;
    /// The texts that become special tokens when they are looked for ("<|im_end|>"), longest first.
    virtual const std::vector<std::string>& specialTexts() const = 0;
    /// The chat template that came with the tokenizer, "" when none.
    virtual const std::string& chatTemplate() const = 0;
    virtual DecodeRule decodeRule() const = 0;
    /// A text's first token may begin with a space that was not in the text: whether decoding takes it off.
    virtual LeadingSpace leadingSpace() const = 0;
    /// A hash over vocabulary, merges and settings: the same tokenizer has the same one everywhere.
    virtual std::string fingerprint() const = 0;

    /// All ids to text; invalid UTF-8 becomes U+FFFD by the rule of the tokenizer's decoder. An id outside
    /// the vocabulary is an error.
    Result<std::string> decode(std::span<const TokenId> ids, bool special = false) const;
};

/// Turns tokens into text as they come; holds back the bytes of an unfinished UTF-8 character.
class StreamDecoder {
public:
    explicit StreamDecoder(const Tokenizer& tokenizer) : m_tokenizer(&tokenizer) {}
    /// Valid UTF-8, possibly empty.
    std::string push(TokenId id);
    /// What is left, with U+FFFD for bytes that never became a character.
    std::string finish();

private:
    const Tokenizer* m_tokenizer;
    std::string m_pending;
    bool m_begun = false; ///< the text has
};

/// tokenizer.json + tokenizer_config.json, or tokenizer.model, in a Hugging Face folder.
Result<std::shared_ptr<const Tokenizer>> openTokenizer(const std::filesystem::path& folder);
/// A SentencePiece .model file alone.
Result<std::shared_ptr<const Tokenizer>> openSentencePiece(const std::filesystem::path& file);

/// What a GGUF file says about its tokenizer (keys tokenizer.ggml.*), plain data, already checked for types.
struct GgufVocabulary {
    std::string model; ///< "gpt2" (byte-level BPE), "llama" (SentencePiece)
    std::string pre;   ///< "smollm", "llama-bpe", "qwen2", ...
    std::vector<std::string> tokens;
    std::vector<float> scores;       ///< empty or tokens.size()
    std::vector<int32_t> tokenTypes; ///< empty or tokens.size()
    std::vector<std::string> merges;
    std::optional<TokenId> bos, eos, eot, eom, unknown, padding;
    std::optional<bool> addBos, addEos, addSpacePrefix;
    std::string chatTemplate;
};
/// `name` is the file's name, for messages.
Result<std::shared_ptr<const Tokenizer>> makeTokenizer(GgufVocabulary vocabulary, const std::string& name);

} // namespace inkstone
