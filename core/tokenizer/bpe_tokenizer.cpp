#include "core/tokenizer/bpe_tokenizer.h"

#include "core/base/utf8.h"
#include "core/tokenizer/byte_map.h"
#include "core/tokenizer/fingerprint.h"
#include "core/tokenizer/vocabulary_tokenizer.h"

#include <algorithm>
#include <charconv>

namespace inkstone {

namespace {

class BpeTokenizer final : public VocabularyTokenizer<BpeTokenizerParts> {
public:
    explicit BpeTokenizer(BpeTokenizerParts parts) : VocabularyTokenizer(std::move(parts)) {
        for (TokenId id = 0; id < m.vocabulary.size(); ++id)
            m_bytes.push_back(bytesOf(id, m.vocabulary.piece(id)));
        for (const auto& [id, text] : m.normalizedTexts) m_bytes[size_t(id)] = bytesOf(id, text);
        m_fingerprint = makeFingerprint();
    }

    Result<std::vector<TokenId>> encode(std::string_view utf8, EncodeOptions options) const override {
        Encoding encoding;
        INK_CHECK(encodeInto(utf8, options, {}, false, encoding));
        return std::move(encoding.ids);
    }
    Result<Encoding> encodeWithPlaces(std::string_view utf8, EncodeOptions options,
                                      std::span<const ByteRange> plain) const override {
        Encoding encoding;
        INK_CHECK(encodeInto(utf8, options, plain, true, encoding));
        return encoding;
    }

    std::string bytes(TokenId id, bool special) const override {
        if (!m.vocabulary.contains(id)) return {};
        const TokenKind k = m.vocabulary.kind(id);
        const bool hidden = k == TokenKind::Control || k == TokenKind::Unknown || k == TokenKind::Unused;
        if (hidden && !special) return {};
        return m_bytes[size_t(id)];
    }
    bool addsBos() const override { return contains(m.ids.before, m.ids.bos); }
    bool addsEos() const override { return contains(m.ids.after, m.ids.eos); }
    DecodeRule decodeRule() const override { return m.decodeRule; }
    LeadingSpace leadingSpace() const override { return m.leadingSpace; }
    std::string fingerprint() const override { return m_fingerprint; }

private:
    static bool contains(const std::vector<TokenId>& ids, TokenId id) {
        return id >= 0 && std::find(ids.begin(), ids.end(), id) != ids.end();
    }

    std::string bytesOf(TokenId id, const std::string& piece) const {
        if (m.byteLevel) return charsToBytes(piece).value_or(piece);
        if (m.vocabulary.kind(id) == TokenKind::Byte && piece.size() == 6 && piece.starts_with("<0x") &&
            piece[5] == '>') {
            uint8_t byte = 0;
            const auto [end, error] = std::from_chars(piece.data() + 3, piece.data() + 5, byte, 16);
            if (error == std::errc() && end == piece.data() + 5) return std::string(1, char(byte));
        }
        return withSpaces(piece);
    }

    std::string makeFingerprint() const {
        Fingerprint hash;
        for (TokenId id = 0; id < m.vocabulary.size(); ++id) {
            hash.add(m.vocabulary.piece(id));
            hash.add(std::string(1, char(m.vocabulary.kind(id))));
        }
        hash.add(m.settings);
        for (const TokenId id : {m.ids.bos, m.ids.eos, m.ids.unknown}) hash.add(std::to_string(id));
        for (const TokenId id : m.ids.before) hash.add("<" + std::to_string(id));
        for (const TokenId id : m.ids.after) hash.add(">" + std::to_string(id));
        return hash.hex();
    }

    /// What one encode call needs besides the tokenizer.
    struct Work {
        Encoding& out;
        bool places;
        EncodeOptions options;
        std::span<const ByteRange> plain;
        BpeModel::Scratch scratch;
        std::vector<ByteRange> pieces;
    };

    Status encodeInto(std::string_view input, EncodeOptions options, std::span<const ByteRange> plain,
                      bool places, Encoding& out) const {
        std::string repaired;
        if (!isValidUtf8(input)) {
            repaired = replaceInvalidUtf8(input);
            input = repaired;
        }
        if (options.addSpecial) addAround(m.ids.before, 0, places, out);
        Work work{.out = out, .places = places, .options = options, .plain = plain};
        std::vector<Segment> segments;
        m.rawTokens.split(input, options.parseSpecial, plain, segments);
        for (const Segment& segment : segments) {
            if (segment.id >= 0) {
                push(segment.id, segment.begin, work);
            } else {
                INK_CHECK(encodeText(input.substr(segment.begin, segment.end - segment.begin), segment.begin,
                                     work));
            }
        }
        if (options.addSpecial) addAround(m.ids.after, input.size(), places, out);
        return {};
    }

    static void addAround(const std::vector<TokenId>& ids, size_t place, bool places, Encoding& out) {
        out.ids.insert(out.ids.end(), ids.begin(), ids.end());
        if (places) out.begins.insert(out.begins.end(), ids.size(), place);
    }
    static void push(TokenId id, size_t place, Work& work) {
        work.out.ids.push_back(id);
        if (work.places) work.out.begins.push_back(place);
    }

