#pragma once
// The 256-value blocks of llama.cpp, whose groups' scales are themselves quantised. Used inside core/model.

#include <cstdint>

namespace inkstone {

constexpr int superBlock = 256;

void quantizeQ4K(const float* x, uint8_t* block); ///< 144 bytes
void quantizeQ5K(const float* x, uint8_t* block); ///< 176 bytes
void quantizeQ6K(const float* x, uint8_t* block); ///< 210 bytes

} // namespace inkstone
