#include "core/tensor/safetensors_header.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <simdjson.h>

namespace inkstone::safetensors {
namespace {

constexpr size_t maxDimensions = 64;

struct Entry {
    SafeTensor tensor;
    uint64_t begin = 0, end = 0;
};

/// The JSON subset of the header: an object of objects; no value is nested deeper, so nothing here recurses.
class Parser {
public:
    Parser(std::string_view json, const std::string& name, std::stop_token stop)
        : m_json(json), m_name(name), m_stop(std::move(stop)) {}

    Status parse() {
        if (!take('{')) return bad("its header does not begin with {");
        skipSpace();
        if (take('}')) return checkEnd();
        do {
            if (m_entries.size() % 4096 == 0 && m_stop.stop_requested())
                return fail(ErrorCode::Cancelled, "reading was stopped", m_name);
            skipSpace();
            std::string key;
            INK_CHECK(readString(key));
            INK_CHECK(expectColon());
            if (key == "__metadata__")
                INK_CHECK(readMetadata());
            else
                INK_CHECK(readTensor(std::move(key)));
            m_place.clear();
            m_tensor.clear();
            skipSpace();
        } while (take(','));
        if (!take('}')) return bad(text("its header is no valid JSON at byte %1", m_position));
        return checkEnd();
    }

    std::vector<Entry> entries() { return std::move(m_entries); }
    std::map<std::string, std::string> metadata() { return std::move(m_metadata); }

private:
    tl::unexpected<Error> bad(Text why) const {
        const std::string place = m_tensor.empty() ? m_place : ": tensor " + escapeForDisplay(m_tensor);
        return fail(ErrorCode::Corrupt, "cannot read the tensors", m_name + place, std::move(why));
    }
    tl::unexpected<Error> badJson() const {
        return bad(text("its header is no valid JSON at byte %1", m_position));
    }

