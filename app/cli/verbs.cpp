#include "app/cli/verbs.h"

namespace inkstone::cli {

void addAllVerbs(VerbTable& verbs) {
    addTrainVerbs(verbs);
}

} // namespace inkstone::cli
