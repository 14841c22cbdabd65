#include "core/tensor/non_finite.h"

#include <cmath>
#include <cstring>

namespace inkstone {
namespace {

using kernels::DType;

bool isFinite(DType dtype, const std::byte* at) {
    if (dtype == DType::F64) {
        double value;
        std::memcpy(&value, at, sizeof value);
        return std::isfinite(value);
    }
    if (dtype == DType::F32) {
        float value;
        std::memcpy(&value, at, sizeof value);
        return std::isfinite(value);
    }
    uint16_t bits;
    std::memcpy(&bits, at, sizeof bits);
    const uint16_t exponent = dtype == DType::BF16 ? 0x7f80 : 0x7c00;
    return (bits & exponent) != exponent;
}

/// Where the half-precision scales of a block lie; -1 ends the list.
std::array<int, 2> scaleOffsets(DType dtype) {
    switch (dtype) {
    case DType::Q4_1:
    case DType::Q5_1:
    case DType::Q4_K:
    case DType::Q5_K:
        return {0, 2};
    case DType::Q4_0:
    case DType::Q5_0:
    case DType::Q8_0:
    case DType::IQ4_NL:
    case DType::IQ4_XS:
        return {0, -1};
    case DType::Q2_K:
        return {80, 82};
    case DType::Q3_K:
        return {108, -1};
    case DType::Q6_K:
        return {208, -1};
    default:
        return {-1, -1};
    }
}

bool isFloat(DType dtype) {
    return dtype == DType::F32 || dtype == DType::F64 || dtype == DType::F16 || dtype == DType::BF16;
}

void add(NonFinite& sum, int64_t count, const std::string& tensor) {
    if (count > 0 && sum.count == 0) sum.firstTensor = tensor;
    sum.count += count;
}

} // namespace

int64_t countNonFinite(DType dtype, std::span<const std::byte> bytes) {
    const auto blockBytes = size_t(kernels::dtypeInfo(dtype)->blockBytes);
    const std::array offsets = isFloat(dtype) ? std::array{0, -1} : scaleOffsets(dtype);
    const DType element = isFloat(dtype) ? dtype : DType::F16;
    if (offsets[0] < 0) return 0;
    int64_t count = 0;
    for (size_t block = 0; block + blockBytes <= bytes.size(); block += blockBytes) {
        bool finite = true;
        for (const int offset : offsets)
            if (offset >= 0) finite = finite && isFinite(element, bytes.data() + block + size_t(offset));
        count += !finite;
    }
    return count;
}

Result<NonFinite> countNonFinite(const SafetensorsFile& file, std::stop_token stop) {
    NonFinite sum;
    for (const SafeTensor& tensor : file.tensors()) {
        if (stop.stop_requested()) return fail(ErrorCode::Cancelled, "the check was stopped");
        if (const auto dtype = tensor.dtype())
            add(sum, countNonFinite(*dtype, {tensor.data, tensor.bytes}), tensor.name);
    }
    INK_CHECK(file.checkIntact());
    return sum;
}

Result<NonFinite> countNonFinite(const GgufFile& file, std::stop_token stop) {
    NonFinite sum;
    for (const GgufTensor& tensor : file.tensors()) {
        if (stop.stop_requested()) return fail(ErrorCode::Cancelled, "the check was stopped");
        if (tensor.supported)
            add(sum, countNonFinite(tensor.dtype, {tensor.data, tensor.bytes}), tensor.name);
    }
    INK_CHECK(file.checkIntact());
    return sum;
}

} // namespace inkstone
