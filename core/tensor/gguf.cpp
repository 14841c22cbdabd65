#include "core/tensor/gguf.h"

#include "core/base/utf8.h"
#include "core/tensor/gguf_types.h"

#include <cmath>
#include <cstring>

namespace inkstone {
namespace {

template <class T> T valueAt(std::string_view raw, size_t index = 0) {
    T value;
    std::memcpy(&value, raw.data() + index * sizeof(T), sizeof(T));
    return value;
}

/// The next string of an array; the lengths were checked when the file was opened.
std::string_view takeString(std::string_view& raw) {
    const auto size = size_t(valueAt<uint64_t>(raw));
    const std::string_view string = raw.substr(sizeof(uint64_t), size);
    raw.remove_prefix(sizeof(uint64_t) + size);
    return string;
}

bool isInteger(GgufType type) {
    return gguf::valueBytes(type) > 0 && type != GgufType::F32 && type != GgufType::F64 &&
           type != GgufType::Bool;
}

int64_t integerAt(GgufType type, std::string_view raw, size_t i, bool& tooBig) {
    switch (type) {
    case GgufType::U8:
        return valueAt<uint8_t>(raw, i);
    case GgufType::I8:
        return valueAt<int8_t>(raw, i);
    case GgufType::U16:
        return valueAt<uint16_t>(raw, i);
    case GgufType::I16:
        return valueAt<int16_t>(raw, i);
    case GgufType::U32:
        return valueAt<uint32_t>(raw, i);
    case GgufType::I32:
        return valueAt<int32_t>(raw, i);
    case GgufType::I64:
        return valueAt<int64_t>(raw, i);
    default:
        break;
    }
    const auto value = valueAt<uint64_t>(raw, i);
    tooBig = value > uint64_t(INT64_MAX);
    return tooBig ? INT64_MAX : int64_t(value);
}

std::string shownItem(GgufType type, std::string_view raw, size_t i) {
    switch (type) {
    case GgufType::Bool:
        return valueAt<uint8_t>(raw, i) ? "true" : "false";
    case GgufType::F32:
        return detail::toArgument(double(valueAt<float>(raw, i)));
    case GgufType::F64:
        return detail::toArgument(valueAt<double>(raw, i));
    case GgufType::U64:
        return std::to_string(valueAt<uint64_t>(raw, i));
    default:
        break;
    }
    bool tooBig = false;
    return std::to_string(integerAt(type, raw, i, tooBig));
}

} // namespace

std::string GgufEntry::shown(size_t maxBytes) const {
    if (type == GgufType::String) return escapeForDisplay(raw, maxBytes);
    if (type != GgufType::Array) return shownItem(type, raw, 0);
    std::string out = "[";
    out.append(std::to_string(count)).append(" × ").append(toString(elementType)).append("]");
    std::string_view rest = raw;
    for (uint64_t i = 0; i < count; ++i) {
        const std::string item = elementType == GgufType::String
                                     ? escapeForDisplay(takeString(rest), maxBytes)
                                     : shownItem(elementType, raw, size_t(i));
        if (out.size() + item.size() + 2 > maxBytes) return out + ", …";
        out.append(i == 0 ? " " : ", ").append(item);
    }
    return out;
}

std::string GgufTensor::shapeText() const {
    std::string out = "[";
    for (int i = 0; i < rank; ++i) out.append(i ? ", " : "").append(std::to_string(shape[size_t(i)]));
    out += ']';
    return out;
}

kernels::TensorView GgufTensor::view() const {
    assert(supported);
    kernels::TensorView view;
    view.data = const_cast<std::byte*>(data);
    view.dtype = dtype;
    view.rank = rank;
    view.shape = shape;
    uint64_t stride = 1; // of an empty tensor it may overflow, and is never used
    for (size_t i = size_t(rank); i-- > 0; stride *= uint64_t(shape[i])) view.strides[i] = int64_t(stride);
    return view;
}

uint64_t GgufFile::fileBytes() const {
    uint64_t total = 0;
    for (const auto& part : m_parts) total += part->size();
    return total;
}

Status GgufFile::checkIntact() const {
    for (const auto& part : m_parts) INK_CHECK(part->checkIntact());
    return {};
}

void GgufFile::releasePages(const GgufTensor& tensor) const {
    for (const auto& part : m_parts) {
        const std::span<const std::byte> bytes = part->bytes();
        if (tensor.data < bytes.data() || tensor.data >= bytes.data() + bytes.size()) continue;
        part->adviseDontNeed({tensor.data, tensor.bytes});
    }
}

tl::unexpected<Error> GgufFile::wrongKey(std::string_view key, Text why, Text hint) const {
    return fail(ErrorCode::Corrupt, "cannot open the model", name() + ": key " + escapeForDisplay(key),
                std::move(why), std::move(hint));
}

const GgufEntry* GgufFile::entry(std::string_view key) const {
    const auto found = m_keyIndex.find(key);
    return found == m_keyIndex.end() ? nullptr : &m_metadata[found->second];
}

Result<const GgufEntry*> GgufFile::typed(std::string_view key, GgufType type) const {
    const GgufEntry* found = entry(key);
    if (!found) return wrongKey(key, "it is missing");
    if (found->type != type)
        return wrongKey(key, text("its type must be %1, it is %2", toString(type), toString(found->type)));
    return found;
}

Result<const GgufEntry*> GgufFile::typedArray(std::string_view key, GgufType elementType) const {
    INK_TRY(found, typed(key, GgufType::Array));
    if (found->elementType != elementType)
        return wrongKey(key, text("its items must be %1, they are %2", toString(elementType),
                                  toString(found->elementType)));
    return found;
}

Result<std::string> GgufFile::string(std::string_view key) const {
    INK_TRY(found, typed(key, GgufType::String));
    return std::string(found->raw);
}

Result<int64_t> GgufFile::integer(std::string_view key, int64_t min, int64_t max) const {
    const GgufEntry* found = entry(key);
    if (!found) return wrongKey(key, "it is missing");
    if (!isInteger(found->type))
        return wrongKey(key, text("it must be a whole number, its type is %1", toString(found->type)));
    bool tooBig = false;
    const int64_t value = integerAt(found->type, found->raw, 0, tooBig);
    if (tooBig || value < min || value > max)
        return wrongKey(key, text("it must be between %1 and %2, it is %3", min, max, found->shown()));
    return value;
}

Result<double> GgufFile::number(std::string_view key) const {
    const GgufEntry* found = entry(key);
    if (!found) return wrongKey(key, "it is missing");
    if (found->type != GgufType::F32 && found->type != GgufType::F64)
        return wrongKey(key, text("its type must be f32, it is %1", toString(found->type)));
    const double value =
        found->type == GgufType::F32 ? double(valueAt<float>(found->raw)) : valueAt<double>(found->raw);
    if (!std::isfinite(value)) return wrongKey(key, "it is not a finite number");
    return value;
}

Result<bool> GgufFile::boolean(std::string_view key) const {
    INK_TRY(found, typed(key, GgufType::Bool));
    return valueAt<uint8_t>(found->raw) != 0;
}

Result<std::vector<std::string>> GgufFile::strings(std::string_view key) const {
    INK_TRY(found, typedArray(key, GgufType::String));
    std::vector<std::string> values;
    values.reserve(size_t(found->count));
    std::string_view rest = found->raw;
    for (uint64_t i = 0; i < found->count; ++i) values.emplace_back(takeString(rest));
    return values;
}

Result<std::vector<float>> GgufFile::floats(std::string_view key) const {
    INK_TRY(found, typedArray(key, GgufType::F32));
    std::vector<float> values(size_t(found->count));
    if (!values.empty()) std::memcpy(values.data(), found->raw.data(), found->raw.size());
    return values;
}

Result<std::vector<int32_t>> GgufFile::integers(std::string_view key) const {
    INK_TRY(found, typed(key, GgufType::Array));
    if (found->elementType != GgufType::I32 && found->elementType != GgufType::U32)
        return wrongKey(key, text("its items must be i32, they are %1", toString(found->elementType)));
    std::vector<int32_t> values(size_t(found->count));
    for (size_t i = 0; i < values.size(); ++i) {
        values[i] = valueAt<int32_t>(found->raw, i);
        if (found->elementType == GgufType::U32 && values[i] < 0)
            return wrongKey(key, text("its item %1 is too big: %2", i, uint32_t(values[i])));
    }
    return values;
}

Result<std::vector<bool>> GgufFile::booleans(std::string_view key) const {
    INK_TRY(found, typedArray(key, GgufType::Bool));
    return std::vector<bool>(found->raw.begin(), found->raw.end());
}

Result<std::string> GgufFile::stringOr(std::string_view key, std::string fallback) const {
    if (!has(key)) return fallback;
    return string(key);
}

Result<int64_t> GgufFile::integerOr(std::string_view key, int64_t fallback, int64_t min, int64_t max) const {
    if (!has(key)) return fallback;
    return integer(key, min, max);
}

Result<double> GgufFile::numberOr(std::string_view key, double fallback) const {
    if (!has(key)) return fallback;
    return number(key);
}

Result<std::optional<bool>> GgufFile::optionalBoolean(std::string_view key) const {
    if (!has(key)) return std::optional<bool>();
    INK_TRY(value, boolean(key));
    return std::optional<bool>(value);
}

const GgufTensor* GgufFile::find(std::string_view name) const {
    const auto found = m_tensorIndex.find(name);
    return found == m_tensorIndex.end() ? nullptr : &m_tensors[found->second];
}

Result<const GgufTensor*> GgufFile::tensor(std::string_view tensorName) const {
    const Text what = "cannot open the model";
    const std::string where = name() + ": tensor " + escapeForDisplay(tensorName);
    const GgufTensor* found = find(tensorName);
    if (!found) return fail(ErrorCode::Corrupt, what, where, "it is missing");
    if (!found->supported || !kernels::dtypeInfo(found->dtype)->dequantizes)
        return fail(ErrorCode::Unsupported, what, where,
                    text("it is of type %1, which cannot be computed with", found->typeName),
                    "get the model in another quantisation, for example Q4_K_M or Q8_0");
    return found;
}

} // namespace inkstone
