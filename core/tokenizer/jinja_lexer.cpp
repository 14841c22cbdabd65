#include "core/tokenizer/jinja_lexer.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <charconv>

namespace inkstone::jinja {

namespace {

bool isSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isNameStart(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || uint8_t(c) >= 0x80;
}

/// "\r\n" and "\r" become "\n"; one line break at the very end is dropped.
std::string normalizeNewlines(const std::string& source) {
    std::string out;
    out.reserve(source.size());
    for (size_t i = 0; i < source.size(); ++i) {
        if (source[i] == '\r') {
            out += '\n';
            if (i + 1 < source.size() && source[i + 1] == '\n') ++i;
        } else {
            out += source[i];
        }
    }
    if (out.ends_with('\n')) out.pop_back();
    return out;
}

class Lexer {
public:
    explicit Lexer(std::string source) : m_source(std::move(source)) {}

    Result<std::vector<Token>> run() {
        while (m_at < m_source.size() && !m_failed) data();
        if (m_failed) return fail(std::move(m_error));
        push(Token::Kind::End);
        return std::move(m_tokens);
    }

private:
    bool looking(std::string_view what, size_t at) const {
        return m_source.compare(at, what.size(), what) == 0;
    }

    void refuse(Text why) {
        if (!m_failed)
            m_error = Error{ErrorCode::Corrupt, "cannot read the chat template",
                            "line " + std::to_string(m_line), std::move(why)};
        m_failed = true;
        m_at = m_source.size();
    }

    Token& push(Token::Kind kind, std::string text = {}) {
        m_tokens.push_back({.kind = kind, .text = std::move(text), .line = m_line});
        return m_tokens.back();
    }

    /// Moves on, counting lines.
    void advanceTo(size_t at) {
        m_line += int(std::count(m_source.begin() + long(m_at), m_source.begin() + long(at), '\n'));
        m_lineStart = at > 0 && at > m_at ? m_source[at - 1] == '\n' : m_lineStart;
        m_at = at;
    }

    size_t nextTag(size_t from) const {
        for (size_t i = m_source.find('{', from); i + 1 < m_source.size() && i != std::string::npos;
             i = m_source.find('{', i + 1)) {
            const char next = m_source[i + 1];
            if (next == '{' || next == '%' || next == '#') return i;
        }
        return std::string::npos;
    }

    /// Text up to the next tag, and the tag.
    void data() {
        const size_t tag = nextTag(m_at);
        if (tag == std::string::npos) {
            push(Token::Kind::Data, m_source.substr(m_at));
            advanceTo(m_source.size());
            return;
        }
        const char kind = m_source[tag + 1];
        const char sign = tag + 2 < m_source.size() ? m_source[tag + 2] : '\0';
        const bool signed_ = sign == '-' || sign == '+';
        pushData(tag, sign, kind != '{');
        advanceTo(tag + 2 + signed_);
        if (kind == '#') {
            comment();
        } else if (kind == '%' && !raw()) {
            push(Token::Kind::OpenBlock);
            expression('%');
        } else if (kind == '{') {
            push(Token::Kind::OpenPrint);
            expression('}');
        }
    }

    void pushData(size_t end, char sign, bool stripsLine) {
        std::string text = m_source.substr(m_at, end - m_at);
        if (sign == '-') {
            while (!text.empty() && isSpace(text.back())) text.pop_back();
        } else if (sign != '+' && stripsLine) {
            const size_t line = text.rfind('\n') + 1;
            if ((line > 0 || m_lineStart) && std::all_of(text.begin() + long(line), text.end(), isSpace))
                text.resize(line);
        }
        if (!text.empty()) push(Token::Kind::Data, std::move(text));
    }

    /// Behind a tag's end at `at`: "-" takes all white space, "+" nothing, else one line break (trim_blocks).
    size_t afterTag(size_t at, char sign, bool trims) const {
        if (sign == '-') {
            while (at < m_source.size() && isSpace(m_source[at])) ++at;
        } else if (sign != '+' && trims && at < m_source.size() && m_source[at] == '\n') {
            ++at;
        }
        return at;
    }

