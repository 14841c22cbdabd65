#include "core/tokenizer/sentencepiece_tokenizer.h"

#include "core/base/utf8.h"
#include "core/tokenizer/fingerprint.h"
#include "core/tokenizer/sentencepiece_model.h"
#include "core/tokenizer/vocabulary_tokenizer.h"

#include <algorithm>
#include <charconv>
#include <sentencepiece_processor.h>
#include <set>

namespace inkstone {

namespace {

const Text what = "cannot read the tokenizer";
constexpr int64_t highestAdded = 8'000'000;

struct Parts {
    std::unique_ptr<sentencepiece::SentencePieceProcessor> processor;
    Vocabulary vocabulary; ///< added tokens laid over the model's pieces
    SpecialTokens added;
    std::set<TokenId> buried; ///< pieces the library finds in text, with a special token laid over them
    SpecialIds ids;
    LeadingSpace leadingSpace = LeadingSpace::OneOfAPieceGoes;
    std::string unknownText;               ///< what an unknown token decodes to
    TokenId retiredNul = -1, byteNul = -1; ///< the first, when the library gives it, means the second
    std::string chatTemplate, fingerprint;
};

class SentencePieceTokenizer final : public VocabularyTokenizer<Parts> {
public:
    explicit SentencePieceTokenizer(Parts parts) : VocabularyTokenizer(std::move(parts)) {}

    Result<std::vector<TokenId>> encode(std::string_view utf8, EncodeOptions options) const override {
        INK_TRY(encoding, encodeWithPlaces(utf8, options, {}));
        return std::move(encoding.ids);
    }

    Result<Encoding> encodeWithPlaces(std::string_view input, EncodeOptions options,
                                      std::span<const ByteRange> plain) const override {
        std::string repaired;
        if (!isValidUtf8(input)) {
            repaired = replaceInvalidUtf8(input);
            input = repaired;
        }
        Encoding out;
        const auto push = [&](TokenId id, size_t place) {
            out.ids.push_back(id);
            out.begins.push_back(place);
        };
        if (options.addSpecial) {
            for (const TokenId id : m.ids.before) push(id, 0);
        }
        std::vector<Segment> segments;
        m.added.split(input, options.parseSpecial, plain, segments);
        for (const Segment& segment : segments) {
            if (segment.id >= 0) {
                push(segment.id, segment.begin);
                continue;
            }
            const auto asked = [&](size_t begin, size_t end) {
                return options.parseSpecial && !overlapsAny(plain, begin, end);
            };
            INK_CHECK(encodeText(input.substr(segment.begin, segment.end - segment.begin), segment.begin,
                                 asked, push));
        }
        if (options.addSpecial) {
            for (const TokenId id : m.ids.after) push(id, input.size());
        }
        return out;
    }

