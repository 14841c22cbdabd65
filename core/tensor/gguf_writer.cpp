#include "core/tensor/gguf_writer.h"

#include "core/tensor/gguf_header.h"
#include "core/tensor/gguf_types.h"
#include "core/tensor/tensor.h"

#include <cassert>

namespace inkstone {
namespace {

template <class T> void append(std::string& out, const T& value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void appendString(std::string& out, std::string_view value) {
    append(out, uint64_t(value.size()));
    out += value;
}

tl::unexpected<Error> bad(const std::string& where, Text why) {
    return fail(ErrorCode::InvalidArgument, "cannot write the model", where, std::move(why));
}

} // namespace

GgufWriter::GgufWriter(uint32_t alignment) : m_alignment(alignment) {
    assert(alignment >= 8 && (alignment & (alignment - 1)) == 0);
    if (alignment != gguf::defaultAlignment) setU32("general.alignment", alignment);
}

void GgufWriter::beginEntry(const std::string& key, GgufType type) {
    ++m_entries;
    appendString(m_metadata, key);
    append(m_metadata, type);
}

void GgufWriter::setString(const std::string& key, std::string_view value) {
    beginEntry(key, GgufType::String);
    appendString(m_metadata, value);
}

void GgufWriter::setU32(const std::string& key, uint32_t value) {
    beginEntry(key, GgufType::U32);
    append(m_metadata, value);
}

void GgufWriter::setI32(const std::string& key, int32_t value) {
    beginEntry(key, GgufType::I32);
    append(m_metadata, value);
}

void GgufWriter::setU64(const std::string& key, uint64_t value) {
    beginEntry(key, GgufType::U64);
    append(m_metadata, value);
}

void GgufWriter::setF32(const std::string& key, float value) {
    beginEntry(key, GgufType::F32);
    append(m_metadata, value);
}

void GgufWriter::setBool(const std::string& key, bool value) {
    beginEntry(key, GgufType::Bool);
    append(m_metadata, uint8_t(value));
}

void GgufWriter::beginArray(const std::string& key, GgufType elementType, size_t count) {
    beginEntry(key, GgufType::Array);
    append(m_metadata, elementType);
    append(m_metadata, uint64_t(count));
}

void GgufWriter::setStrings(const std::string& key, std::span<const std::string> values) {
    beginArray(key, GgufType::String, values.size());
    for (const std::string& value : values) appendString(m_metadata, value);
}

void GgufWriter::setF32s(const std::string& key, std::span<const float> values) {
    beginArray(key, GgufType::F32, values.size());
    for (const float value : values) append(m_metadata, value);
}

void GgufWriter::setI32s(const std::string& key, std::span<const int32_t> values) {
    beginArray(key, GgufType::I32, values.size());
    for (const int32_t value : values) append(m_metadata, value);
}

void GgufWriter::setBools(const std::string& key, const std::vector<bool>& values) {
    beginArray(key, GgufType::Bool, values.size());
    for (const bool value : values) append(m_metadata, uint8_t(value));
}

void GgufWriter::copy(const GgufEntry& entry) {
    if (entry.key == "general.alignment") return;
    const std::string key(entry.key);
    if (entry.type == GgufType::Array)
        beginArray(key, entry.elementType, size_t(entry.count));
    else
        beginEntry(key, entry.type);
    if (entry.type == GgufType::String) append(m_metadata, uint64_t(entry.raw.size()));
    m_metadata += entry.raw;
}

void GgufWriter::addTensor(const std::string& name, kernels::DType dtype, std::span<const int64_t> shape,
                           std::span<const std::byte> data) {
    addTensor(name, dtype, shape, [data](FileWriter& writer) { return writer.write(data); });
}

void GgufWriter::addTensor(const std::string& name, kernels::DType dtype, std::span<const int64_t> shape,
                           WriteFunction write) {
    m_tensors.push_back({name, dtype, {shape.begin(), shape.end()}, std::move(write)});
}

Result<std::string> GgufWriter::header() const {
    std::string out(gguf::magic);
    append(out, uint32_t(3));
    append(out, uint64_t(m_tensors.size()));
    append(out, m_entries);
    out += m_metadata;
    uint64_t offset = 0;
    for (const Pending& tensor : m_tensors) {
        size_t bytes = 0;
        if (tensor.shape.empty() || tensor.shape.size() > gguf::maxDimensions ||
            !tensorBytes(tensor.dtype, tensor.shape, bytes))
            return bad(tensor.name, "its shape does not fit its type");
        appendString(out, tensor.name);
        append(out, uint32_t(tensor.shape.size()));
        for (size_t i = tensor.shape.size(); i-- > 0;) append(out, uint64_t(tensor.shape[i]));
        append(out, tensor.dtype);
        append(out, offset);
        if (__builtin_add_overflow(offset, bytes, &offset) || !gguf::padTo(offset, m_alignment, offset))
            return bad(tensor.name, "the tensors together are too big");
    }
    return out;
}

Status GgufWriter::write(const fs::path& path) const {
    INK_TRY(head, header());
    // Whatever the reader would refuse (a key or name twice, a name too long) is not written.
    if (auto readable = gguf::parseHeader(head, uint64_t(INT64_MAX), path.filename().string()); !readable)
        return bad(readable.error().where, readable.error().why);
    return writeFileAtomically(path, [&](FileWriter& writer) -> Status {
        INK_CHECK(writer.write(head));
        INK_CHECK(writer.pad(m_alignment));
        for (const Pending& tensor : m_tensors) {
            size_t bytes = 0;
            tensorBytes(tensor.dtype, tensor.shape, bytes);
            const uint64_t start = writer.written();
            INK_CHECK(tensor.write(writer));
            if (writer.written() - start != bytes)
                return bad(tensor.name, text("%1 bytes were given for it, its shape needs %2",
                                             writer.written() - start, bytes));
            INK_CHECK(writer.pad(m_alignment));
        }
        return {};
    });
}

} // namespace inkstone
