#include "core/data/json_value.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <simdjson.h>

namespace inkstone {

namespace {

class Parser {
public:
    explicit Parser(std::string_view text) : m_text(text) {}

    std::optional<Text> run(JsonValue& out) {
        if (!simdjson::validate_utf8(m_text))
            return text("it is not UTF-8 (column %1)", validUtf8Prefix(m_text) + 1);
        space();
        if (!value(out, 0)) return std::move(m_problem);
        space();
        if (m_at != m_text.size()) {
            problem("there is more behind its end (column %1)");
            return std::move(m_problem);
        }
        return {};
    }

private:
    bool problem(const char* pattern) {
        m_problem = text(pattern, m_at + 1);
        return false;
    }
    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    void space() {
        while (m_at < m_text.size() &&
               (m_text[m_at] == ' ' || m_text[m_at] == '\t' || m_text[m_at] == '\n' || m_text[m_at] == '\r'))
            ++m_at;
    }
    bool eat(char c) {
        if (peek() != c || m_at >= m_text.size()) return false;
        ++m_at;
        return true;
    }

    bool value(JsonValue& out, int depth) {
        if (depth > maxJsonDepth) return problem("it is nested too deeply (column %1)");
        const size_t begin = m_at;
        bool good = false;
        switch (peek()) {
        case '{':
            out.type = JsonValue::Type::Object;
            good = object(out, depth);
            break;
        case '[':
            out.type = JsonValue::Type::Array;
            good = array(out, depth);
            break;
        case '"':
            out.type = JsonValue::Type::String;
            good = string(out.text);
            break;
        case 't':
        case 'f':
            out.type = JsonValue::Type::Bool;
            good = word(peek() == 't' ? "true" : "false");
            break;
        case 'n':
            good = word("null");
            break;
        default:
            out.type = JsonValue::Type::Number;
            good = number();
        }
        out.raw = m_text.substr(begin, m_at - begin);
        return good;
    }

    bool word(std::string_view expected) {
        if (m_text.substr(m_at, expected.size()) != expected) return problem("it is not JSON (column %1)");
        m_at += expected.size();
        return true;
    }

    bool digits() {
        const size_t begin = m_at;
        while (peek() >= '0' && peek() <= '9') ++m_at;
        return m_at > begin;
    }

    bool number() {
        if (m_at >= m_text.size()) return problem("it ends in the middle (column %1)");
        eat('-');
        const bool zero = peek() == '0';
        const size_t begin = m_at;
        if (!digits()) return problem("it is not JSON (column %1)");
        if (zero && m_at - begin > 1) return problem("a number begins with 0 (column %1)");
        if (eat('.') && !digits()) return problem("a number ends in the middle (column %1)");
        if (peek() == 'e' || peek() == 'E') {
            ++m_at;
            if (!eat('+')) eat('-');
            if (!digits()) return problem("a number ends in the middle (column %1)");
        }
        return true;
    }

    bool array(JsonValue& out, int depth) {
        ++m_at;
        space();
        if (eat(']')) return true;
        for (;;) {
            space();
            if (peek() == ']') return problem("a comma stands before a closing bracket (column %1)");
            if (!value(out.items.emplace_back(), depth + 1)) return false;
            space();
            if (eat(']')) return true;
            if (!eat(','))
                return problem(m_at < m_text.size() ? "a comma is missing (column %1)"
                                                    : "it ends in the middle (column %1)");
        }
    }

    bool object(JsonValue& out, int depth) {
        ++m_at;
        space();
        if (eat('}')) return true;
        for (;;) {
            space();
            if (peek() == '}') return problem("a comma stands before a closing brace (column %1)");
            if (peek() != '"')
                return problem(m_at < m_text.size() ? "a key is missing (column %1)"
                                                    : "it ends in the middle (column %1)");
            std::string key;
            if (!string(key)) return false;
            if (isTaken(out, key)) {
                m_problem = text("the key %1 comes twice", escapeForDisplay(key));
                return false;
            }
            space();
            if (!eat(':'))
                return problem(m_at < m_text.size() ? "a colon is missing (column %1)"
                                                    : "it ends in the middle (column %1)");
            space();
            auto& member = out.members.emplace_back(std::move(key), JsonValue{});
            if (!value(member.second, depth + 1)) return false;
            if (out.members.size() > maxKeys) return problem("an object has more than 4096 keys (column %1)");
            space();
            if (eat('}')) return true;
            if (!eat(','))
                return problem(m_at < m_text.size() ? "a comma is missing (column %1)"
                                                    : "it ends in the middle (column %1)");
        }
    }

