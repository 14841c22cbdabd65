#pragma once
// Cuts text into the pieces within which byte pairs may join. A list of steps, each cutting the pieces of the
// one before; pieces are ranges of the input, so no text is copied.

#include "core/tokenizer/regex.h"
#include "core/tokenizer/tokenizer.h"
#include "core/tokenizer/word_scanner.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inkstone {

/// What becomes of a match; Hugging Face's SplitDelimiterBehavior.
enum class SplitBehavior { Isolated, Removed, MergedWithPrevious, MergedWithNext, Contiguous };

class PreTokenizer {
public:
    /// Cuts nothing.
    PreTokenizer() = default;
    /// By the name a GGUF file gives (tokenizer.ggml.pre); an unknown name is refused.
    static Result<PreTokenizer> byName(const std::string& pre, const std::string& file);

    /// `invert`: the pattern describes what lies between the delimiters.
    void add(Regex regex, SplitBehavior behavior = SplitBehavior::Isolated, bool invert = false);

    /// The steps added from now on see GPT-2's stand-ins of the bytes, not the text (tokenizer.json: what
    /// follows ByteLevel); they may cut inside of a character.
    void seeStandIns() { m_seesStandIns = true; }

    /// Appends the pieces of `text` (valid UTF-8), in order, in bytes.
    Status split(std::string_view text, std::vector<ByteRange>& pieces) const;

private:
    struct Step {
        Regex regex;
        SplitBehavior behavior;
        bool invert, onStandIns;
        WordScanner scanner; ///< instead of the pattern, where one is known
    };
    static Status scan(const Step& step, std::string_view text, std::span<const ByteRange> before,
                       std::vector<ByteRange>& pieces);
    static Status match(const Step& step, std::string_view text, std::span<const ByteRange> before,
                        std::vector<ByteRange>& pieces);

    std::vector<Step> m_steps;
    bool m_seesStandIns = false;
};

/// Whether tokenizers with this GGUF name take a piece that is a token as it is (tokenizer.json:
/// ignore_merges).
bool ignoresMerges(const std::string& pre);
/// Whether they put BOS before a text unless the file says otherwise.
bool addsBosByDefault(const std::string& pre);
/// Every name that byName() knows.
std::vector<std::string> preTokenizerNames();
/// One of them for each different behaviour, the most usual first.
std::vector<std::string> preTokenizerKinds();
/// The patterns of byName(), each cutting the pieces of the one before; empty: the name is not known.
std::vector<std::string> preTokenizerPatterns(const std::string& pre);

/// The patterns many files share.
namespace patterns {
extern const char* const gpt2;
extern const char* const llama3;
extern const char* const qwen2;
extern const char* const oneDigit;    ///< as Hugging Face's Digits step has it
extern const char* const punctuation; ///< one sign, as its Punctuation step has it
} // namespace patterns

} // namespace inkstone
