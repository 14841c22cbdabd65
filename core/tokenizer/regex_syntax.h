#pragma once
// The patterns of tokenizer files are written for Oniguruma (Ruby's syntax, its own Unicode); PCRE2 reads
// some of their signs in another way. Here they are spelled so that PCRE2 matches the same texts.

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace inkstone {

/// Refuses what cannot be spelled: properties whose characters are not the same in both, and texts without
/// regard to case where one character stands for several.
Result<std::string> spellForPcre2(std::string_view pattern);

/// \w as Rust's `regex` reads it, as the inside of a class; Oniguruma's differs by six numbers.
extern const std::string_view rustWordCharacters;

} // namespace inkstone