    void comment() {
        const size_t end = m_source.find("#}", m_at);
        if (end == std::string::npos) return refuse("a comment {# has no end #}");
        const char sign = end > m_at ? m_source[end - 1] : '\0';
        advanceTo(afterTag(end + 2, sign, true));
    }

    size_t skipSpaces(size_t at) const {
        while (at < m_source.size() && isSpace(m_source[at])) ++at;
        return at;
    }

    /// {% raw %} ... {% endraw %}; false when the tag at m_at is another one.
    bool raw() {
        size_t at = skipSpaces(m_at);
        if (!looking("raw", at)) return false;
        at = skipSpaces(at + 3);
        const char sign = at < m_source.size() ? m_source[at] : '\0';
        if (sign == '-') ++at;
        if (!looking("%}", at)) return false;
        advanceTo(afterTag(at + 2, sign, false));
        for (size_t tag = m_source.find("{%", m_at); tag != std::string::npos;
             tag = m_source.find("{%", tag + 1)) {
            size_t end = tag + 2;
            const char open = end < m_source.size() ? m_source[end] : '\0';
            if (open == '-' || open == '+') ++end;
            end = skipSpaces(end);
            if (!looking("endraw", end)) continue;
            end = skipSpaces(end + 6);
            const char close = end < m_source.size() ? m_source[end] : '\0';
            if (close == '-' || close == '+') ++end;
            if (!looking("%}", end)) continue;
            pushData(tag, open, true);
            advanceTo(afterTag(end + 2, close, true));
            return true;
        }
        refuse("a block {% raw %} has no {% endraw %}");
        return true;
    }

    /// Tokens up to the end of a tag: "}}" or "%}". Inside brackets "}}" closes brackets.
    void expression(char closer) {
        std::string brackets;
        while (!m_failed) {
            advanceTo(skipSpaces(m_at));
            if (m_at >= m_source.size()) return refuse("a tag has no end");
            if (brackets.empty() && close(closer)) return;
            const char c = m_source[m_at];
            if (isDigit(c)) {
                number();
            } else if (isNameStart(c)) {
                size_t end = m_at;
                while (end < m_source.size() && (isNameStart(m_source[end]) || isDigit(m_source[end]))) ++end;
                push(Token::Kind::Name, m_source.substr(m_at, end - m_at));
                advanceTo(end);
            } else if (c == '"' || c == '\'') {
                string(c);
            } else {
                operation(brackets);
            }
        }
    }

    bool close(char closer) {
        const char sign = m_source[m_at];
        const bool signed_ = sign == '-' || (sign == '+' && closer == '%');
        const std::string_view end = closer == '%' ? "%}" : "}}";
        if (!looking(end, m_at + signed_)) return false;
        push(closer == '%' ? Token::Kind::CloseBlock : Token::Kind::ClosePrint);
        advanceTo(afterTag(m_at + signed_ + 2, signed_ ? sign : '\0', closer == '%'));
        return true;
    }

    void operation(std::string& brackets) {
        static constexpr std::string_view two[] = {"//", "**", "==", "!=", ">=", "<="};
        static constexpr std::string_view one = "+-/*%~[](){}><=.:|,;";
        for (const std::string_view op : two) {
            if (!looking(op, m_at)) continue;
            push(Token::Kind::Operator, std::string(op));
            return advanceTo(m_at + 2);
        }
        const char c = m_source[m_at];
        if (one.find(c) == std::string_view::npos)
            return refuse(text("unexpected character \"%1\"", std::string(1, c)));
        if (c == '(' || c == '[' || c == '{') {
            brackets += c == '(' ? ')' : c == '[' ? ']' : '}';
        } else if (c == ')' || c == ']' || c == '}') {
            if (brackets.empty() || brackets.back() != c)
                return refuse(text("\"%1\" closes nothing", std::string(1, c)));
            brackets.pop_back();
        }
        push(Token::Kind::Operator, std::string(1, c));
        advanceTo(m_at + 1);
    }

