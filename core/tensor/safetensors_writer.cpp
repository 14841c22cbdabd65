#include "core/tensor/safetensors.h"

#include "core/base/json.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <cassert>

namespace inkstone {
namespace {

constexpr size_t headerAlignment = 8;

/// As serde_json writes it: quotes, backslash and control signs are escaped, nothing else.
std::string quoted(const std::string& text) { return dumpJson(Json(text), -1); }

void appendMetadata(std::string& out, const std::map<std::string, std::string>& metadata) {
    out += "\"__metadata__\":{";
    for (bool first = true; const auto& [key, value] : metadata) {
        if (!std::exchange(first, false)) out += ',';
        out += quoted(key) + ':' + quoted(value);
    }
    out += '}';
}

/// The shape was checked.
uint64_t bytesOf(const SafeTensorToWrite& tensor) {
    uint64_t bits = uint64_t(bitsOf(tensor.type));
    for (const int64_t size : tensor.shape) bits *= uint64_t(size);
    return bits / 8;
}

void appendTensor(std::string& out, const SafeTensorToWrite& tensor, uint64_t begin) {
    out += quoted(tensor.name);
    out.append(":{\"dtype\":\"").append(toString(tensor.type)).append("\",\"shape\":[");
    for (size_t i = 0; i < tensor.shape.size(); ++i)
        out.append(i ? "," : "").append(std::to_string(tensor.shape[i]));
    out.append("],\"data_offsets\":[").append(std::to_string(begin)).append(",");
    out.append(std::to_string(begin + bytesOf(tensor))).append("]}");
}

Status check(const SafeTensorToWrite& tensor) {
    const auto bad = [&](Text why) {
        return fail(ErrorCode::Internal, "cannot save the tensor", escapeForDisplay(tensor.name),
                    std::move(why));
    };
    if (tensor.name == "__metadata__" || !isValidUtf8(tensor.name)) return bad("it cannot have this name");
    uint64_t bits = uint64_t(bitsOf(tensor.type));
    for (const int64_t size : tensor.shape)
        if (size < 0 || __builtin_mul_overflow(bits, uint64_t(size), &bits))
            return bad("its shape is impossible");
    if (bits % 8 != 0 || (!tensor.write && bits / 8 != tensor.data.size()))
        return bad(text("its shape needs %1 bytes, %2 were given", bits / 8, tensor.data.size()));
    return {};
}

} // namespace

SafeTensorToWrite SafeTensorToWrite::of(std::string name, const kernels::TensorView& view) {
    const auto type = toSafeType(view.dtype);
    assert(type && view.contiguous());
    SafeTensorToWrite tensor{.name = std::move(name), .type = *type};
    tensor.shape.assign(view.shape.begin(), view.shape.begin() + view.rank);
    tensor.data = {static_cast<const std::byte*>(view.data),
                   size_t(view.count()) * size_t(kernels::dtypeInfo(view.dtype)->blockBytes)};
    return tensor;
}

Status writeSafetensors(const fs::path& path, std::vector<SafeTensorToWrite> tensors,
                        const std::map<std::string, std::string>& metadata) {
    // The widest types first, so that every tensor is aligned to its type.
    std::sort(tensors.begin(), tensors.end(), [](const SafeTensorToWrite& a, const SafeTensorToWrite& b) {
        return a.type != b.type ? a.type > b.type : a.name < b.name;
    });
    std::string header = "{";
    if (!metadata.empty()) appendMetadata(header, metadata);
    uint64_t offset = 0;
    for (size_t i = 0; i < tensors.size(); ++i) {
        INK_CHECK(check(tensors[i]));
        if (i > 0 && tensors[i].name == tensors[i - 1].name)
            return fail(ErrorCode::Internal, "cannot save the tensor", escapeForDisplay(tensors[i].name),
                        "the name comes twice");
        if (header.size() > 1) header += ',';
        appendTensor(header, tensors[i], offset);
        offset += bytesOf(tensors[i]);
    }
    header += '}';
    header.resize((header.size() + headerAlignment - 1) / headerAlignment * headerAlignment, ' ');

    return writeFileAtomically(path, [&](FileWriter& writer) -> Status {
        const uint64_t length = header.size();
        INK_CHECK(writer.write(std::as_bytes(std::span(&length, 1))));
        INK_CHECK(writer.write(header));
        for (const SafeTensorToWrite& tensor : tensors) {
            const uint64_t start = writer.written();
            INK_CHECK(tensor.write ? tensor.write(writer) : writer.write(tensor.data));
            if (writer.written() - start != bytesOf(tensor))
                return fail(ErrorCode::Internal, "cannot save the tensor", escapeForDisplay(tensor.name),
                            text("its shape needs %1 bytes, %2 were given", bytesOf(tensor),
                                 writer.written() - start));
        }
        return {};
    });
}

} // namespace inkstone
