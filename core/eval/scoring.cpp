#include "core/eval/scoring.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <memory>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <utf8proc.h>

namespace inkstone {

namespace {

constexpr uint32_t matchLimit = 1000000, depthLimit = 10000;

std::string_view trimmed(std::string_view text) {
    const size_t begin = text.find_first_not_of(" \t\r\n\v\f");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n\v\f") - begin + 1);
}

struct Free {
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};

std::string pcreMessage(int code) {
    PCRE2_UCHAR buffer[256] = {};
    pcre2_get_error_message(code, buffer, sizeof buffer);
    return reinterpret_cast<const char*>(buffer);
}

Result<bool> matches(const std::string& pattern, std::string_view answer) {
    int code = 0;
    PCRE2_SIZE place = 0;
    const std::unique_ptr<pcre2_code, Free> compiled(
        pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                      PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &code, &place, nullptr));
    if (!compiled)
        return fail(ErrorCode::InvalidArgument, "the pattern cannot be used", pattern,
                    text("at position %1: %2", place, pcreMessage(code)));
    const std::unique_ptr<pcre2_match_context, Free> limits(pcre2_match_context_create(nullptr));
    pcre2_set_match_limit(limits.get(), matchLimit);
    pcre2_set_depth_limit(limits.get(), depthLimit);
    const std::unique_ptr<pcre2_match_data, Free> data(
        pcre2_match_data_create_from_pattern(compiled.get(), nullptr));
    const int found = pcre2_match(compiled.get(), reinterpret_cast<PCRE2_SPTR>(answer.data()), answer.size(),
                                  0, 0, data.get(), limits.get());
    if (found >= 0) return true;
    if (found == PCRE2_ERROR_NOMATCH) return false;
    return fail(ErrorCode::InvalidArgument, "the pattern cannot be used", pattern, pcreMessage(found),
                "write it so that it has fewer ways to match");
}

} // namespace

std::string foldCase(std::string_view utf8) {
    std::string valid = replaceInvalidUtf8(utf8);
    utf8proc_uint8_t* mapped = nullptr;
    const auto options = utf8proc_option_t(UTF8PROC_COMPOSE | UTF8PROC_STABLE | UTF8PROC_CASEFOLD);
    const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(valid.data()),
                                     utf8proc_ssize_t(valid.size()), &mapped, options);
    if (length < 0) return valid;
    std::string folded(reinterpret_cast<const char*>(mapped), size_t(length));
    std::free(mapped); // utf8proc allocates with malloc
    return folded;
}

Result<double> scoreAnswer(const SuiteCase& suiteCase, std::string_view answer) {
    const auto& expected = suiteCase.expected;
    switch (suiteCase.scorer) {
    case Scorer::Exact:
        return std::any_of(expected.begin(), expected.end(),
                           [&](const auto& one) { return trimmed(one) == trimmed(answer); });
    case Scorer::Contains: {
        const std::string folded = foldCase(answer);
        return std::any_of(expected.begin(), expected.end(),
                           [&](const auto& one) { return folded.find(foldCase(one)) != std::string::npos; });
    }
    case Scorer::Regex: {
        const std::string valid = replaceInvalidUtf8(answer);
        for (const auto& pattern : expected) {
            INK_TRY(found, matches(pattern, valid));
            if (found && !answer.empty()) return 1;
        }
        return 0;
    }
    case Scorer::Perplexity:
        break;
    }
    return fail(ErrorCode::InvalidArgument, "a perplexity case has no answer to score", suiteCase.id);
}

Score meanScore(std::span<const double> scores) {
    Score result;
    result.cases = int64_t(scores.size());
    if (scores.empty()) return result;
    const double n = double(scores.size());
    result.value = std::accumulate(scores.begin(), scores.end(), 0.0) / n;
    if (scores.size() < 2) return result;
    double squares = 0;
    for (const double score : scores) squares += (score - result.value) * (score - result.value);
    result.stderr_ = std::sqrt(squares / (n - 1) / n);
    return result;
}

} // namespace inkstone