    // Comparing each key with all others is quadratic, so objects with very many keys are refused.
    static constexpr size_t maxKeys = 4096;
    static bool isTaken(const JsonValue& object, std::string_view key) {
        return std::any_of(object.members.begin(), object.members.end(),
                           [&](const auto& member) { return member.first == key; });
    }

    bool string(std::string& out) {
        const size_t begin = ++m_at;
        for (;;) {
            const size_t plain = m_at;
            while (m_at < m_text.size() && m_text[m_at] != '"' && m_text[m_at] != '\\' &&
                   static_cast<unsigned char>(m_text[m_at]) >= 0x20)
                ++m_at;
            out.append(m_text, plain, m_at - plain);
            if (m_at >= m_text.size()) {
                m_at = begin - 1;
                return problem("a text is not closed (it begins at column %1)");
            }
            if (m_text[m_at] == '"') {
                ++m_at;
                return true;
            }
            if (m_text[m_at] != '\\') return problem("a control character stands in a text (column %1)");
            if (!escape(out)) return false;
        }
    }

    bool escape(std::string& out) {
        ++m_at;
        const char c = peek();
        ++m_at;
        switch (c) {
        case '"':
            out += '"';
            return true;
        case '\\':
            out += '\\';
            return true;
        case '/':
            out += '/';
            return true;
        case 'b':
            out += '\b';
            return true;
        case 'f':
            out += '\f';
            return true;
        case 'n':
            out += '\n';
            return true;
        case 'r':
            out += '\r';
            return true;
        case 't':
            out += '\t';
            return true;
        case 'u':
            return unicode(out);
        default:
            --m_at;
            return problem("an escape is unknown (column %1)");
        }
    }

    std::optional<char32_t> hex4() {
        if (m_text.size() - m_at < 4) return {};
        char32_t value = 0;
        for (int i = 0; i < 4; ++i) {
            const char c = m_text[m_at + size_t(i)];
            const int digit = c >= '0' && c <= '9'   ? c - '0'
                              : c >= 'a' && c <= 'f' ? c - 'a' + 10
                              : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                     : -1;
            if (digit < 0) return {};
            value = value << 4 | char32_t(digit);
        }
        m_at += 4;
        return value;
    }

    bool unicode(std::string& out) {
        const auto first = hex4();
        if (!first) return problem("a \\u escape is not four hex digits (column %1)");
        if (*first < 0xD800 || *first > 0xDFFF) {
            appendUtf8(out, *first);
            return true;
        }
        const bool leading = *first <= 0xDBFF;
        if (leading && m_text.substr(m_at, 2) == "\\u") {
            m_at += 2;
            const auto second = hex4();
            if (second && *second >= 0xDC00 && *second <= 0xDFFF) {
                appendUtf8(out, 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00));
                return true;
            }
        }
        return problem("half of a surrogate pair stands alone (column %1)");
    }

    std::string_view m_text;
    size_t m_at = 0;
    std::optional<Text> m_problem;
};

} // namespace

JsonValue::JsonValue() = default;
JsonValue::JsonValue(const JsonValue&) = default;
JsonValue::JsonValue(JsonValue&&) noexcept = default;
JsonValue& JsonValue::operator=(const JsonValue&) = default;
JsonValue& JsonValue::operator=(JsonValue&&) noexcept = default;
JsonValue::~JsonValue() = default;

const JsonValue* JsonValue::find(std::string_view key) const {
    for (const auto& [name, value] : members)
        if (name == key) return &value;
    return nullptr;
}

std::string_view JsonValue::string(std::string_view key) const {
    const JsonValue* value = find(key);
    return value && value->isString() ? std::string_view(value->text) : std::string_view();
}

std::optional<Text> parseJsonValue(std::string_view json, JsonValue& out) {
    out = JsonValue{};
    return Parser(json).run(out);
}

void appendJsonString(std::string& out, std::string_view utf8) {
    static constexpr char hex[] = "0123456789abcdef";
    out += '"';
    size_t plain = 0;
    for (size_t i = 0; i < utf8.size(); ++i) {
        const auto c = static_cast<unsigned char>(utf8[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(utf8, plain, i - plain);
        plain = i + 1;
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            out += "\\u00";
            out += hex[c >> 4];
            out += hex[c & 15];
        }
    }
    out.append(utf8, plain);
    out += '"';
}

std::string jsonString(std::string_view utf8) {
    std::string out;
    appendJsonString(out, utf8);
    return out;
}

} // namespace inkstone
