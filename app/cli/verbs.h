#pragma once
// The verbs, one function for each file that brings some. Add yours here and in verbs.cpp.

#include "app/cli/verb.h"

namespace inkstone::cli {

void addTrainVerbs(VerbTable& verbs);

} // namespace inkstone::cli
