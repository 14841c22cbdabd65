#pragma once
// Labels as JSON, for exports, history and checksums:
// {"state":"labeled","flagged":true,"choices":[...],"rating":4}.

#include "core/data/json_value.h"
#include "core/data/record.h"

namespace inkstone {

std::string labelsJson(const Labels& labels);
/// Unknown states and ratings outside 0..5 are nothing.
std::optional<Labels> labelsFromJson(const JsonValue& json);

std::string stringListJson(const std::vector<std::string>& list);
std::vector<std::string> stringListFromJson(std::string_view json); ///< empty when it is no list of texts

} // namespace inkstone
