#include "core/tokenizer/sentencepiece_model.h"

#include "core/base/utf8.h"
#include "core/tokenizer/vocabulary.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstring>

namespace inkstone {

namespace {

const Text what = "cannot read the tokenizer";
constexpr size_t longestPiece = 16 * 1024;

/// One field of a protobuf message.
struct Field {
    uint32_t number = 0;
    uint64_t value = 0;     ///< of a varint or a fixed-size number
    std::string_view bytes; ///< of a length-delimited field
    bool delimited = false;
};

/// Walks the fields of one message; every length is checked against what is left.
class Message {
public:
    explicit Message(std::string_view bytes) : m_left(bytes) {}

    /// False at the end and at the first unsound byte: see sound().
    bool next(Field& field) {
        if (m_left.empty()) return false;
        uint64_t key = 0, length = 0;
        field = {};
        if (!varint(key) || key >> 3 == 0 || key >> 3 > 0x1FFFFFFF) return broken();
        field.number = uint32_t(key >> 3);
        switch (key & 7) {
        case 0:
            return varint(field.value) || broken();
        case 1:
            return fixed(8, field.value) || broken();
        case 5:
            return fixed(4, field.value) || broken();
        case 2:
            if (!varint(length) || length > m_left.size()) return broken();
            field.bytes = m_left.substr(0, length);
            field.delimited = true;
            m_left.remove_prefix(length);
            return true;
        default:
            return broken(); // groups were never written by SentencePiece
        }
    }
    bool sound() const { return m_sound; }

private:
    bool broken() {
        m_sound = false;
        m_left = {};
        return false;
    }
    bool varint(uint64_t& value) {
        value = 0;
        for (int shift = 0; shift < 70 && !m_left.empty(); shift += 7) {
            const uint8_t byte = uint8_t(m_left.front());
            m_left.remove_prefix(1);
            if (shift == 63 && byte > 1) return false;
            value |= uint64_t(byte & 0x7F) << shift;
            if (byte < 0x80) return true;
        }
        return false;
    }
    bool fixed(size_t size, uint64_t& value) {
        if (m_left.size() < size) return false;
        value = 0;
        std::memcpy(&value, m_left.data(), size);
        m_left.remove_prefix(size);
        return true;
    }
    std::string_view m_left;
    bool m_sound = true;
};

class Checker {
public:
    explicit Checker(const std::string& name) : m_name(name) {}

    Result<SentencePieceFacts> run(std::string_view bytes) {
        Message model(bytes);
        Field field;
        while (model.next(field)) {
            if (field.number == 1) INK_CHECK(readPiece(field));
            if (field.number == 2) INK_CHECK(readTrainer(field));
            if (field.number == 3 || field.number == 5) INK_CHECK(readNormalizer(field, field.number == 3));
        }
        if (!model.sound()) return refuse("it is cut short or damaged");
        INK_CHECK(checkWhole());
        if (m_facts.byteFallback) retireNul();
        return std::move(m_facts);
    }

private:
    tl::unexpected<Error> refuse(Text why) {
        return fail(ErrorCode::Corrupt, what, m_name, std::move(why), "get the file again");
    }

    Status readPiece(const Field& piece) {
        std::string text;
        float score = 0;
        uint64_t type = 1;
        Message message(piece.bytes);
        for (Field field; message.next(field);) {
            if (field.number == 1) text = field.bytes;
            if (field.number == 2) std::memcpy(&score, &field.value, sizeof score);
            if (field.number == 3) type = field.value;
        }
        const size_t id = m_facts.pieces.size();
        if (!piece.delimited || !message.sound()) return refuse(inkstone::text("piece %1 is damaged", id));
        if (text.empty() || text.size() > longestPiece)
            return refuse(
                inkstone::text("piece %1 has %2 bytes, not 1 to %3", id, text.size(), longestPiece));
        if (!isValidUtf8(text)) return refuse(inkstone::text("piece %1 is not UTF-8", id));
        if (std::isnan(score)) return refuse(inkstone::text("the score of piece %1 is not a number", id));
        static constexpr TokenKind kinds[] = {TokenKind::Normal,      TokenKind::Unknown, TokenKind::Control,
                                              TokenKind::UserDefined, TokenKind::Unused,  TokenKind::Byte};
        if (type < 1 || type > 6) return refuse(inkstone::text("piece %1 has the unknown type %2", id, type));
        m_facts.pieces.push_back(std::move(text));
        m_facts.scores.push_back(score);
        m_facts.kinds.push_back(kinds[type - 1]);
        return {};
    }

