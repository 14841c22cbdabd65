#pragma once
// GGUF, the format of llama.cpp: metadata keys, then tensors, in one mapped file or a split set. Versions 2
// and 3, little-endian. Every count, size and offset is checked before use; the metadata is copied, the
// weights are not.

#include "core/base/file.h"
#include "kernels/tensor_view.h"

#include <deque>
#include <optional>
#include <unordered_map>

namespace inkstone {

/// Numbers as in the file.
enum class GgufType : uint32_t { U8, I8, U16, I16, U32, I32, F32, Bool, String, Array, U64, I64, F64 };
const char* toString(GgufType type);

struct GgufEntry {
    std::string_view key;
    GgufType type = GgufType::U8;
    GgufType elementType = GgufType::U8; ///< of an array
    uint64_t count = 1;                  ///< items of an array
    std::string_view raw; ///< the value's bytes; a string's or array's length is not part of it

    /// For a table of all keys: "llama", "10000", "[49152 strings] <|endoftext|>, ..."; escaped and cut.
    std::string shown(size_t maxBytes = 120) const;
};

struct GgufTensor {
    std::string name;
    int32_t typeNumber = 0;    ///< as in the file
    const char* typeName = ""; ///< "Q4_1", "IQ2_XXS"
    bool supported = false;    ///< `dtype` is a type of ours
    kernels::DType dtype = kernels::DType::F32;
    int rank = 0;
    std::array<int64_t, 4> shape{1, 1, 1, 1}; ///< outermost first, the reverse of the file's order
    const std::byte* data = nullptr;
    size_t bytes = 0;

    int64_t rows() const { return rank >= 2 ? shape[size_t(rank) - 2] : 1; }
    int64_t columns() const { return shape[size_t(rank) - 1]; }
    /// Of an empty tensor the other dimensions' product may be more than any number holds.
    int64_t count() const {
        uint64_t product = 1;
        for (const int64_t n : shape) product *= uint64_t(n);
        return int64_t(product);
    }
    std::string shapeText() const; ///< "[576, 49152]"
    /// Looks at the mapped file: read only, whatever the view's type says.
    kernels::TensorView view() const;
};

class GgufFile {
public:
    /// Any part of a split set opens the whole set, which must be complete and of one piece.
    static Result<std::shared_ptr<const GgufFile>> open(const fs::path& path);

    const fs::path& path() const { return m_path; }
    std::string name() const { return m_path.filename().string(); } ///< for messages
    uint32_t version() const { return m_version; }
    uint64_t fileBytes() const; ///< of all parts
    const std::vector<std::shared_ptr<const MappedFile>>& parts() const { return m_parts; }
    /// The parts still are as long as they were when opened.
    Status checkIntact() const;
    /// The pages of this tensor may leave memory.
    void releasePages(const GgufTensor& tensor) const;

    // Metadata. A getter fails when the key is absent, of another type, out of range or not finite; it names
    // both.
    const std::vector<GgufEntry>& metadata() const { return m_metadata; }
    bool has(std::string_view key) const { return entry(key) != nullptr; }
    const GgufEntry* entry(std::string_view key) const;

    Result<std::string> string(std::string_view key) const;
    /// Any integer type.
    Result<int64_t> integer(std::string_view key, int64_t min = INT64_MIN, int64_t max = INT64_MAX) const;
    /// F32 or F64, finite.
    Result<double> number(std::string_view key) const;
    Result<bool> boolean(std::string_view key) const;
    Result<std::vector<std::string>> strings(std::string_view key) const;
    Result<std::vector<float>> floats(std::string_view key) const; ///< F32 items only
    /// I32 or U32 items that fit an int32.
    Result<std::vector<int32_t>> integers(std::string_view key) const;
    Result<std::vector<bool>> booleans(std::string_view key) const;

    // The same for keys that may be absent: the fallback then, an error still when the type is wrong.
    Result<std::string> stringOr(std::string_view key, std::string fallback) const;
    Result<int64_t> integerOr(std::string_view key, int64_t fallback, int64_t min = INT64_MIN,
                              int64_t max = INT64_MAX) const;
    Result<double> numberOr(std::string_view key, double fallback) const;
    Result<std::optional<bool>> optionalBoolean(std::string_view key) const;

    // Tensors, in the order of the file.
    const std::vector<GgufTensor>& tensors() const { return m_tensors; }
    const GgufTensor* find(std::string_view name) const; ///< null when absent
    /// A weight to compute with: fails, by name, when it is absent or of a type that Ops::dequantize does not
    /// read.
    Result<const GgufTensor*> tensor(std::string_view name) const;

    /// An Error that begins "cannot open the model" and names this file and `key`.
    tl::unexpected<Error> wrongKey(std::string_view key, Text why, Text hint = {}) const;

private:
    friend class GgufOpener;
    GgufFile() = default;
    Result<const GgufEntry*> typed(std::string_view key, GgufType type) const;
    Result<const GgufEntry*> typedArray(std::string_view key, GgufType elementType) const;

    fs::path m_path;
    uint32_t m_version = 0;
    std::vector<std::shared_ptr<const MappedFile>> m_parts;
    std::deque<std::string> m_headers; ///< one per part; entries look into them, so they never move
    std::vector<GgufEntry> m_metadata;
    std::vector<GgufTensor> m_tensors;
    std::unordered_map<std::string_view, size_t> m_keyIndex, m_tensorIndex;
};

} // namespace inkstone
