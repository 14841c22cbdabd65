#pragma once
// A record as the command line shows it.

#include "core/base/json.h"
#include "core/data/record.h"

namespace inkstone::cli {

/// id, kind, messages | text | prompt, chosen, rejected, tools, extra, split, labels, draft, origin.
Json recordJson(const Record& record);
/// For people: one line a turn.
std::string recordText(const Record& record);
Json labelsJson(const Labels& labels);

} // namespace inkstone::cli
