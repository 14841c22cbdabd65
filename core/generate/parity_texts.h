#pragma once
// The texts a copy of a model is compared on: resources/parity, built into the program.

#include <string_view>

namespace inkstone {

/// English, Chinese, code and numbers, a few hundred tokens.
std::string_view calibrationText();
/// Twenty questions, one a line.
std::string_view parityPrompts();

} // namespace inkstone
