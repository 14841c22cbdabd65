#include "core/tensor/gguf_header.h"

#include "core/base/phrase.h"
#include "core/base/utf8.h"
#include "core/tensor/gguf_types.h"

#include <algorithm>
#include <cstring>
#include <unordered_set>

namespace inkstone::gguf {
namespace {

constexpr size_t smallestEntry = 8 + 1 + 4 + 1;      // key length, key, type, value
constexpr size_t smallestTensor = 8 + 1 + 4 + 4 + 8; // name length, name, dimensions, type, offset

class Parser {
public:
    Parser(std::string_view bytes, uint64_t fileBytes, const std::string& name)
        : m_bytes(bytes), m_fileBytes(fileBytes), m_name(name) {}

    Result<Header> parse() {
        INK_CHECK(readMagicAndVersion());
        uint64_t tensors = 0, entries = 0;
        INK_CHECK(readCount(tensors, term("tensors"), smallestTensor));
        INK_CHECK(readCount(entries, term("metadata keys"), smallestEntry));
        for (uint64_t i = 0; i < entries; ++i) INK_CHECK(readEntry());
        INK_CHECK(readAlignment());
        for (uint64_t i = 0; i < tensors; ++i) INK_CHECK(readTensor());
        INK_CHECK(placeTensors());
        return std::move(m_header);
    }

private:
    tl::unexpected<Error> bad(Text why, Text hint = {}) const {
        return fail(ErrorCode::Corrupt, "cannot open the model", m_name + m_place, std::move(why),
                    std::move(hint));
    }
    tl::unexpected<Error> cut() const {
        return bad("the file ends in the middle of its header", "it is damaged or incomplete: get it again");
    }

    size_t remaining() const { return m_bytes.size() - m_position; }

    template <class T> bool read(T& value) {
        if (remaining() < sizeof(T)) return false;
        std::memcpy(&value, m_bytes.data() + m_position, sizeof(T));
        m_position += sizeof(T);
        return true;
    }
    bool readBytes(uint64_t size, std::string_view& bytes) {
        if (size > remaining()) return false;
        bytes = m_bytes.substr(m_position, size_t(size));
        m_position += size_t(size);
        return true;
    }
    bool readString(std::string_view& string) {
        uint64_t size = 0;
        return read(size) && readBytes(size, string);
    }

    Status readMagicAndVersion() {
        std::string_view found;
        if (!readBytes(magic.size(), found) || found != magic)
            return bad("it is no GGUF file", "choose a file whose name ends in .gguf");
        if (!read(m_header.version)) return cut();
        const uint32_t version = m_header.version;
        if (version == 2 || version == 3) return {};
        if ((version & 0xffff) == 0)
            return bad("it was written with the other endianness (big-endian)",
                       "get the little-endian file of this model");
        return bad(text("its GGUF version is %1, versions 2 and 3 can be read", version),
                   version < 2 ? "convert it again with a current llama.cpp" : "");
    }

    Status readCount(uint64_t& count, const char* ofWhat, size_t smallest) {
        if (!read(count)) return cut();
        if (count <= remaining() / smallest) return {};
        return bad(text("it claims %1 %2, more than fit into the file", count, phrase(ofWhat)));
    }

    Status readEntry() {
        m_place.clear();
        GgufEntry entry;
        uint64_t keyBytes = 0;
        if (!read(keyBytes)) return cut();
        if (keyBytes == 0 || keyBytes > maxKeyBytes)
            return bad(text("a metadata key of %1 bytes, 1 to %2 are allowed", keyBytes, maxKeyBytes));
        if (!readBytes(keyBytes, entry.key)) return cut();
        m_place = ": key " + escapeForDisplay(entry.key);
        for (const char c : entry.key)
            if (c < 0x21 || c > 0x7e) return bad("the key has characters other than printable ASCII");
        if (!m_keys.insert(entry.key).second) return bad("the key comes twice");
        if (!read(entry.type)) return cut();
        if (!isKnown(entry.type)) return bad(text("its value has the unknown type %1", uint32_t(entry.type)));
        if (entry.type == GgufType::Array)
            INK_CHECK(readArray(entry));
        else if (entry.type == GgufType::String ? !readString(entry.raw)
                                                : !readBytes(valueBytes(entry.type), entry.raw))
            return cut();
        if (entry.type == GgufType::Bool) INK_CHECK(checkBooleans(entry.raw));
        m_header.entries.push_back(entry);
        return {};
    }

