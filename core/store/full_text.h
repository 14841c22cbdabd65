#pragma once
// Full text in which Chinese, Japanese and Korean words are found inside sentences: runs of CJK characters
// are indexed as overlapping pairs (今天天气 -> 今天 天天 天气 气), everything else as words. Queries are cut
// alike.

#include <string>
#include <string_view>

namespace inkstone {

/// The words to index for `utf8`, separated by spaces.
std::string indexText(std::string_view utf8);

/// An FTS5 MATCH expression for what a person typed: words must all occur, the last one may be a beginning,
/// "quoted text" must occur as it stands. "" when there is nothing to search for.
std::string matchExpression(std::string_view typed);

} // namespace inkstone
