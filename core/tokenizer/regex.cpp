#include "core/tokenizer/regex.h"

#include "core/base/utf8.h"
#include "core/tokenizer/regex_syntax.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace inkstone {

struct Regex::Code {
    pcre2_code* code = nullptr;
    bool jit = false;
    bool matchesEmpty = false;
    ~Code() { pcre2_code_free(code); }
};

struct Regex::Matcher::Memory {
    const Code* code = nullptr;
    pcre2_match_data* data = nullptr;
    pcre2_match_context* context = nullptr;
    pcre2_jit_stack* stack = nullptr;
    ~Memory() {
        pcre2_match_data_free(data);
        pcre2_match_context_free(context);
        pcre2_jit_stack_free(stack);
    }
};

namespace {

std::string messageOf(int error) {
    PCRE2_UCHAR buffer[256];
    pcre2_get_error_message(error, buffer, sizeof buffer);
    return reinterpret_cast<const char*>(buffer);
}

constexpr size_t longestPattern = 64 * 1024;

} // namespace

Regex::Regex(std::unique_ptr<Code> code, std::string pattern)
    : m_code(std::move(code)), m_pattern(std::move(pattern)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

Result<Regex> Regex::compile(const std::string& pattern) {
    if (pattern.size() > longestPattern)
        return fail(ErrorCode::Unsupported, "cannot read a pattern of the tokenizer", {},
                    text("it has %1 bytes; at most %2 are read", pattern.size(), longestPattern));
    INK_TRY(spelled, spellForPcre2(pattern));
    // In Ruby's syntax ^ and $ always stand at the ends of lines.
    int error = 0;
    PCRE2_SIZE place = 0;
    auto code = std::make_unique<Code>();
    code->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(spelled.data()), spelled.size(),
                               PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C, &error,
                               &place, nullptr);
    if (!code->code)
        return fail(ErrorCode::Unsupported, "cannot read a pattern of the tokenizer", pattern,
                    text("%1", messageOf(error)));
    code->jit = pcre2_jit_compile(code->code, PCRE2_JIT_COMPLETE) == 0;
    uint32_t empty = 0;
    pcre2_pattern_info(code->code, PCRE2_INFO_MATCHEMPTY, &empty);
    code->matchesEmpty = empty != 0;
    return Regex(std::move(code), pattern);
}

bool Regex::matchesEmpty() const { return m_code->matchesEmpty; }

std::string Regex::escape(std::string_view literal) {
    std::string out;
    for (const char c : literal) {
        if (std::string_view(R"(\^$.|?*+()[]{}-#/)").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

Regex::Matcher::Matcher(const Regex& regex) : m_memory(std::make_unique<Memory>()) {
    m_memory->code = regex.m_code.get();
    m_memory->data = pcre2_match_data_create_from_pattern(regex.m_code->code, nullptr);
    m_memory->context = pcre2_match_context_create(nullptr);
    m_failed = !m_memory->data || !m_memory->context;
}

Regex::Matcher::~Matcher() = default;

int Regex::Matcher::attempt(std::string_view text, size_t from) {
    const auto match = m_memory->code->jit ? pcre2_jit_match : pcre2_match;
    return match(m_memory->code->code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), from,
                 PCRE2_NO_UTF_CHECK, m_memory->data, m_memory->context);
}

bool Regex::Matcher::find(std::string_view text, size_t from, size_t& begin, size_t& end) {
    if (m_failed || from > text.size() || (from == text.size() && !m_memory->code->matchesEmpty))
        return false;
    int found = attempt(text, from);
    if (found == PCRE2_ERROR_JIT_STACKLIMIT && !m_memory->stack) {
        m_memory->stack = pcre2_jit_stack_create(64 * 1024, 64 * 1024 * 1024, nullptr);
        pcre2_jit_stack_assign(m_memory->context, nullptr, m_memory->stack);
        found = attempt(text, from);
    }
    if (found < 0) {
        m_failed = found != PCRE2_ERROR_NOMATCH;
        return false;
    }
    const PCRE2_SIZE* places = pcre2_get_ovector_pointer(m_memory->data);
    begin = places[0];
    end = places[1];
    return true;
}

bool Regex::Matches::next(size_t& begin, size_t& end) {
    while (m_matcher.find(m_text, m_from, begin, end)) {
        const bool again = begin == end && end == m_lastEnd;
        if (!again) {
            m_from = m_lastEnd = end;
            return true;
        }
        m_from += m_from < m_text.size() ? firstCodePoint(m_text.substr(m_from)).length : 1;
    }
    return false;
}

} // namespace inkstone
