// How Python prints: str, repr, json.dumps.

#include "core/base/utf8.h"
#include "core/tokenizer/jinja_value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <utf8proc.h>

namespace inkstone::jinja {

namespace {

bool isPrintable(char32_t c) {
    if (c == ' ') return true;
    switch (utf8proc_category(utf8proc_int32_t(c))) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return false;
    default:
        return true;
    }
}

void appendHex(std::string& out, char32_t c) {
    char buffer[12];
    std::snprintf(buffer, sizeof buffer,
                  c < 0x100     ? "\\x%02x"
                  : c < 0x10000 ? "\\u%04x"
                                : "\\U%08x",
                  unsigned(c));
    out += buffer;
}

std::string quotedText(std::string_view text) {
    const bool doubleQuotes =
        text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos;
    const char quote = doubleQuotes ? '"' : '\'';
    std::string out(1, quote);
    for (size_t i = 0; i < text.size();) {
        const size_t length = std::max<size_t>(1, validCodePointLength(text.substr(i)));
        const char c = text[i];
        if (c == quote || c == '\\') {
            out += {'\\', c};
        } else if (c == '\n' || c == '\r' || c == '\t') {
            out += {'\\', c == '\n' ? 'n' : c == '\r' ? 'r' : 't'};
        } else if (const char32_t point = firstCodePoint(text.substr(i)).c; isPrintable(point)) {
            out.append(text, i, length);
        } else {
            appendHex(out, point);
        }
        i += length;
    }
    return out + quote;
}

std::string listText(const Value& value) {
    static constexpr const char* opens[] = {"[", "(", "", "dict_keys([", "dict_values([", "dict_items(["};
    static constexpr const char* closes[] = {"]", ")", "", "])", "])", "])"};
    const Values& items = value.items();
    if (value.isGenerator()) return "<generator object>";
    if (value.sequence() == Sequence::Range) {
        if (items.empty()) return "range(0, 0)";
        const int64_t first = items.front().integer();
        const int64_t step = items.size() > 1 ? items[1].integer() - first : 1;
        std::string text =
            "range(" + std::to_string(first) + ", " + std::to_string(items.back().integer() + step);
        return text + (step == 1 ? ")" : ", " + std::to_string(step) + ")");
    }
    std::string text = opens[size_t(value.sequence())];
    for (size_t i = 0; i < items.size(); ++i) text += (i ? ", " : "") + repr(items[i]);
    if (value.sequence() == Sequence::Tuple && items.size() == 1) text += ",";
    return text + closes[size_t(value.sequence())];
}

std::string dictText(const Value& value) {
    std::string text = "{";
    for (const auto& [key, item] : value.dict().items)
        text += (text.size() > 1 ? ", " : "") + repr(key) + ": " + repr(item);
    return text + "}";
}

void appendJsonString(std::string& out, std::string_view text, bool ascii) {
    out += '"';
    char buffer[16];
    for (size_t i = 0; i < text.size();) {
        const size_t length = std::max<size_t>(1, validCodePointLength(text.substr(i)));
        const char c = text[i];
        static constexpr std::string_view plain = "\"\\\n\r\t\b\f", letters = "\"\\nrtbf";
        if (const size_t at = plain.find(c); at != std::string_view::npos) {
            out += {'\\', letters[at]};
        } else if (uint8_t(c) < 0x20 || (ascii && c == 0x7f)) {
            std::snprintf(buffer, sizeof buffer, "\\u%04x", unsigned(c));
            out += buffer;
        } else if (length == 1 || !ascii) {
            out.append(text, i, length);
        } else {
            const char32_t point = firstCodePoint(text.substr(i)).c;
            if (point < 0x10000) {
                std::snprintf(buffer, sizeof buffer, "\\u%04x", unsigned(point));
            } else {
                std::snprintf(buffer, sizeof buffer, "\\u%04x\\u%04x", unsigned(0xD7C0 + (point >> 10)),
                              unsigned(0xDC00 + (point & 0x3FF)));
            }
            out += buffer;
        }
        i += length;
    }
    out += '"';
}

class JsonWriter {
public:
    JsonWriter(const JsonStyle& style, std::string& refused) : m_style(style), m_refused(refused) {}

