#pragma once
// Ends an answer where one of some strings appears. Text that may still become a stop string is held back, so
// that no part of one is ever shown.

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace inkstone {

class StopStrings {
public:
    /// Refuses empty strings and invalid UTF-8.
    static Result<StopStrings> make(std::vector<std::string> stops);
    StopStrings() = default;

    /// Takes the next piece (whole characters) and gives what may be shown now. Nothing more after a stop.
    std::string push(std::string_view piece);
    /// What was held back, when the text ends without a stop.
    std::string finish();
    bool stopped() const { return m_stopped; }

private:
    std::vector<std::string> m_stops;
    std::string m_held;
    bool m_stopped = false;
};

} // namespace inkstone
