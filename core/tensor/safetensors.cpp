#include "core/tensor/safetensors.h"

#include "core/base/utf8.h"
#include "core/tensor/safetensors_header.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace inkstone {
namespace {

struct TypeRow {
    SafeType type;
    const char* name;
    int bits;
};

constexpr std::array types = std::to_array<TypeRow>({
    {SafeType::BOOL, "BOOL", 8},
    {SafeType::F4, "F4", 4},
    {SafeType::F6_E2M3, "F6_E2M3", 6},
    {SafeType::F6_E3M2, "F6_E3M2", 6},
    {SafeType::U8, "U8", 8},
    {SafeType::I8, "I8", 8},
    {SafeType::F8_E5M2, "F8_E5M2", 8},
    {SafeType::F8_E4M3, "F8_E4M3", 8},
    {SafeType::F8_E8M0, "F8_E8M0", 8},
    {SafeType::F8_E4M3FNUZ, "F8_E4M3FNUZ", 8},
    {SafeType::F8_E5M2FNUZ, "F8_E5M2FNUZ", 8},
    {SafeType::I16, "I16", 16},
    {SafeType::U16, "U16", 16},
    {SafeType::F16, "F16", 16},
    {SafeType::BF16, "BF16", 16},
    {SafeType::I32, "I32", 32},
    {SafeType::U32, "U32", 32},
    {SafeType::F32, "F32", 32},
    {SafeType::C64, "C64", 64},
    {SafeType::F64, "F64", 64},
    {SafeType::I64, "I64", 64},
    {SafeType::U64, "U64", 64},
});

std::string placeOf(const fs::path& path, std::string_view tensor) {
    return path.filename().string() + ": tensor " + escapeForDisplay(tensor);
}

} // namespace

const char* toString(SafeType type) { return types[size_t(type)].name; }
int bitsOf(SafeType type) { return types[size_t(type)].bits; }

std::optional<SafeType> safeTypeNamed(std::string_view name) {
    for (const TypeRow& row : types)
        if (name == row.name) return row.type;
    return {};
}

std::optional<kernels::DType> toDType(SafeType type) {
    using kernels::DType;
    switch (type) {
    case SafeType::I8:
        return DType::I8;
    case SafeType::I16:
        return DType::I16;
    case SafeType::F16:
        return DType::F16;
    case SafeType::BF16:
        return DType::BF16;
    case SafeType::I32:
        return DType::I32;
    case SafeType::F32:
        return DType::F32;
    case SafeType::F64:
        return DType::F64;
    case SafeType::I64:
        return DType::I64;
    default:
        return {};
    }
}

std::optional<SafeType> toSafeType(kernels::DType dtype) {
    for (const TypeRow& row : types)
        if (toDType(row.type) == dtype) return row.type;
    return {};
}

int64_t SafeTensor::count() const {
    uint64_t product = 1; // of an empty tensor it may overflow on the way to 0
    for (const int64_t size : shape) product *= uint64_t(size);
    return int64_t(product);
}

Result<kernels::TensorView> SafeTensor::view() const {
    const auto known = dtype();
    const Text what = "cannot use the tensor";
    if (!known)
        return fail(ErrorCode::Unsupported, what, escapeForDisplay(name),
                    text("it is of type %1", toString(type)));
    if (shape.size() > 4)
        return fail(ErrorCode::Unsupported, what, escapeForDisplay(name),
                    text("it has %1 dimensions, at most 4 can be used", shape.size()));
    kernels::TensorView view;
    view.data = const_cast<std::byte*>(data);
    view.dtype = *known;
    view.rank = std::max(1, int(shape.size()));
    view.strides[0] = 1;
    uint64_t stride = 1; // of an empty tensor it may overflow, and is never used
    for (size_t i = shape.size(); i-- > 0; stride *= uint64_t(shape[i])) {
        view.shape[i] = shape[i];
        view.strides[i] = int64_t(stride);
    }
    return view;
}

Result<std::shared_ptr<const SafetensorsFile>> SafetensorsFile::open(const fs::path& path,
                                                                     std::stop_token stop) {
    std::shared_ptr<SafetensorsFile> file(new SafetensorsFile());
    INK_TRY(mapped, MappedFile::open(path));
    const std::string_view bytes(reinterpret_cast<const char*>(mapped->bytes().data()), mapped->size());
    INK_TRY(header, safetensors::parseHeader(bytes, path.filename().string(), stop));
    file->m_tensors = std::move(header.tensors);
    file->m_metadata = std::move(header.metadata);
    file->m_index.reserve(file->m_tensors.size());
    for (size_t i = 0; i < file->m_tensors.size(); ++i)
        if (!file->m_index.emplace(file->m_tensors[i].name, i).second)
            return fail(ErrorCode::Corrupt, "cannot read the tensors", placeOf(path, file->m_tensors[i].name),
                        "the name comes twice");
    INK_CHECK(mapped->checkIntact());
    file->m_file = std::move(mapped);
    return std::shared_ptr<const SafetensorsFile>(std::move(file));
}

const SafeTensor* SafetensorsFile::find(std::string_view name) const {
    const auto found = m_index.find(name);
    return found == m_index.end() ? nullptr : &m_tensors[found->second];
}

Result<const SafeTensor*> SafetensorsFile::tensor(std::string_view name) const {
    if (const SafeTensor* found = find(name)) return found;
    return fail(ErrorCode::Corrupt, "cannot read the tensors", placeOf(path(), name), "it is missing");
}

} // namespace inkstone
