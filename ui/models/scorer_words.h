#pragma once
// The measures of a suite in words.

#include "core/eval/suite.h"

#include <QString>

namespace inkstone {

QString scorerWord(Scorer scorer); ///< "exact", translated

} // namespace inkstone