    bool atEnd() const { return m_position >= m_json.size(); }
    char peek() const { return atEnd() ? '\0' : m_json[m_position]; }
    bool take(char c) {
        if (atEnd() || m_json[m_position] != c) return false;
        ++m_position;
        return true;
    }
    void skipSpace() {
        while (!atEnd() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r'))
            ++m_position;
    }
    /// Only spaces may pad the header.
    Status checkEnd() {
        while (take(' ')) {
        }
        return atEnd() ? Status{} : bad(text("its header goes on after its end, at byte %1", m_position));
    }
    Status expectColon() {
        skipSpace();
        if (!take(':')) return badJson();
        skipSpace();
        return {};
    }

    Status readString(std::string& out) {
        out.clear();
        if (!take('"')) return badJson();
        while (!atEnd()) {
            const size_t start = m_position;
            while (!atEnd() && peek() != '"' && peek() != '\\' && static_cast<unsigned char>(peek()) >= 0x20)
                ++m_position;
            out.append(m_json, start, m_position - start);
            if (take('"')) return {};
            if (!take('\\')) return badJson();
            INK_CHECK(readEscape(out));
        }
        return badJson();
    }

    Status readEscape(std::string& out) {
        static constexpr std::string_view letters = "\"\\/bfnrt", values = "\"\\/\b\f\n\r\t";
        const size_t simple = letters.find(peek());
        if (!atEnd() && simple != std::string_view::npos) {
            ++m_position;
            out += values[simple];
            return {};
        }
        uint32_t first = 0, second = 0;
        if (!take('u') || !readHex(first)) return badJson();
        if (first >= 0xdc00 && first <= 0xdfff) return badJson();
        if (first >= 0xd800 && first <= 0xdbff) {
            if (!take('\\') || !take('u') || !readHex(second) || second < 0xdc00 || second > 0xdfff)
                return badJson();
            first = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        }
        appendUtf8(out, first);
        return {};
    }

    bool readHex(uint32_t& value) {
        if (m_json.size() - m_position < 4) return false;
        const char* begin = m_json.data() + m_position;
        const auto read = std::from_chars(begin, begin + 4, value, 16);
        m_position += 4;
        return read.ec == std::errc() && read.ptr == begin + 4 && *begin != '-';
    }

    /// Plain digits below 2^63; no sign, fraction, exponent or leading zero.
    Status readNumber(uint64_t& value) {
        const char* begin = m_json.data() + m_position;
        const char* end = m_json.data() + m_json.size();
        if (peek() < '0' || peek() > '9') return bad("a size or offset is no plain whole number");
        const auto read = std::from_chars(begin, end, value);
        if (read.ec != std::errc() || value > uint64_t(INT64_MAX)) return bad("a size or offset is too big");
        if (*begin == '0' && read.ptr != begin + 1) return badJson();
        m_position += size_t(read.ptr - begin);
        if (peek() == '.' || peek() == 'e' || peek() == 'E')
            return bad("a size or offset is no plain whole number");
        return {};
    }

    Status readNumbers(std::vector<int64_t>& numbers) {
        if (!take('[')) return badJson();
        skipSpace();
        if (take(']')) return {};
        do {
            skipSpace();
            uint64_t number = 0;
            INK_CHECK(readNumber(number));
            if (numbers.size() >= maxDimensions)
                return bad(text("it has more than %1 dimensions", maxDimensions));
            numbers.push_back(int64_t(number));
            skipSpace();
        } while (take(','));
        return take(']') ? Status{} : badJson();
    }

    Status readMetadata() {
        m_place = ": __metadata__";
        if (m_hasMetadata) return bad("it comes twice");
        m_hasMetadata = true;
        if (!take('{')) return bad("it must be an object");
        skipSpace();
        if (take('}')) return {};
        do {
            std::string key, value;
            skipSpace();
            INK_CHECK(readString(key));
            INK_CHECK(expectColon());
            if (peek() != '"') return bad(text("the value of \"%1\" must be a text", escapeForDisplay(key)));
            INK_CHECK(readString(value));
            if (!m_metadata.emplace(key, std::move(value)).second)
                return bad(text("the key \"%1\" comes twice", escapeForDisplay(key)));
            skipSpace();
        } while (take(','));
        return take('}') ? Status{} : badJson();
    }

    Status readTensor(std::string name) {
        m_tensor = name;
        Entry entry;
        entry.tensor.name = std::move(name);
        bool hasType = false, hasShape = false, hasOffsets = false;
        if (!take('{')) return bad("its description must be an object");
        do {
            skipSpace();
            std::string key;
            INK_CHECK(readString(key));
            INK_CHECK(expectColon());
            if (key == "dtype" && !std::exchange(hasType, true))
                INK_CHECK(readType(entry.tensor.type));
            else if (key == "shape" && !std::exchange(hasShape, true))
                INK_CHECK(readNumbers(entry.tensor.shape));
            else if (key == "data_offsets" && !std::exchange(hasOffsets, true))
                INK_CHECK(readOffsets(entry));
            else
                return bad(text("unexpected or repeated key \"%1\"", escapeForDisplay(key)));
            skipSpace();
        } while (take(','));
        if (!take('}')) return badJson();
        if (!hasType || !hasShape || !hasOffsets) return bad("dtype, shape or data_offsets is missing");
        m_entries.push_back(std::move(entry));
        return {};
    }

    Status readType(SafeType& type) {
        std::string name;
        INK_CHECK(readString(name));
        const auto known = safeTypeNamed(name);
        if (!known) return bad(text("its type %1 is unknown", escapeForDisplay(name)));
        type = *known;
        return {};
    }

    Status readOffsets(Entry& entry) {
        std::vector<int64_t> offsets;
        INK_CHECK(readNumbers(offsets));
        if (offsets.size() != 2)
            return bad(text("data_offsets must be 2 numbers, they are %1", offsets.size()));
        if (offsets[0] > offsets[1]) return bad("it ends before it begins");
        entry.begin = uint64_t(offsets[0]);
        entry.end = uint64_t(offsets[1]);
        return {};
    }

    std::string_view m_json;
    std::string m_name;
    std::string m_place;  ///< ": __metadata__"
    std::string m_tensor; ///< the one being read; escaped only for a message, there may be millions
    std::stop_token m_stop;
    size_t m_position = 0;
    bool m_hasMetadata = false;
    std::vector<Entry> m_entries;
    std::map<std::string, std::string> m_metadata;
};

tl::unexpected<Error> badFile(const std::string& name, Text why, Text hint = {}) {
    return fail(ErrorCode::Corrupt, "cannot read the tensors", name, std::move(why), std::move(hint));
}

tl::unexpected<Error> badTensor(const std::string& name, const SafeTensor& tensor, Text why, Text hint = {}) {
    return badFile(name + ": tensor " + escapeForDisplay(tensor.name), std::move(why), std::move(hint));
}

/// Bytes of a tensor from its type and shape.
Result<uint64_t> sizeOf(const SafeTensor& tensor, const std::string& name) {
    uint64_t bits = uint64_t(bitsOf(tensor.type));
    int64_t count = 1;
    for (const int64_t dimension : tensor.shape)
        if (__builtin_mul_overflow(bits, uint64_t(dimension), &bits) ||
            __builtin_mul_overflow(count, dimension, &count))
            return badTensor(name, tensor, "its shape is impossibly big");
    if (bits % 8 != 0)
        return badTensor(name, tensor,
                         text("%1 values of type %2 do not fill whole bytes", count, toString(tensor.type)));
    return bits / 8;
}

/// Tensors follow one another from the first byte to the last, without holes, overlaps or a rest.
Status placeTensors(std::vector<Entry>& entries, std::string_view data, const std::string& name) {
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
        return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    uint64_t expected = 0;
    for (Entry& entry : entries) {
        INK_TRY(size, sizeOf(entry.tensor, name));
        if (entry.begin < expected)
            return badTensor(name, entry.tensor, "its bytes overlap those of another tensor");
        if (entry.begin > expected)
            return badTensor(name, entry.tensor,
                             text("%1 bytes before it belong to no tensor", entry.begin - expected));
        if (entry.end - entry.begin != size)
            return badTensor(
                name, entry.tensor,
                text("its shape needs %1 bytes, its offsets give %2", size, entry.end - entry.begin));
        if (entry.end > data.size())
            return badTensor(name, entry.tensor,
                             text("its data is cut off: %1 bytes are missing", entry.end - data.size()),
                             "the file is incomplete: get it again");
        entry.tensor.bytes = size_t(size);
        entry.tensor.data = reinterpret_cast<const std::byte*>(data.data()) + entry.begin;
        expected = entry.end;
    }
    if (expected != data.size())
        return badFile(name, text("%1 bytes at its end belong to no tensor", data.size() - expected));
    return {};
}

} // namespace

Result<Header> parseHeader(std::string_view bytes, const std::string& name, std::stop_token stop) {
    uint64_t length = 0;
    if (bytes.size() < sizeof length)
        return badFile(name, text("its header is too small: the file has %1 bytes", bytes.size()));
    std::memcpy(&length, bytes.data(), sizeof length);
    if (length > maxHeaderBytes)
        return badFile(name,
                       text("its header claims %1 bytes, at most %2 are allowed", length, maxHeaderBytes));
    if (length > bytes.size() - sizeof length)
        return badFile(name,
                       text("its header claims %1 bytes, the file has %2 after it begins", length,
                            bytes.size() - sizeof length),
                       "the file is incomplete or no safetensors file");
    const std::string_view json = bytes.substr(sizeof length, size_t(length));
    if (!simdjson::validate_utf8(json.data(), json.size()))
        return badFile(name, "its header is no valid UTF-8");
    Parser parser(json, name, std::move(stop));
    INK_CHECK(parser.parse());

    std::vector<Entry> entries = parser.entries();
    INK_CHECK(placeTensors(entries, bytes.substr(sizeof length + size_t(length)), name));
    Header header;
    header.metadata = parser.metadata();
    header.tensors.reserve(entries.size());
    for (Entry& entry : entries) header.tensors.push_back(std::move(entry.tensor));
    return header;
}

} // namespace inkstone::safetensors
