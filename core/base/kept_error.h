#pragma once
// An Error as it lies on disk: in its parts, so that the window says it in its own language later.

#include "core/base/json.h"

namespace inkstone {

/// {"what", "where", "why", "hint"}; a Text is a list: its English pattern, then what stands in it.
Json errorJson(const Error& error);
/// A text is the English sentence that older versions kept: all of it is `what`.
Error errorFrom(const Json& json);
/// The same in one line.
std::string errorLine(const Error& error);
Error errorFromLine(const std::string& line);

} // namespace inkstone
