#pragma once
// What every tokenizer answers from the vocabulary it holds.

#include "core/tokenizer/bpe_tokenizer.h"

namespace inkstone {

/// `Parts` has `vocabulary`, `ids` and `chatTemplate`.
template <class Parts> class VocabularyTokenizer : public Tokenizer {
public:
    std::string piece(TokenId id) const override {
        return m.vocabulary.contains(id) ? m.vocabulary.piece(id) : std::string();
    }
    std::optional<TokenId> find(std::string_view piece) const override {
        const TokenId id = m.vocabulary.find(piece);
        return id < 0 ? std::nullopt : std::optional(id);
    }
    TokenKind kind(TokenId id) const override {
        return m.vocabulary.contains(id) ? m.vocabulary.kind(id) : TokenKind::Unused;
    }
    int32_t vocabularySize() const override { return m.vocabulary.size(); }
    TokenId bos() const override { return m.ids.bos; }
    TokenId eos() const override { return m.ids.eos; }
    TokenId unknown() const override { return m.ids.unknown; }
    TokenId padding() const override { return m.ids.padding; }
    std::vector<TokenId> endTokens() const override { return m.ids.ends; }
    const std::vector<std::string>& specialTexts() const override { return m_specialTexts; }
    const std::string& chatTemplate() const override { return m.chatTemplate; }

protected:
    explicit VocabularyTokenizer(Parts parts)
        : m(std::move(parts)), m_specialTexts(specialTextsOf(m.vocabulary)) {}

    /// SentencePiece's sign of a space, "\u2581", as the space it stands for.
    static std::string withSpaces(const std::string& piece) {
        std::string text;
        for (size_t i = 0; i < piece.size();) {
            const bool space = piece.compare(i, 3, "\xE2\x96\x81") == 0;
            text += space ? ' ' : piece[i];
            i += space ? 3 : 1;
        }
        return text;
    }

    Parts m;

private:
    std::vector<std::string> m_specialTexts;
};

} // namespace inkstone
