#include "core/project/lineage.h"

#include "core/base/text.h"

#include <algorithm>
#include <deque>
#include <utility>

namespace inkstone {

namespace {

constexpr size_t mostLinks = 1000;

/// One kind of link: for a node of `asked`, SQL gives (id, version, name) of nodes of `found`. ?1 id, ?2
/// version.
struct Road {
    LineageKind asked, found;
    bool forward; ///< asked -> found
    const char* sql;
};

// An adapter is known by its run; a model of all weights is named after it.
#define INKSTONE_ANSWERED_BY_RUN                                                                             \
    "CASE WHEN message.adapter = '' THEN run.method = 'full' AND message.model = run.name ELSE "             \
    "run.adapter <> '' AND (message.adapter = run.name OR message.adapter = run.adapter) END"
// `later` began with the model that `run` made.
#define INKSTONE_MODEL_OF_RUN "'/runs/' || run.name || '/model'"
#define INKSTONE_GOES_ON_WITH_RUN                                                                            \
    "run.method = 'full' AND later.id > run.id AND "                                                         \
    "substr(later.model_path, -length(" INKSTONE_MODEL_OF_RUN ")) = " INKSTONE_MODEL_OF_RUN

using enum LineageKind;
constexpr Road roads[] = {
    {DatasetVersion, File, false, "SELECT id, 0, file FROM import WHERE dataset = ?1 AND ?2 IS NOT NULL"},
    {File, DatasetVersion, true,
     "SELECT dataset, (SELECT version FROM dataset WHERE id = dataset), (SELECT name FROM dataset "
     "WHERE id = dataset) FROM import WHERE import.id = ?1 AND ?2 IS NOT NULL"},
    {DatasetVersion, Run, true,
     "SELECT run, 0, run.name FROM run_data JOIN run ON run.id = run WHERE dataset = ?1 AND "
     "run_data.version = ?2"},
    {Run, DatasetVersion, false,
     "SELECT dataset, version, name FROM run_data WHERE run = ?1 AND ?2 IS NOT NULL"},
    {Run, Evaluation, true, "SELECT id, 0, suite FROM evaluation WHERE run = ?1 AND ?2 IS NOT NULL"},
    {Evaluation, Run, false,
     "SELECT run.id, 0, run.name FROM evaluation JOIN run ON run.id = evaluation.run WHERE "
     "evaluation.id = ?1 AND ?2 IS NOT NULL"},
    {Run, ChatAnswer, true,
     "SELECT message.id, 0, substr(content, 1, 60) FROM message JOIN run ON " INKSTONE_ANSWERED_BY_RUN
     " WHERE run.id = ?1 AND ?2 IS NOT NULL AND message.correction IS NOT NULL"},
    {ChatAnswer, Run, false,
     "SELECT run.id, 0, run.name FROM message JOIN run ON " INKSTONE_ANSWERED_BY_RUN
     " WHERE message.id = ?1 AND ?2 IS NOT NULL"},
    {Run, Run, true,
     "SELECT later.id, 0, later.name FROM run JOIN run AS later ON " INKSTONE_GOES_ON_WITH_RUN
     " WHERE run.id = ?1 AND ?2 IS NOT NULL"},
    {Run, Run, false,
     "SELECT run.id, 0, run.name FROM run JOIN run AS later ON " INKSTONE_GOES_ON_WITH_RUN
     " WHERE later.id = ?1 AND ?2 IS NOT NULL"},
    {Evaluation, EvalCase, true,
     "SELECT id, 0, case_id FROM eval_case WHERE evaluation = ?1 AND correction IS NOT NULL AND ?2 "
     "IS NOT NULL"},
    {EvalCase, Evaluation, false,
     "SELECT evaluation.id, 0, suite FROM eval_case JOIN evaluation ON evaluation.id = evaluation "
     "WHERE eval_case.id = ?1 AND ?2 IS NOT NULL"},
    {EvalCase, Record, true,
     "SELECT correction, 0, '' FROM eval_case WHERE id = ?1 AND correction IS NOT NULL AND ?2 IS NOT NULL"},
    {ChatAnswer, Record, true,
     "SELECT correction, 0, '' FROM message WHERE id = ?1 AND correction IS NOT NULL AND ?2 IS NOT NULL"},
    {Record, EvalCase, false,
     "SELECT id, 0, case_id FROM eval_case WHERE correction = ?1 AND ?2 IS NOT NULL"},
    {Record, ChatAnswer, false,
     "SELECT id, 0, substr(content, 1, 60) FROM message WHERE correction = ?1 AND ?2 IS NOT NULL"},
    {Record, File, false,
     "SELECT import.id, 0, file FROM record JOIN import ON origin = 1 AND import.id = origin_id WHERE "
     "record.id = ?1 AND ?2 IS NOT NULL"},
    {Record, DatasetVersion, true,
     "SELECT dataset.id, dataset.version, name FROM record JOIN dataset ON dataset.id = dataset "
     "WHERE record.id = ?1 AND ?2 IS NOT NULL"},
};

struct Visit {
    LineageNode node;
    bool forward;
};

/// From one node along all roads of one direction.
Status follow(Store& store, const LineageNode& start, bool forward, std::vector<LineageLink>& links) {
    std::deque<LineageNode> open{start};
    std::vector<LineageNode> seen{start};
    while (!open.empty() && links.size() < mostLinks) {
        const LineageNode node = open.front();
        open.pop_front();
        for (const Road& road : roads) {
            if (road.asked != node.kind || road.forward != forward) continue;
            INK_TRY(row, store.prepare(road.sql));
            INK_CHECK(row.bind(node.id, node.version));
            for (;;) {
                INK_TRY(more, row.step());
                if (!more || links.size() >= mostLinks) break;
                LineageNode other{road.found, row.integer(0), row.integer(1), row.text(2)};
                links.push_back(forward ? LineageLink{node, other} : LineageLink{other, node});
                if (std::find(seen.begin(), seen.end(), other) != seen.end()) continue;
                seen.push_back(other);
                open.push_back(std::move(other));
            }
        }
    }
    return {};
}

} // namespace

Result<std::vector<LineageLink>> lineage(Store& store, const LineageNode& node) {
    std::vector<LineageLink> links;
    INK_CHECK(follow(store, node, false, links));
    INK_CHECK(follow(store, node, true, links));
    return links;
}

} // namespace inkstone
