#pragma once
// The patterns of most byte-level vocabularies, written out as loops: the same pieces as PCRE2 finds, many
// times faster. Every such pattern matches everywhere, so a piece begins where the last one ended.

#include <cstddef>
#include <string_view>

namespace inkstone {

/// Where the piece ends that begins at `from` < text.size(), in valid UTF-8.
using WordScanner = size_t (*)(std::string_view text, size_t from);

/// Null when the pattern is none of them.
WordScanner wordScanner(std::string_view pattern);

} // namespace inkstone
