#pragma once
// Writes a GGUF version 3 file, atomically. Keys and tensors keep the order in which they were added.

#include "core/tensor/gguf.h"

namespace inkstone {

class GgufWriter {
public:
    explicit GgufWriter(uint32_t alignment = 32); ///< a power of two, at least 8

    void setString(const std::string& key, std::string_view value);
    void setU32(const std::string& key, uint32_t value);
    void setI32(const std::string& key, int32_t value);
    void setU64(const std::string& key, uint64_t value);
    void setF32(const std::string& key, float value);
    void setBool(const std::string& key, bool value);
    void setStrings(const std::string& key, std::span<const std::string> values);
    void setF32s(const std::string& key, std::span<const float> values);
    void setI32s(const std::string& key, std::span<const int32_t> values);
    void setBools(const std::string& key, const std::vector<bool>& values);
    /// Any entry of another file, as it is.
    void copy(const GgufEntry& entry);

    /// `shape` outermost first; `data` must live until write().
    void addTensor(const std::string& name, kernels::DType dtype, std::span<const int64_t> shape,
                   std::span<const std::byte> data);
    /// `write` must give exactly the tensor's bytes.
    void addTensor(const std::string& name, kernels::DType dtype, std::span<const int64_t> shape,
                   WriteFunction write);

    /// Fails as a whole: too long names, shapes that do not fit their type, a full disk.
    Status write(const fs::path& path) const;

private:
    struct Pending {
        std::string name;
        kernels::DType dtype;
        std::vector<int64_t> shape;
        WriteFunction write;
    };
    void beginEntry(const std::string& key, GgufType type);
    void beginArray(const std::string& key, GgufType elementType, size_t count);
    Result<std::string> header() const;

    uint32_t m_alignment;
    uint64_t m_entries = 0;
    std::string m_metadata; ///< entries as they go into the file
    std::vector<Pending> m_tensors;
};

} // namespace inkstone
