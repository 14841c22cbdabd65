#pragma once
// Puts GGUF bytes together by hand, right or wrong.

#include <cstdint>
#include <string>
#include <vector>

namespace inkstone::test {

template <class T> std::string raw(T value) { return {reinterpret_cast<const char*>(&value), sizeof value}; }
inline std::string rawString(std::string_view text) { return raw(uint64_t(text.size())).append(text); }

struct RawGguf {
    std::string magic = "GGUF";
    uint32_t version = 3;
    int64_t tensorCount = -1, keyCount = -1; ///< -1: what there is
    std::vector<std::string> entries, tensors;
    std::string data;
    uint32_t alignment = 32; ///< of the padding before the data

    RawGguf& entry(std::string_view key, uint32_t type, const std::string& value) {
        entries.push_back(rawString(key) + raw(type) + value);
        return *this;
    }
    RawGguf& string(std::string_view key, std::string_view value) { return entry(key, 8, rawString(value)); }
    RawGguf& array(std::string_view key, uint32_t itemType, uint64_t count, const std::string& items) {
        return entry(key, 9, raw(itemType) + raw(count) + items);
    }
    RawGguf& tensor(std::string_view name, const std::vector<uint64_t>& dims, int32_t type, uint64_t offset) {
        std::string row = rawString(name) + raw(uint32_t(dims.size()));
        for (const uint64_t size : dims) row += raw(size);
        tensors.push_back(row + raw(type) + raw(offset));
        return *this;
    }

    std::string bytes() const {
        std::string out = magic + raw(version);
        out += raw(tensorCount < 0 ? uint64_t(tensors.size()) : uint64_t(tensorCount));
        out += raw(keyCount < 0 ? uint64_t(entries.size()) : uint64_t(keyCount));
        for (const std::string& part : entries) out += part;
        for (const std::string& part : tensors) out += part;
        out.resize((out.size() + alignment - 1) / alignment * alignment);
        return out + data;
    }
};

/// One valid tensor "w" of 2 x 16 floats behind two keys.
inline RawGguf smallGguf() {
    RawGguf file;
    file.string("general.architecture", "llama").entry("test.number", 4, raw(uint32_t(7)));
    file.tensor("w", {16, 2}, 0, 0);
    file.data = std::string(128, '\0');
    return file;
}

} // namespace inkstone::test
