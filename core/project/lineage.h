#pragma once
// Where something came from and what became of it: dataset version -> run -> adapter or model ->
// evaluation -> answer -> correction -> dataset; and from a model to the runs that went on with it.

#include "core/store/store.h"

#include <vector>

namespace inkstone {

enum class LineageKind : uint8_t { File, DatasetVersion, Run, Evaluation, ChatAnswer, EvalCase, Record };

struct LineageNode {
    LineageKind kind = LineageKind::Run;
    int64_t id = 0;
    int64_t version = 0; ///< of a data set
    std::string name;
    bool operator==(const LineageNode&) const = default;
};

struct LineageLink {
    LineageNode from, to;
};

/// All links that lead to and from a node, nearest first, at most 1000.
Result<std::vector<LineageLink>> lineage(Store& store, const LineageNode& node);

} // namespace inkstone
