#pragma once
// Random weight matrices of every storage type, as a file would hold them.

#include "kernels/ops.h"

#include <cstring>
#include <random>
#include <vector>

namespace inkstone::kernels::testing {

inline const std::vector<DType>& sourceTypes() {
    static const std::vector<DType> types = {DType::F32,  DType::F16,    DType::BF16,  DType::Q4_0,
                                             DType::Q4_1, DType::Q5_0,   DType::Q5_1,  DType::Q8_0,
                                             DType::Q2_K, DType::Q3_K,   DType::Q4_K,  DType::Q5_K,
                                             DType::Q6_K, DType::IQ4_NL, DType::IQ4_XS};
    return types;
}

/// Bytes of a row whose scales are plausible: random quants, f16 fields between 2^-7 and 2^-6 of either sign.
class RandomWeights {
public:
    RandomWeights(DType dtype, int64_t rows, int64_t columns, uint32_t seed, RowOrder order = RowOrder::Plain,
                  int headDim = 0)
        : m_bytes(size_t(rows) * rowBytes(dtype, columns)) {
        m_source = {m_bytes.data(), dtype, rows, columns, order, headDim};
        std::mt19937 engine(seed);
        for (std::byte& byte : m_bytes) byte = std::byte(engine() & 255);
        const DTypeInfo& info = *dtypeInfo(dtype);
        for (size_t at = 0; at < m_bytes.size(); at += size_t(info.blockBytes)) {
            if (dtype == DType::F32)
                put(at, float(int(engine() % 2001) - 1000) / 16384.f);
            else
                for (size_t field : halfFields(dtype)) putHalf(at + field, engine());
        }
    }
    RandomWeights(const RandomWeights&) = delete;

    const WeightSource& source() const { return m_source; }

private:
    static std::vector<size_t> halfFields(DType dtype) {
        switch (dtype) {
        case DType::Q4_1:
        case DType::Q5_1:
        case DType::Q4_K:
        case DType::Q5_K:
            return {0, 2};
        case DType::Q2_K:
            return {80, 82};
        case DType::Q3_K:
            return {108};
        case DType::Q6_K:
            return {208};
        default:
            return {0};
        }
    }
    void put(size_t at, float value) { std::memcpy(m_bytes.data() + at, &value, 4); }
    void putHalf(size_t at, uint32_t random) {
        const uint16_t sign = uint16_t(random & 0x8000);
        const uint16_t bits = m_source.dtype == DType::BF16 ? uint16_t(sign | 0x3c00 | (random & 0xff))
                                                            : uint16_t(sign | 0x2000 | (random & 0x3ff));
        std::memcpy(m_bytes.data() + at, &bits, 2);
    }

    std::vector<std::byte> m_bytes;
    WeightSource m_source;
};

/// A packed weight and the aligned memory it lies in.
class Packed {
public:
    Packed(const Ops& ops, Stream& stream, Packing packing, const WeightSource& source) {
        weight = {packing, source};
        weight.bytes = ops.packedBytes(packing, source);
        m_memory.assign(weight.bytes + 128, std::byte(0xa5));
        std::byte* start = m_memory.data() + 64 - reinterpret_cast<uintptr_t>(m_memory.data()) % 64;
        if (weight.bytes) {
            ops.pack(stream, packing, source, start);
            weight.data = start;
        }
    }
    Packed(const Packed&) = delete;
    /// Nothing was written behind the packed bytes.
    bool guardIntact() const {
        const std::byte* end = m_memory.data() + m_memory.size();
        for (const std::byte* p = weight.data + weight.bytes; p < end; ++p) {
            if (*p != std::byte(0xa5)) return false;
        }
        return true;
    }
    PackedWeight weight;

private:
    std::vector<std::byte> m_memory;
};

} // namespace inkstone::kernels::testing