    Status readArray(GgufEntry& entry) {
        if (!read(entry.elementType) || !read(entry.count)) return cut();
        if (entry.elementType == GgufType::Array) return bad("it is a list of lists, which nobody can read");
        if (!isKnown(entry.elementType))
            return bad(text("its items have the unknown type %1", uint32_t(entry.elementType)));
        const size_t itemBytes = valueBytes(entry.elementType);
        if (entry.count > remaining() / (itemBytes ? itemBytes : sizeof(uint64_t)))
            return bad(text("it claims %1 items, more than fit into the file", entry.count));
        if (itemBytes) {
            if (!readBytes(entry.count * itemBytes, entry.raw)) return cut();
            return entry.elementType == GgufType::Bool ? checkBooleans(entry.raw) : Status{};
        }
        const size_t start = m_position;
        std::string_view ignored;
        for (uint64_t i = 0; i < entry.count; ++i)
            if (!readString(ignored)) return cut();
        entry.raw = m_bytes.substr(start, m_position - start);
        return {};
    }

    Status checkBooleans(std::string_view raw) const {
        for (const char c : raw)
            if (c != 0 && c != 1)
                return bad(text("a bool of value %1, only 0 and 1 are allowed", int(uint8_t(c))));
        return {};
    }

    Status readAlignment() {
        m_place = ": key general.alignment";
        for (const GgufEntry& entry : m_header.entries) {
            if (entry.key != "general.alignment") continue;
            if (entry.type != GgufType::U32)
                return bad(text("its type must be u32, it is %1", toString(entry.type)));
            std::memcpy(&m_alignment, entry.raw.data(), sizeof m_alignment);
        }
        const bool powerOfTwo = m_alignment != 0 && (m_alignment & (m_alignment - 1)) == 0;
        if (!powerOfTwo || m_alignment < 8 || m_alignment > maxAlignment)
            return bad(text("%1 is no alignment: a power of two from 8 to %2 is", m_alignment, maxAlignment));
        return {};
    }

    Status readTensor() {
        m_place.clear();
        std::string_view name;
        uint64_t nameBytes = 0;
        if (!read(nameBytes)) return cut();
        if (nameBytes == 0 || nameBytes > maxTensorName)
            return bad(text("a tensor name of %1 bytes, 1 to %2 are allowed", nameBytes, maxTensorName));
        if (!readBytes(nameBytes, name)) return cut();
        m_place = ": tensor " + escapeForDisplay(name);
        if (name.find('\0') != std::string_view::npos) return bad("its name holds a zero byte");
        if (!m_tensorNames.insert(name).second) return bad("the name comes twice");

        GgufTensor tensor;
        tensor.name = name;
        INK_CHECK(readShape(tensor));
        uint64_t offset = 0;
        if (!read(tensor.typeNumber) || !read(offset)) return cut();
        INK_CHECK(setType(tensor));
        m_header.tensors.push_back(std::move(tensor));
        m_header.offsets.push_back(offset);
        return {};
    }

    Status readShape(GgufTensor& tensor) {
        uint32_t dimensions = 0;
        if (!read(dimensions)) return cut();
        if (dimensions > maxDimensions)
            return bad(text("it has %1 dimensions, at most %2 are allowed", dimensions, maxDimensions));
        // No dimension is one value, as ggml reads it.
        tensor.rank = dimensions ? int(dimensions) : 1;
        for (uint32_t i = 0; i < dimensions; ++i) {
            uint64_t size = 0;
            if (!read(size)) return cut();
            if (size > uint64_t(INT64_MAX)) return bad(text("its dimension %1 is negative", int64_t(size)));
            tensor.shape[dimensions - 1 - i] = int64_t(size);
        }
        return {};
    }