    void write(const Value& value, int level) {
        switch (value.kind()) {
        case Value::Kind::None:
            out += "null";
            break;
        case Value::Kind::Bool:
            out += value.boolean() ? "true" : "false";
            break;
        case Value::Kind::Int:
            out += std::to_string(value.integer());
            break;
        case Value::Kind::Float:
            out += number(value.number());
            break;
        case Value::Kind::String:
            appendJsonString(out, value.string(), m_style.ensureAscii);
            break;
        case Value::Kind::Dict:
            writeDict(value.dict(), level);
            break;
        case Value::Kind::List:
            if (value.sequence() <= Sequence::Tuple) {
                writeList(value.items(), level);
                break;
            }
            [[fallthrough]];
        default:
            m_refused = value.typeName();
        }
    }
    std::string out;

private:
    static std::string number(double d) {
        if (std::isnan(d)) return "NaN";
        return std::isinf(d) ? (d > 0 ? "Infinity" : "-Infinity") : floatText(d);
    }
    void newLine(int level) {
        if (m_style.indent >= 0) out += "\n" + std::string(size_t(m_style.indent) * size_t(level), ' ');
    }
    void writeList(const Values& items, int level) {
        out += '[';
        for (size_t i = 0; i < items.size(); ++i) {
            if (i) out += m_style.itemSeparator;
            newLine(level + 1);
            write(items[i], level + 1);
        }
        if (!items.empty()) newLine(level);
        out += ']';
    }
    void writeDict(const DictObject& dict, int level) {
        auto items = dict.items;
        if (m_style.sortKeys) {
            std::stable_sort(items.begin(), items.end(),
                             [](const auto& a, const auto& b) { return compare(a.first, b.first) == -1; });
        }
        out += '{';
        for (size_t i = 0; i < items.size(); ++i) {
            if (i) out += m_style.itemSeparator;
            newLine(level + 1);
            writeKey(items[i].first);
            out += m_style.keySeparator;
            write(items[i].second, level + 1);
        }
        if (!items.empty()) newLine(level);
        out += '}';
    }
    void writeKey(const Value& key) {
        if (key.isString()) {
            appendJsonString(out, key.string(), m_style.ensureAscii);
        } else if (key.isNumber() || key.isNone()) {
            out += '"';
            write(key, 0);
            out += '"';
        } else {
            m_refused = key.typeName();
        }
    }
    const JsonStyle& m_style;
    std::string& m_refused;
};

} // namespace

std::string floatText(double d) {
    if (std::isnan(d)) return "nan";
    if (std::isinf(d)) return d > 0 ? "inf" : "-inf";
    char buffer[40];
    const double size = std::fabs(d);
    const bool fixed = size == 0 || (size >= 1e-4 && size < 1e16);
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, d,
                                   fixed ? std::chars_format::fixed : std::chars_format::scientific);
    std::string text(buffer, end.ptr);
    if (fixed && text.find('.') == std::string::npos) text += ".0";
    return text;
}

std::string repr(const Value& value) {
    switch (value.kind()) {
    case Value::Kind::Undefined:
        return "Undefined";
    case Value::Kind::None:
        return "None";
    case Value::Kind::Bool:
        return value.boolean() ? "True" : "False";
    case Value::Kind::Int:
        return std::to_string(value.integer());
    case Value::Kind::Float:
        return floatText(value.number());
    case Value::Kind::String:
        return value.isMarkup() ? "Markup(" + quotedText(value.string()) + ")" : quotedText(value.string());
    case Value::Kind::List:
        return listText(value);
    case Value::Kind::Dict:
        return dictText(value);
    case Value::Kind::Function:
        return "<function " + value.function().name + ">";
    case Value::Kind::Namespace:
        return "<Namespace>";
    default:
        return "<LoopContext>";
    }
}

std::string str(const Value& value) {
    if (value.isUndefined()) return {};
    return value.isString() ? value.string() : repr(value);
}

std::string toJson(const Value& value, const JsonStyle& style, std::string& refused) {
    JsonWriter writer(style, refused);
    writer.write(value, 0);
    return std::move(writer.out);
}

} // namespace inkstone::jinja