    Status readTrainer(const Field& trainer) {
        Message message(trainer.bytes);
        for (Field field; message.next(field);) {
            if (field.number == 35) m_facts.byteFallback = field.value != 0;
            if (field.number == 44) m_facts.unknownText = field.bytes;
            if (field.number != 3) continue;
            if (field.value < 1 || field.value > 4)
                return refuse(text("its kind of model %1 is not known", field.value));
            m_facts.algorithm = SentencePieceFacts::Algorithm(field.value);
        }
        return trainer.delimited && message.sound() ? Status()
                                                    : Status(refuse("its trainer_spec is damaged"));
    }

    Status readNormalizer(const Field& normalizer, bool forward) {
        Message message(normalizer.bytes);
        for (Field field; message.next(field);) {
            if (field.number == 2 && !field.bytes.empty() && !isSoundCharsMap(field.bytes))
                return refuse("its table of normalisation rules is damaged");
            if (field.number == 3 && forward) m_facts.addsDummyPrefix = field.value != 0;
            if (field.number == 4 && forward) m_facts.removesExtraSpaces = field.value != 0;
        }
        return normalizer.delimited && message.sound() ? Status()
                                                       : Status(refuse("its normalizer_spec is damaged"));
    }

    Status checkWhole() {
        size_t unknowns = 0;
        const bool bpe = m_facts.algorithm == SentencePieceFacts::Algorithm::Bpe;
        StringIndex seen(m_facts.pieces.size());
        for (size_t id = 0; id < m_facts.pieces.size(); ++id) {
            const std::string& piece = m_facts.pieces[id];
            const TokenKind kind = m_facts.kinds[id];
            unknowns += kind == TokenKind::Unknown;
            const bool nul = piece.find('\0') != std::string::npos;
            if (nul && (!bpe || kind == TokenKind::UserDefined))
                return refuse(text("piece %1 holds a NUL", id));
            if (!seen.insert(piece, int32_t(id))) return refuse(text("the piece \"%1\" comes twice", piece));
            const bool byteName = piece.size() == 6 && piece.starts_with("<0x") && piece.back() == '>' &&
                                  std::isxdigit(uint8_t(piece[3])) && std::isxdigit(uint8_t(piece[4]));
            if (kind == TokenKind::Byte && !byteName)
                return refuse(text("the byte piece %1 is named \"%2\"", id, piece));
        }
        if (unknowns != 1) return refuse(text("it has %1 unknown pieces, not one", unknowns));
        return {};
    }

    void retireNul() {
        const auto nul = std::find(m_facts.pieces.begin(), m_facts.pieces.end(), std::string(1, '\0'));
        if (nul == m_facts.pieces.end()) return;
        m_facts.retiredNul = int32_t(nul - m_facts.pieces.begin());
        m_facts.kinds[size_t(m_facts.retiredNul)] = TokenKind::Unused;
    }

    const std::string& m_name;
    SentencePieceFacts m_facts;
};

/// A unit of a double array (darts-clone).
struct Unit {
    uint32_t bits;
    bool hasLeaf() const { return (bits >> 8) & 1; }
    uint32_t value() const { return bits & 0x7FFFFFFF; }
    uint32_t label() const { return bits & (0x80000000u | 0xFF); }
    uint32_t offset() const { return (bits >> 10) << ((bits & (1u << 9)) >> 6); }
};

} // namespace

bool isSoundCharsMap(std::string_view bytes) {
    uint32_t size = 0;
    if (bytes.size() <= sizeof size) return false;
    std::memcpy(&size, bytes.data(), sizeof size);
    bytes.remove_prefix(sizeof size);
    if (size == 0 || size % sizeof(Unit) != 0 || size >= bytes.size() || bytes.back() != '\0') return false;
    const size_t count = size / sizeof(Unit), texts = bytes.size() - size;
    const auto unit = [&](size_t i) {
        Unit u{};
        std::memcpy(&u, bytes.data() + i * sizeof u, sizeof u);
        return u;
    };
    // Every node a walk can reach must have all its 256 possible neighbours inside the array, and its texts
    // too.
    std::vector<bool> seen(count, false);
    std::vector<size_t> open{0};
    seen[0] = true;
    while (!open.empty()) {
        const size_t node = open.back();
        open.pop_back();
        const size_t base = node ^ unit(node).offset();
        if ((base | 0xFF) >= count) return false;
        if (unit(node).hasLeaf() && unit(base).value() >= texts) return false;
        for (uint32_t label = 1; label < 256; ++label) {
            const size_t child = base ^ label;
            if (seen[child] || unit(child).label() != label) continue;
            seen[child] = true;
            open.push_back(child);
        }
    }
    return true;
}

Result<SentencePieceFacts> checkSentencePiece(std::string_view bytes, const std::string& name) {
    return Checker(name).run(bytes);
}

} // namespace inkstone