    std::string bytes(TokenId id, bool special) const override {
        if (!m.vocabulary.contains(id)) return {};
        const TokenKind k = m.vocabulary.kind(id);
        if (k == TokenKind::Unknown) return m.unknownText;
        const bool hidden = k == TokenKind::Control || k == TokenKind::Unused;
        const std::string& piece = m.vocabulary.piece(id);
        if (hidden) return special ? piece : std::string();
        if (k == TokenKind::Byte) {
            uint8_t byte = 0;
            std::from_chars(piece.data() + 3, piece.data() + 5, byte, 16);
            return std::string(1, char(byte));
        }
        return withSpaces(piece);
    }
    bool addsBos() const override { return !m.ids.before.empty(); }
    bool addsEos() const override { return !m.ids.after.empty(); }
    DecodeRule decodeRule() const override { return DecodeRule::PerByte; }
    LeadingSpace leadingSpace() const override { return m.leadingSpace; }
    std::string fingerprint() const override { return m.fingerprint; }

private:
    /// `asked(begin, end)`: special tokens were asked for there. Elsewhere the name of a piece that lies
    /// under one
    /// ("[UNUSED_TOKEN_145]" under "<|im_end|>") is text like any other, and cut behind its first character.
    template <class Asked, class Push>
    Status encodeText(std::string_view part, size_t offset, const Asked& asked, const Push& push) const {
        sentencepiece::ImmutableSentencePieceText pieces;
        const auto status = m.processor->Encode(part, pieces.mutable_proto());
        if (!status.ok())
            return fail(ErrorCode::Internal, "cannot cut the text into tokens", {},
                        text("%1", status.ToString()));
        for (size_t i = 0; i < pieces.pieces_size(); ++i) {
            const auto piece = pieces.pieces(int(i));
            const TokenId id = TokenId(piece.id());
            const size_t begin = piece.begin(), end = piece.end();
            if (m.buried.contains(id) && end > begin && !asked(offset + begin, offset + end)) {
                const size_t first = begin + firstCodePoint(part.substr(begin)).length;
                if (first >= end) continue;
                INK_CHECK(encodeText(part.substr(begin, first - begin), offset + begin, asked, push));
                INK_CHECK(encodeText(part.substr(first, end - first), offset + first, asked, push));
                continue;
            }
            push(id == m.retiredNul && m.byteNul >= 0 ? m.byteNul : id, offset + begin);
        }
        return {};
    }
};

/// Lays the added tokens over the pieces; they may stand behind the last one, with gaps.
Result<Vocabulary> overlay(SentencePieceFacts facts, const std::vector<AddedToken>& added,
                           const std::string& name) {
    for (const AddedToken& token : added) {
        if (token.id > highestAdded || token.content.empty())
            return fail(ErrorCode::Corrupt, what, name,
                        text("the added token %1 is empty or too far away", token.id));
        const size_t id = size_t(token.id);
        if (id >= facts.pieces.size()) {
            facts.pieces.resize(id + 1);
            facts.kinds.resize(id + 1, TokenKind::Unused);
        }
        facts.pieces[id] = token.content;
        const TokenKind old = facts.kinds[id];
        facts.kinds[id] = old == TokenKind::Unknown || old == TokenKind::Control ? old
                          : token.special                                        ? TokenKind::Control
                                                                                 : TokenKind::UserDefined;
    }
    return Vocabulary::make(std::move(facts.pieces), std::move(facts.kinds), name);
}

std::set<TokenId> buriedBy(const std::vector<AddedToken>& added, const SentencePieceFacts& facts) {
    std::set<TokenId> buried;
    for (const AddedToken& token : added) {
        const bool there = token.special && size_t(token.id) < facts.pieces.size();
        const TokenKind kind = there ? facts.kinds[size_t(token.id)] : TokenKind::Control;
        if (kind == TokenKind::UserDefined || kind == TokenKind::Normal) buried.insert(token.id);
    }
    return buried;
}

/// Every control and unknown piece is found in text on request; user-defined ones are the library's own work.
std::vector<AddedToken> findable(const Vocabulary& vocabulary, const std::vector<AddedToken>& added) {
    std::vector<AddedToken> tokens = added;
    for (TokenId id = 0; id < vocabulary.size(); ++id) {
        const TokenKind kind = vocabulary.kind(id);
        const bool special = kind == TokenKind::Control || kind == TokenKind::Unknown;
        if (special &&
            std::none_of(added.begin(), added.end(), [&](const AddedToken& t) { return t.id == id; }))
            tokens.push_back({.content = vocabulary.piece(id), .id = id, .special = true});
    }
    return tokens;
}

void readIds(const TokenizerSettings& settings, const sentencepiece::SentencePieceProcessor& processor,
             Parts& parts) {
    SpecialIds& ids = parts.ids;
    const auto named = [&](const std::string& token, TokenId absent) {
        const TokenId id = token.empty() ? -1 : parts.vocabulary.find(token);
        return id < 0 ? absent : id;
    };
    ids.bos = named(settings.bos, processor.bos_id());
    ids.eos = named(settings.eos, processor.eos_id());
    ids.unknown = named(settings.unknown, processor.unk_id());
    ids.padding = named(settings.padding, processor.pad_id());
    if (settings.addBos.value_or(true) && ids.bos >= 0) ids.before = {ids.bos};
    if (settings.addEos.value_or(false) && ids.eos >= 0) ids.after = {ids.eos};
    ids.ends = knownEndTokens(parts.vocabulary);
    std::vector<TokenId> first{ids.eos};
    first.insert(first.end(), settings.ends.begin(), settings.ends.end());
    for (auto id = first.rbegin(); id != first.rend(); ++id) {
        if (!parts.vocabulary.contains(*id)) continue;
        std::erase(ids.ends, *id);
        ids.ends.insert(ids.ends.begin(), *id);
    }
}

} // namespace

Result<std::shared_ptr<const Tokenizer>>
makeSentencePiece(std::string bytes, const TokenizerSettings& settings, const std::string& name) {
    INK_TRY(facts, checkSentencePiece(bytes, name));
    Parts parts;
    parts.leadingSpace = facts.removesExtraSpaces ? LeadingSpace::AllOfPiecesGo
                         : facts.addsDummyPrefix  ? LeadingSpace::OneOfAPieceGoes
                                                  : LeadingSpace::Stays;
    parts.unknownText = facts.unknownText;
    parts.retiredNul = facts.retiredNul;
    parts.processor = std::make_unique<sentencepiece::SentencePieceProcessor>();
    // The trie the library builds throws on keys it cannot order.
    try {
        const auto status = parts.processor->LoadFromSerializedProto(bytes);
        if (!status.ok()) return fail(ErrorCode::Corrupt, what, name, text("%1", status.ToString()));
    } catch (const std::exception& error) {
        return fail(ErrorCode::Corrupt, what, name, text("%1", error.what()));
    }
    parts.buried = buriedBy(settings.added, facts);
    INK_TRY(vocabulary, overlay(std::move(facts), settings.added, name));
    parts.vocabulary = std::move(vocabulary);
    parts.byteNul = parts.vocabulary.find("<0x00>");
    parts.added = SpecialTokens(findable(parts.vocabulary, settings.added));
    readIds(settings, *parts.processor, parts);
    Fingerprint hash;
    hash.add(bytes);
    for (const AddedToken& token : settings.added) hash.add(std::to_string(token.id) + token.content);
    parts.fingerprint = hash.hex();
    parts.chatTemplate = settings.chatTemplate;
    return std::make_shared<SentencePieceTokenizer>(std::move(parts));
}

} // namespace inkstone
