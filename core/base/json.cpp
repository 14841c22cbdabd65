#include "core/base/json.h"

#include "core/base/phrase.h"
#include "core/base/units.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace inkstone {
namespace {

/// Builds the value from parser events, so that depth and duplicate keys are seen before anything grows. Keys
/// are appended without the linear search of ordered_json: big objects stay linear.
class Builder final : public nlohmann::json_sax<Json> {
public:
    explicit Builder(const JsonLimits& limits) : m_limits(limits) {}

    Json take() { return std::move(m_root); }
    bool tooDeep = false;
    bool hasDuplicate = false;
    std::string duplicate;
    std::string message;
    size_t position = 0;

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(value); }
    bool number_unsigned(number_unsigned_t value) override { return add(value); }
    bool number_float(number_float_t value, const string_t&) override { return add(value); }
    bool string(string_t& value) override { return add(std::move(value)); }
    bool binary(binary_t& value) override { return add(std::move(value)); }

    bool start_object(size_t) override { return open(Json::object()); }
    bool start_array(size_t) override { return open(Json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override {
        Level& level = m_levels.back();
        auto& members = level.value->get_ref<Json::object_t&>();
        const auto [known, isNew] = level.keys.try_emplace(name, members.size());
        if (!isNew) {
            hasDuplicate = m_limits.uniqueKeys;
            duplicate = name;
            level.slot = &(members.begin() + ptrdiff_t(known->second))->second;
            return !hasDuplicate;
        }
        using Members = std::vector<Json::object_t::value_type, Json::object_t::allocator_type>;
        static_cast<Members&>(members).emplace_back(std::move(name), Json());
        level.slot = &members.back().second;
        return true;
    }

    bool parse_error(size_t at, const std::string&, const nlohmann::detail::exception& error) override {
        position = at;
        message = error.what();
        return false;
    }

private:
    struct Level {
        Json* value = nullptr;
        Json* slot = nullptr;                         ///< where the value of the last key goes
        std::unordered_map<std::string, size_t> keys; ///< and the places of their members
    };

    Json* place(Json value) {
        if (m_levels.empty()) {
            m_root = std::move(value);
            return &m_root;
        }
        Level& level = m_levels.back();
        if (level.slot) {
            *level.slot = std::move(value);
            return level.slot;
        }
        auto& items = level.value->get_ref<Json::array_t&>();
        items.push_back(std::move(value));
        return &items.back();
    }
    bool add(Json value) {
        place(std::move(value));
        return true;
    }
    // Pointers into the parents stay good: a parent only grows after its open child is closed.
    bool open(Json container) {
        if (int(m_levels.size()) >= m_limits.maxDepth) {
            tooDeep = true;
            return false;
        }
        m_levels.push_back({place(std::move(container)), nullptr, {}});
        return true;
    }
    bool close() {
        m_levels.pop_back();
        return true;
    }

    JsonLimits m_limits;
    Json m_root;
    std::vector<Level> m_levels;
};

/// "line 3, column 7" of a byte position.
Text placeOf(std::string_view text, size_t position) {
    const std::string_view before = text.substr(0, std::min(position, text.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const size_t lineStart = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return inkstone::text("it is no valid JSON at line %1, column %2", int64_t(line),
                          int64_t(before.size() - lineStart));
}

const char* kindOf(const Json& value) {
    switch (value.type()) {
    case Json::value_t::null:
        return term("null");
    case Json::value_t::object:
        return term("an object");
    case Json::value_t::array:
        return term("a list");
    case Json::value_t::string:
        return term("a text");
    case Json::value_t::boolean:
        return term("true or false");
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
        return term("a whole number");
    case Json::value_t::number_float:
        return term("a number");
    default:
        return term("something else");
    }
}

} // namespace

Result<Json> parseJson(std::string_view text, const std::string& where, const JsonLimits& limits) {
    const Text what = "cannot read the JSON";
    if (text.size() > limits.maxBytes)
        return fail(ErrorCode::InvalidArgument, what, where,
                    inkstone::text("it has %1, at most %2 are read", formatBytes(text.size()),
                                   formatBytes(limits.maxBytes)));
    Builder builder(limits);
    if (Json::sax_parse(text.begin(), text.end(), &builder)) return builder.take();
    if (builder.tooDeep)
        return fail(ErrorCode::Corrupt, what, where,
                    inkstone::text("it is nested deeper than %1 levels", limits.maxDepth));
    if (builder.hasDuplicate)
        return fail(ErrorCode::Corrupt, what, where,
                    inkstone::text("the key \"%1\" comes twice in one object", builder.duplicate));
    return fail(ErrorCode::Corrupt, what, where, placeOf(text, builder.position));
}

Result<Json> readJson(const fs::path& path, const JsonLimits& limits) {
    INK_TRY(contents, readFile(path, limits.maxBytes));
    return parseJson(contents, path.string(), limits);
}

std::string dumpJson(const Json& value, int indent) {
    return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

Status writeJson(const fs::path& path, const Json& value) {
    return writeFileAtomically(path, dumpJson(value) + "\n");
}

tl::unexpected<Error> JsonReader::wrong(const std::string& key, const char* expected,
                                        const Json& found) const {
    return fail(ErrorCode::Corrupt, "cannot use the file", m_where,
                text("\"%1\" must be %2, it is %3", key, phrase(expected), phrase(kindOf(found))));
}

Result<const Json*> JsonReader::find(const std::string& key) const {
    if (!m_object->is_object())
        return fail(ErrorCode::Corrupt, "cannot use the file", m_where,
                    text("it must be an object, it is %1", phrase(kindOf(*m_object))));
    const auto found = m_object->find(key);
    if (found == m_object->end() || found->is_null())
        return fail(ErrorCode::Corrupt, "cannot use the file", m_where, text("\"%1\" is missing", key));
    return &*found;
}

bool JsonReader::has(const std::string& key) const {
    if (!m_object->is_object()) return false;
    const auto found = m_object->find(key);
    return found != m_object->end() && !found->is_null();
}

Result<std::string> JsonReader::string(const std::string& key) const {
    INK_TRY(value, find(key));
    if (!value->is_string()) return wrong(key, term("a text"), *value);
    return value->get<std::string>();
}

Result<int64_t> JsonReader::integer(const std::string& key, int64_t min, int64_t max) const {
    INK_TRY(value, find(key));
    if (!value->is_number_integer()) return wrong(key, term("a whole number"), *value);
    const bool tooBig = value->is_number_unsigned() && value->get<uint64_t>() > uint64_t(INT64_MAX);
    const int64_t number = tooBig ? INT64_MAX : value->get<int64_t>();
    if (tooBig || number < min || number > max)
        return fail(ErrorCode::Corrupt, "cannot use the file", m_where,
                    text("\"%1\" must be between %2 and %3, it is %4", key, min, max, value->dump()));
    return number;
}

Result<double> JsonReader::number(const std::string& key) const {
    INK_TRY(value, find(key));
    if (!value->is_number()) return wrong(key, term("a number"), *value);
    return value->get<double>();
}

Result<bool> JsonReader::boolean(const std::string& key) const {
    INK_TRY(value, find(key));
    if (!value->is_boolean()) return wrong(key, term("true or false"), *value);
    return value->get<bool>();
}

Result<const Json*> JsonReader::object(const std::string& key) const {
    INK_TRY(value, find(key));
    if (!value->is_object()) return wrong(key, term("an object"), *value);
    return value;
}

Result<const Json*> JsonReader::array(const std::string& key) const {
    INK_TRY(value, find(key));
    if (!value->is_array()) return wrong(key, term("a list"), *value);
    return value;
}

Result<std::vector<std::string>> JsonReader::strings(const std::string& key) const {
    INK_TRY(items, array(key));
    std::vector<std::string> strings;
    strings.reserve(items->size());
    for (const Json& item : *items) {
        if (!item.is_string()) return wrong(key, term("a list of texts"), item);
        strings.push_back(item.get<std::string>());
    }
    return strings;
}

Result<std::string> JsonReader::string(const std::string& key, const std::string& fallback) const {
    if (!has(key)) return fallback;
    return string(key);
}

Result<int64_t> JsonReader::integerOr(const std::string& key, int64_t fallback, int64_t min,
                                      int64_t max) const {
    if (!has(key)) return fallback;
    return integer(key, min, max);
}

Result<double> JsonReader::number(const std::string& key, double fallback) const {
    if (!has(key)) return fallback;
    return number(key);
}

Result<bool> JsonReader::boolean(const std::string& key, bool fallback) const {
    if (!has(key)) return fallback;
    return boolean(key);
}

} // namespace inkstone
