#pragma once
// From an answer to a score, and from scores to a mean with its standard error.

#include "core/eval/suite.h"

#include <span>

namespace inkstone {

/// 0 or 1. exact: equal after trimming white space at both ends. contains: any expected text occurs, letters
/// of either case, by Unicode case folding after NFC. regex: any pattern is found (PCRE2, UTF, with match
/// limits). An empty answer scores 0. InvalidArgument: a pattern that does not compile, or runs over its
/// limit.
Result<double> scoreAnswer(const SuiteCase& suiteCase, std::string_view answer);

/// Case folded, NFC; invalid UTF-8 becomes U+FFFD first.
std::string foldCase(std::string_view utf8);

struct Score {
    double value = 0; ///< mean; for perplexity exp(total nll / total tokens)
    double stderr_ =
        0; ///< sample standard deviation / sqrt(n); 0 for n < 2; for perplexity by the delta method
    int64_t cases = 0;
};
Score meanScore(std::span<const double> scores);

} // namespace inkstone
