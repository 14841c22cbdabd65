#include "app/cli/verbs.h"

namespace inkstone::cli {

void addAllVerbs(VerbTable& verbs) {
    addModelVerbs(verbs);
    addFetchVerb(verbs);
    addConvertVerbs(verbs);
    addTextVerbs(verbs);
    addLogitsVerbs(verbs);
    addGenerateVerbs(verbs);
    addChatVerb(verbs);
    addBenchVerbs(verbs);
    addBenchWorkVerbs(verbs);
    addTrainVerbs(verbs);
    addEvalVerbs(verbs);
    addDataVerbs(verbs);
    addLabelVerbs(verbs);
    addProjectVerbs(verbs);
}

} // namespace inkstone::cli
