#pragma once
// Names a tokenizer by its content: 128 bits of xxHash over length-prefixed parts, in hexadecimal.

#include <memory>
#include <string>
#include <string_view>

namespace inkstone {

class Fingerprint {
public:
    Fingerprint();
    ~Fingerprint();
    void add(std::string_view part);
    std::string hex() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace inkstone
