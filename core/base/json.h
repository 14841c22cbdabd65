#pragma once
// Small JSON: settings, configs, manifests. Strict, key order kept, depth and size capped before anything is
// built. Bulk JSONL is simdjson's work in core/data.

#include "core/base/file.h"

#include <nlohmann/json.hpp>
#include <optional>

namespace inkstone {

using Json = nlohmann::ordered_json;

struct JsonLimits {
    uint64_t maxBytes = uint64_t(64) << 20;
    int maxDepth = 64;
    bool uniqueKeys = true; ///< a key that comes twice in an object is an error; else the last one counts
};

/// `where` names the text in messages. Errors give line and column.
Result<Json> parseJson(std::string_view text, const std::string& where, const JsonLimits& limits = {});
Result<Json> readJson(const fs::path& path, const JsonLimits& limits = {});
/// Bytes that are no UTF-8 become U+FFFD. `indent` -1: one line.
std::string dumpJson(const Json& value, int indent = 2);
Status writeJson(const fs::path& path, const Json& value);

/// Reads the keys of one object; every message names file and key.
///
///     JsonReader config(json, "config.json");
///     INK_TRY(heads, config.integer("num_attention_heads", 1, 65536));
///     INK_TRY(theta, config.number("rope_theta", 10000.0));        // with a default: may be absent or null
class JsonReader {
public:
    /// `object` must outlive the reader; not being an object is an error of every getter.
    JsonReader(const Json& object, std::string where) : m_object(&object), m_where(std::move(where)) {}

    bool has(const std::string& key) const; ///< present and not null
    const std::string& where() const { return m_where; }

    Result<std::string> string(const std::string& key) const;
    Result<int64_t> integer(const std::string& key, int64_t min = INT64_MIN, int64_t max = INT64_MAX) const;
    Result<double> number(const std::string& key) const;
    Result<bool> boolean(const std::string& key) const;
    Result<const Json*> object(const std::string& key) const;
    Result<const Json*> array(const std::string& key) const;
    Result<std::vector<std::string>> strings(const std::string& key) const;

    Result<std::string> string(const std::string& key, const std::string& fallback) const;
    Result<int64_t> integerOr(const std::string& key, int64_t fallback, int64_t min = INT64_MIN,
                              int64_t max = INT64_MAX) const;
    Result<double> number(const std::string& key, double fallback) const;
    Result<bool> boolean(const std::string& key, bool fallback) const;

private:
    Result<const Json*> find(const std::string& key) const;
    tl::unexpected<Error> wrong(const std::string& key, const char* expected, const Json& found) const;

    const Json* m_object;
    std::string m_where;
};

} // namespace inkstone
