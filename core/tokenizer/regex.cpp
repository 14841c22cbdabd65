#include "core/tokenizer/regex.h"

#include "core/base/utf8.h"
#include "core/tokenizer/char_class.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace inkstone {

struct Regex::Code {
    pcre2_code* code = nullptr;
    bool jit = false;
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

constexpr std::string_view space =
    R"(\x{9}-\x{d}\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000})";
constexpr std::string_view notSpace =
    R"(\x{0}-\x{8}\x{e}-\x{1f}\x{21}-\x{84}\x{86}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{d7ff}\x{e000}-\x{10ffff})";

/// "{Lu}" behind \p: its name; "" when it is spelled in another way.
std::string_view categoryAt(std::string_view rest) {
    const size_t close = rest.find('}');
    return rest.starts_with('{') && close != std::string_view::npos ? rest.substr(1, close - 1)
                                                                    : std::string_view();
}

/// Spells \s and \S out and adds newer characters to \p, inside and outside of classes (\P only outside);
/// every other character stays.
std::string spellClasses(std::string_view pattern) {
    std::string out;
    bool inClass = false;
    for (size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if (c == '\\' && i + 1 < pattern.size()) {
            const char escaped = pattern[++i];
            if (escaped == 's' || escaped == 'S') {
                const std::string_view set = escaped == 's' ? space : notSpace;
                out.append(inClass ? "" : "[").append(set).append(inClass ? "" : "]");
                continue;
            }
            const std::string_view category =
                escaped == 'p' || (escaped == 'P' && !inClass) ? categoryAt(pattern.substr(i + 1)) : "";
            if (const std::string newer = newerCharacters(category); !newer.empty()) {
                out.append(inClass ? "" : escaped == 'P' ? "[^" : "[").append("\\p{").append(category) += '}';
                out.append(newer).append(inClass ? "" : "]");
                i += category.size() + 2;
            } else {
                out += {c, escaped};
            }
            continue;
        }
        if (c == '[' && !inClass) {
            inClass = true;
        } else if (c == ']' && inClass) {
            inClass = false;
        }
        out += c;
    }
    return out;
}

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
    const std::string spelled = spellClasses(pattern);
    int error = 0;
    PCRE2_SIZE place = 0;
    auto code = std::make_unique<Code>();
    code->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(spelled.data()), spelled.size(),
                               PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &error, &place, nullptr);
    if (!code->code)
        return fail(ErrorCode::Unsupported, "cannot read a pattern of the tokenizer", pattern,
                    text("%1", messageOf(error)));
    code->jit = pcre2_jit_compile(code->code, PCRE2_JIT_COMPLETE) == 0;
    return Regex(std::move(code), pattern);
}

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
    while (!m_failed && from < text.size()) {
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
        if (end > begin) return true;
        from = begin < text.size() ? begin + firstCodePoint(text.substr(begin)).length : text.size();
    }
    return false;
}

} // namespace inkstone
