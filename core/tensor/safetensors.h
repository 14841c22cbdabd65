#pragma once
// safetensors, the format of Hugging Face: a JSON header, then the tensors, without holes. The reader has its
// own strict header parser (duplicate keys refused); the writer makes the same bytes as the reference.

#include "core/base/file.h"
#include "kernels/tensor_view.h"

#include <map>
#include <optional>
#include <stop_token>
#include <unordered_map>

namespace inkstone {

/// In the reference's order, smallest alignment first; the writer sorts by it.
enum class SafeType : uint8_t {
    BOOL,
    F4,
    F6_E2M3,
    F6_E3M2,
    U8,
    I8,
    F8_E5M2,
    F8_E4M3,
    F8_E8M0,
    F8_E4M3FNUZ,
    F8_E5M2FNUZ,
    I16,
    U16,
    F16,
    BF16,
    I32,
    U32,
    F32,
    C64,
    F64,
    I64,
    U64,
};
const char* toString(SafeType type);
int bitsOf(SafeType type);
/// The type of the op table with the same bytes, where there is one.
std::optional<kernels::DType> toDType(SafeType type);
/// Plain types only; none for blocks.
std::optional<SafeType> toSafeType(kernels::DType type);

struct SafeTensor {
    std::string name; ///< opaque: may hold anything; never a path; escapeForDisplay() before showing
    SafeType type = SafeType::F32;
    std::vector<int64_t> shape; ///< outermost first, [] is a scalar, dimensions may be 0
    const std::byte* data = nullptr;
    size_t bytes = 0;

    std::optional<kernels::DType> dtype() const { return toDType(type); }
    int64_t count() const;
    /// Looks at the mapped file: read only, whatever the view's type says. Fails for types without a DType
    /// and for more than four dimensions.
    Result<kernels::TensorView> view() const;
};

class SafetensorsFile {
public:
    static Result<std::shared_ptr<const SafetensorsFile>> open(const fs::path& path,
                                                               std::stop_token stop = {});

    const fs::path& path() const { return m_file->path(); }
    const MappedFile& file() const { return *m_file; }
    Status checkIntact() const { return m_file->checkIntact(); }

    /// In the order of their bytes.
    const std::vector<SafeTensor>& tensors() const { return m_tensors; }
    const SafeTensor* find(std::string_view name) const; ///< null when absent
    Result<const SafeTensor*> tensor(std::string_view name) const;
    /// `__metadata__`
    const std::map<std::string, std::string>& metadata() const { return m_metadata; }

private:
    SafetensorsFile() = default;

    std::shared_ptr<const MappedFile> m_file;
    std::vector<SafeTensor> m_tensors;
    std::map<std::string, std::string> m_metadata;
    std::unordered_map<std::string_view, size_t> m_index;
};

struct SafeTensorToWrite {
    std::string name;
    SafeType type = SafeType::F32;
    std::vector<int64_t> shape;
    std::span<const std::byte> data;
    WriteFunction write; ///< instead of `data`: gives exactly the tensor's bytes when their turn comes

    static SafeTensorToWrite of(std::string name,
                                const kernels::TensorView& view); ///< contiguous, plain type
};

/// Atomic; order, padding and JSON as the reference writes them. PEFT and transformers want {"format": "pt"}.
Status writeSafetensors(const fs::path& path, std::vector<SafeTensorToWrite> tensors,
                        const std::map<std::string, std::string>& metadata = {{"format", "pt"}});

} // namespace inkstone
