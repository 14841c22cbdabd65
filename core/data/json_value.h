#pragma once
// A JSON row as it stands: decoded where we look into it, letter by letter (`raw`) where we only carry it
// along. Unlike number-parsing libraries it keeps 1e999, 2^64 and 0.10 as they were written, and refuses what
// others mend silently: keys that come twice, half surrogate pairs, raw control characters, deep nesting.

#include "core/base/text.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inkstone {

struct JsonValue {
    enum class Type : uint8_t { Null, Bool, Number, String, Array, Object };
    Type type = Type::Null;
    std::string_view raw; ///< points into the parsed text
    std::string text;     ///< String: decoded
    std::vector<JsonValue> items;
    std::vector<std::pair<std::string, JsonValue>> members;

    // Where the pair above is complete: clang asks for it.
    JsonValue();
    JsonValue(const JsonValue&);
    JsonValue(JsonValue&&) noexcept;
    JsonValue& operator=(const JsonValue&);
    JsonValue& operator=(JsonValue&&) noexcept;
    ~JsonValue();

    bool isString() const { return type == Type::String; }
    bool isArray() const { return type == Type::Array; }
    bool isObject() const { return type == Type::Object; }
    const JsonValue* find(std::string_view key) const; ///< null when absent or not an object
    /// "" unless a string
    std::string_view string(std::string_view key) const;
};

/// Deeper nesting is refused.
inline constexpr int maxJsonDepth = 512;

/// Parses exactly one value with white space around it. `json` must outlive `out`. Returns what is wrong,
/// with the column (bytes, from 1).
std::optional<Text> parseJsonValue(std::string_view json, JsonValue& out);

/// Appends `utf8` as a JSON string.
void appendJsonString(std::string& out, std::string_view utf8);
std::string jsonString(std::string_view utf8);

} // namespace inkstone