    size_t digits(size_t at) const {
        while (at < m_source.size() &&
               (isDigit(m_source[at]) ||
                (m_source[at] == '_' && at + 1 < m_source.size() && isDigit(m_source[at + 1]))))
            ++at;
        return at;
    }

    void number() {
        const bool afterDot = m_at > 0 && m_source[m_at - 1] == '.';
        size_t end = digits(m_at);
        bool isFloat = false;
        const auto digitAt = [&](size_t at) { return at < m_source.size() && isDigit(m_source[at]); };
        if (!afterDot && end < m_source.size() && m_source[end] == '.' && digitAt(end + 1)) {
            end = digits(end + 1);
            isFloat = true;
        }
        if (!afterDot && end < m_source.size() && (m_source[end] == 'e' || m_source[end] == 'E')) {
            const size_t sign =
                end + 1 < m_source.size() && (m_source[end + 1] == '+' || m_source[end + 1] == '-');
            if (digitAt(end + 1 + sign)) {
                end = digits(end + 1 + sign);
                isFloat = true;
            }
        }
        std::string text = m_source.substr(m_at, end - m_at);
        std::erase(text, '_');
        Token& token = push(isFloat ? Token::Kind::Float : Token::Kind::Integer, text);
        const auto read = isFloat ? std::from_chars(text.data(), text.data() + text.size(), token.number)
                                  : std::from_chars(text.data(), text.data() + text.size(), token.integer);
        if (read.ec != std::errc()) return refuse(inkstone::text("the number %1 is too large", text));
        advanceTo(end);
    }

    void string(char quote) {
        size_t end = m_at + 1;
        while (end < m_source.size() && m_source[end] != quote) end += m_source[end] == '\\' ? 2 : 1;
        if (end >= m_source.size()) return refuse("a string has no end");
        push(Token::Kind::String, unescape(std::string_view(m_source).substr(m_at + 1, end - m_at - 1)));
        advanceTo(end + 1);
    }

    /// Python's escapes; an unknown one stays as it is.
    static std::string unescape(std::string_view s) {
        static constexpr std::string_view letters = "ntr0abfv\\'\"", values("\n\t\r\0\a\b\f\v\\'\"", 11);
        std::string out;
        for (size_t i = 0; i < s.size(); ++i) {
            if (s[i] != '\\' || i + 1 >= s.size()) {
                out += s[i];
                continue;
            }
            const char c = s[++i];
            const size_t hex = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
            uint32_t point = 0;
            if (c == '\n') continue;
            if (hex && i + hex < s.size() + 0 &&
                std::from_chars(s.data() + i + 1, s.data() + i + 1 + hex, point, 16).ptr ==
                    s.data() + i + 1 + hex) {
                i += hex;
                const bool surrogate = point >= 0xD800 && point < 0xE000;
                appendUtf8(out, surrogate || point > 0x10FFFF ? 0xFFFD : char32_t(point));
            } else if (c >= '0' && c <= '7') {
                size_t length = 1;
                while (length < 3 && i + length < s.size() && s[i + length] >= '0' && s[i + length] <= '7')
                    ++length;
                std::from_chars(s.data() + i, s.data() + i + length, point, 8);
                appendUtf8(out, char32_t(point));
                i += length - 1;
            } else if (const size_t known = letters.find(c); known != std::string_view::npos) {
                out += values[known];
            } else {
                out += {'\\', c};
            }
        }
        return out;
    }

    std::string m_source;
    size_t m_at = 0;
    int m_line = 1;
    bool m_lineStart = true; ///< what was read last ended a line
    bool m_failed = false;
    Error m_error;
    std::vector<Token> m_tokens;
};

} // namespace

Result<std::vector<Token>> tokenize(std::string source) {
    if (source.size() > maxTemplateBytes)
        return fail(ErrorCode::Unsupported, "cannot read the chat template", {},
                    text("it has %1 bytes; at most %2 are read", source.size(), maxTemplateBytes));
    if (!isValidUtf8(source)) source = replaceInvalidUtf8(source);
    return Lexer(normalizeNewlines(source)).run();
}

} // namespace inkstone::jinja
