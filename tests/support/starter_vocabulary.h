#pragma once
// The starter model's vocabulary, read by the shortest road that can work, so that tokenizer tests do not
// lean on the product's GGUF reader.

#include "core/tokenizer/tokenizer.h"

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>

namespace inkstone::tests {

inline std::filesystem::path starterModel() {
    const char* data = std::getenv("XDG_DATA_HOME");
    const char* home = std::getenv("HOME");
    const std::filesystem::path base = data && *data
                                           ? std::filesystem::path(data)
                                           : std::filesystem::path(home ? home : ".") / ".local/share";
    return base / "inkstone/models/SmolLM2-135M-Instruct.Q4_1.gguf";
}

/// Walks the key-value part of a trusted GGUF v3 file.
class KeyWalker {
public:
    explicit KeyWalker(const std::filesystem::path& file) : m_in(file, std::ios::binary) {}

    GgufVocabulary read() {
        GgufVocabulary v;
        get<uint32_t>(), get<uint32_t>(), get<uint64_t>();
        for (uint64_t left = get<uint64_t>(); left > 0 && m_in; --left) {
            const std::string key = string();
            value(key, get<uint32_t>());
        }
        v.model = m_strings["tokenizer.ggml.model"].at(0);
        v.pre = m_strings["tokenizer.ggml.pre"].at(0);
        v.chatTemplate = m_strings["tokenizer.chat_template"].at(0);
        v.tokens = m_strings["tokenizer.ggml.tokens"];
        v.merges = m_strings["tokenizer.ggml.merges"];
        for (const int64_t type : m_numbers["tokenizer.ggml.token_type"])
            v.tokenTypes.push_back(int32_t(type));
        v.bos = TokenId(m_numbers["tokenizer.ggml.bos_token_id"].at(0));
        v.eos = TokenId(m_numbers["tokenizer.ggml.eos_token_id"].at(0));
        v.addBos = m_numbers["tokenizer.ggml.add_bos_token"].at(0) != 0;
        v.addSpacePrefix = m_numbers["tokenizer.ggml.add_space_prefix"].at(0) != 0;
        return v;
    }

private:
    template <class T> T get() {
        T t{};
        m_in.read(reinterpret_cast<char*>(&t), sizeof t);
        return t;
    }
    std::string string() {
        std::string s(get<uint64_t>(), '\0');
        m_in.read(s.data(), std::streamsize(s.size()));
        return s;
    }
    void value(const std::string& key, uint32_t type) {
        static constexpr int sizes[] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
        if (type == 8) {
            m_strings[key].push_back(string());
        } else if (type == 9) {
            const uint32_t inner = get<uint32_t>();
            for (uint64_t n = get<uint64_t>(); n > 0 && m_in; --n) value(key, inner);
        } else {
            int64_t number = 0;
            m_in.read(reinterpret_cast<char*>(&number), sizes[type]);
            m_numbers[key].push_back(number);
        }
    }

    std::ifstream m_in;
    std::map<std::string, std::vector<std::string>> m_strings;
    std::map<std::string, std::vector<int64_t>> m_numbers;
};

} // namespace inkstone::tests