    /// Name, sizes and bytes from the type's number.
    Status setType(GgufTensor& tensor) const {
        const TensorType* type = tensorType(tensor.typeNumber);
        if (!type && wasRemoved(tensor.typeNumber))
            return bad(text("its type %1 was removed from the format", tensor.typeNumber),
                       "convert the model again with a current llama.cpp");
        if (!type)
            return bad(text("its type %1 is unknown", tensor.typeNumber),
                       "get the model in another quantisation, for example Q4_K_M or Q8_0");
        tensor.typeName = type->name;
        tensor.dtype = kernels::DType(tensor.typeNumber);
        tensor.supported = kernels::dtypeInfo(tensor.dtype) != nullptr;
        if (tensor.columns() % type->blockElements != 0)
            return bad(text("its rows have %1 values, type %2 needs a multiple of %3", tensor.columns(),
                            type->name, type->blockElements));
        size_t bytes = size_t(type->blockBytes);
        bool fits = !__builtin_mul_overflow(bytes, size_t(tensor.columns() / type->blockElements), &bytes);
        int64_t count = std::max<int64_t>(tensor.columns(), 1); // an empty tensor's other dimensions fit, too
        for (int i = 0; fits && i + 1 < tensor.rank; ++i)
            fits = !__builtin_mul_overflow(bytes, size_t(tensor.shape[size_t(i)]), &bytes) &&
                   !__builtin_mul_overflow(count, std::max<int64_t>(tensor.shape[size_t(i)], 1), &count);
        if (!fits || bytes > m_fileBytes)
            return bad(text("its shape %1 needs more bytes than the file has", tensor.shapeText()),
                       "the file is damaged or incomplete: get it again");
        tensor.bytes = bytes;
        return {};
    }

    /// Tensors follow one another without holes, each padded to the alignment, and all are there.
    Status placeTensors() {
        m_header.headerBytes = m_position;
        m_place.clear();
        if (!padTo(m_position, m_alignment, m_header.dataStart)) return cut();
        uint64_t expected = 0;
        for (size_t i = 0; i < m_header.tensors.size(); ++i) {
            const GgufTensor& tensor = m_header.tensors[i];
            m_place = ": tensor " + escapeForDisplay(tensor.name);
            if (m_header.offsets[i] != expected)
                return bad(
                    text("its data must begin at %1, the file says %2", expected, m_header.offsets[i]));
            const uint64_t space = m_fileBytes > m_header.dataStart ? m_fileBytes - m_header.dataStart : 0;
            if (tensor.bytes > 0 && (expected > space || tensor.bytes > space - expected))
                return bad(
                    text("its data is cut off: %1 bytes are missing", missing(expected, tensor.bytes, space)),
                    "the file is incomplete: get it again");
            if (__builtin_add_overflow(expected, tensor.bytes, &expected) ||
                !padTo(expected, m_alignment, expected))
                return bad("the sizes of the tensors together are impossible");
        }
        return {};
    }

    static uint64_t missing(uint64_t offset, uint64_t bytes, uint64_t space) {
        uint64_t end = 0;
        return __builtin_add_overflow(offset, bytes, &end) ? UINT64_MAX : end - space;
    }

    std::string_view m_bytes;
    uint64_t m_fileBytes;
    std::string m_name;
    std::string m_place; ///< ": key general.alignment"
    size_t m_position = 0;
    uint32_t m_alignment = defaultAlignment;
    Header m_header;
    std::unordered_set<std::string_view> m_keys, m_tensorNames;
};

} // namespace

Result<Header> parseHeader(std::string_view bytes, uint64_t fileBytes, const std::string& name) {
    return Parser(bytes, fileBytes, name).parse();
}

} // namespace inkstone::gguf
