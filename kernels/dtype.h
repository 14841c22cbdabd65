#pragma once
// Element types as they lie in files and buffers. Block types (Q4_0...) store `blockElements` values in
// `blockBytes` bytes; numbers and layouts are GGUF's.

#include <cstddef>
#include <cstdint>

namespace inkstone::kernels {

/// The values are GGUF's type numbers, so a file's number is a DType once dtypeInfo() knows it.
enum class DType : int32_t {
    F32 = 0,
    F16 = 1,
    Q4_0 = 2,
    Q4_1 = 3,
    Q5_0 = 6,
    Q5_1 = 7,
    Q8_0 = 8,
    Q2_K = 10,
    Q3_K = 11,
    Q4_K = 12,
    Q5_K = 13,
    Q6_K = 14,
    IQ4_NL = 20,
    IQ4_XS = 23,
    I8 = 24,
    I16 = 25,
    I32 = 26,
    I64 = 27,
    F64 = 28,
    BF16 = 30,
};

struct DTypeInfo {
    const char* name;  ///< "Q4_K"
    int blockElements; ///< values per block, 1 for plain types
    int blockBytes;    ///< bytes per block
    bool dequantizes;  ///< Ops::dequantize reads it
};

/// Null for a number that is no type of ours.
const DTypeInfo* dtypeInfo(DType type);

/// Bytes of one row of `columns` values; `columns` must be a multiple of the block.
inline size_t rowBytes(DType type, int64_t columns) {
    const DTypeInfo* info = dtypeInfo(type);
    return size_t(columns / info->blockElements) * size_t(info->blockBytes);
}

/// bfloat16 storage: the upper half of a float. Conversion rounds to nearest even, NaN stays NaN.
struct Bf16 {
    uint16_t bits = 0;
};
float toFloat(Bf16 value);
Bf16 toBf16(float value);

/// IEEE half storage.
struct F16 {
    uint16_t bits = 0;
};
float toFloat(F16 value);
F16 toF16(float value);

} // namespace inkstone::kernels
