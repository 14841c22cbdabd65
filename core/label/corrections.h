#pragma once
// The way back: a failing case or a wrong chat answer becomes a record of the data set "Corrections" and
// waits in Label, knowing where it came from. Sending the same origin twice returns the record that is there.

#include "core/label/label_queue.h"

namespace inkstone {

inline constexpr const char* correctionsName = "Corrections";

struct Correction {
    std::vector<Message> messages;     ///< the conversation up to the answer, ends with a user turn
    std::string answer;                ///< what the model said: becomes the draft
    std::string corrected;             ///< the right answer when the person wrote one, else ""
    std::vector<std::string> expected; ///< of a case: shown beside it, kept as extra field "expected"
    Origin origin;                     ///< ChatAnswer or EvalCase
};

/// InvalidArgument when there is no user turn.
Result<Record> sendToLabel(DatasetRepository& repository, const Correction& correction);

/// Records of "Corrections" still unlabeled.
Result<int64_t> waitingCorrections(DatasetRepository& repository);

} // namespace inkstone