    /// The bytes of `text` that come from a stranger; `normal` tells where each byte of it was.
    static std::vector<ByteRange> plainIn(std::string_view text, const NormalizedText& normal, size_t offset,
                                          std::span<const ByteRange> plain) {
        std::vector<ByteRange> found;
        for (size_t i = 0; i < text.size(); ++i) {
            const size_t place = offset + normal.placeOf(i);
            if (!overlapsAny(plain, place, place + 1)) continue;
            if (found.empty() || found.back().second != i) found.emplace_back(i, i);
            found.back().second = i + 1;
        }
        return found;
    }

    /// Text between two raw added tokens; `offset`: its place in the input.
    Status encodeText(std::string_view text, size_t offset, Work& work) const {
        if (m.normalizer.empty() && m.spaces.empty() && m.normalizedTokens.empty())
            return encodePieces(text, offset, nullptr, work);
        const bool asItIs = m.normalizer.empty() && m.spaces.empty();
        NormalizedText normal;
        if (!m.normalizer.empty()) {
            normal = m.normalizer.apply(text, offset == 0);
            text = normal.text;
        }
        std::vector<Segment> segments;
        std::vector<ByteRange> plain;
        if (!m.normalizedTokens.empty() && !work.plain.empty())
            plain = plainIn(text, normal, offset, work.plain);
        m.normalizedTokens.split(text, work.options.parseSpecial, plain, segments);
        for (const Segment& segment : segments) {
            if (segment.id >= 0) {
                push(segment.id, offset + normal.placeOf(segment.begin), work);
                continue;
            }
            const std::string_view part = text.substr(segment.begin, segment.end - segment.begin);
            if (asItIs) {
                INK_CHECK(encodePieces(part, offset + segment.begin, nullptr, work));
                continue;
            }
            // As `tokenizers`: what a normaliser took away before it stands before it all the same.
            const bool first = offset == 0 && segment.begin == 0 && normal.placeOf(0) == 0;
            NormalizedText spaced = m.spaces.apply(part, first);
            // Places: through the spaces, then through the normaliser, then into the input.
            std::vector<size_t> origin(spaced.text.size());
            for (size_t i = 0; i < origin.size(); ++i)
                origin[i] = normal.placeOf(segment.begin + spaced.placeOf(i));
            INK_CHECK(encodePieces(spaced.text, offset, &origin, work));
        }
        return {};
    }

    Status encodePieces(std::string_view text, size_t offset, const std::vector<size_t>* origin,
                        Work& work) const {
        work.pieces.clear();
        INK_CHECK(m.preTokenizer.split(text, work.pieces));
        const size_t firstPlace = work.out.begins.size();
        const size_t base = origin ? 0 : offset;
        for (const auto& [begin, end] : work.pieces)
            m.model.encode(text.substr(begin, end - begin), work.scratch, work.out.ids,
                           work.places ? &work.out.begins : nullptr, base + begin);
        if (!origin || !work.places) return {};
        for (size_t i = firstPlace; i < work.out.begins.size(); ++i)
            work.out.begins[i] = offset + (*origin)[work.out.begins[i]];
        return {};
    }

    std::vector<std::string> m_bytes;
    std::string m_fingerprint;
};

constexpr std::string_view endings[] = {
    "<|im_end|>",      "<|eot_id|>",
    "<|eom_id|>",      "<|eot|>",
    "<|end|>",         "<end_of_turn>",
    "<|endoftext|>",   "<|end_of_text|>",
    "<turn|>",         "<|END_OF_TURN_TOKEN|>",
    "<|return|>",      "<|call|>",
    "<|end_of_turn|>", "<EOT>",
    "_<EOT>",          "[EOS]",
    "<|eos|>",         "</s>",
    "<eos>",           "<｜end▁of▁sentence｜>",
};

} // namespace

std::shared_ptr<const Tokenizer> makeBpeTokenizer(BpeTokenizerParts parts) {
    return std::make_shared<BpeTokenizer>(std::move(parts));
}

std::vector<std::string> specialTextsOf(const Vocabulary& vocabulary) {
    std::vector<std::string> texts;
    for (TokenId id = 0; id < vocabulary.size(); ++id) {
        const TokenKind kind = vocabulary.kind(id);
        const bool special = kind == TokenKind::Control || kind == TokenKind::Unknown;
        if (special && !vocabulary.piece(id).empty()) texts.push_back(vocabulary.piece(id));
    }
    std::stable_sort(texts.begin(), texts.end(),
                     [](const auto& a, const auto& b) { return a.size() > b.size(); });
    return texts;
}

std::vector<TokenId> knownEndTokens(const Vocabulary& vocabulary) {
    std::vector<TokenId> ids;
    for (const std::string_view ending : endings) {
        const TokenId id = vocabulary.find(ending);
        if (id >= 0 && vocabulary.kind(id) != TokenKind::Normal) ids.push_back(id);
    }
    return ids;
}

} // namespace inkstone
