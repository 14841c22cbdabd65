#include "app/cli/verbs.h"

namespace inkstone::cli {

void addAllVerbs(VerbTable&) {}

} // namespace inkstone::cli
