#pragma once
// What happens to a text before it is cut: a list of steps over valid UTF-8 that keeps track of where each
// byte came from.

#include "core/tokenizer/regex.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace inkstone {

/// Normalised text. `origin` has one entry per byte, the byte of the input it came from; empty: unchanged
/// places.
struct NormalizedText {
    std::string text;
    std::vector<size_t> origin;
    size_t placeOf(size_t byte) const { return origin.empty() ? byte : origin[byte]; }
};

class Normalizer {
public:
    enum class Form { Nfc, Nfd, Nfkc, Nfkd };
    enum class When { Always, FirstSegment };

    void addForm(Form form);
    void addLowercase();
    void addReplace(std::string from, std::string to);
    void addReplace(Regex pattern, std::string to);
    /// `unlessThere`: not when the text begins with it. An empty text stays empty.
    void addPrepend(std::string prefix, When when, bool unlessThere);
    void addStrip(bool left, bool right);
    /// Takes every mark away; accents that are part of a letter stay (NFD parts them).
    void addStripAccents();

    bool empty() const { return m_steps.empty(); }
    /// `first`: the segment begins the whole input.
    NormalizedText apply(std::string_view text, bool first) const;

private:
    struct Step {
        enum class Kind { Form, Lowercase, Replace, ReplaceRegex, Prepend, Strip, StripAccents } kind;
        Form form = Form::Nfc;
        std::string from, to;
        std::shared_ptr<const Regex> regex;
        When when = When::Always;
        bool unlessThere = false, left = false, right = false;
    };
    static void run(const Step& step, bool first, NormalizedText& text);
    std::vector<Step> m_steps;
};

} // namespace inkstone
