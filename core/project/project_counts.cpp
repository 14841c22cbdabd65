// What Home shows: the numbers of the flywheel, and what to do next.
#include "core/label/corrections.h"
#include "core/project/project.h"

namespace inkstone {

namespace {

Status countData(Store& store, ProjectCounts& counts) {
    INK_TRY(
        row,
        store.prepare(
            "SELECT count(*), ifnull(sum(records), 0), ifnull(sum(labeled), 0), ifnull(sum(skipped), 0) FROM "
            "dataset WHERE trashed IS NULL AND staging = 0"));
    INK_CHECK(row.step());
    counts.datasets = row.integer(0);
    counts.records = row.integer(1);
    counts.labeled = row.integer(2);
    counts.unlabeled = counts.records - counts.labeled - row.integer(3);
    return {};
}

Status countRuns(Store& store, ProjectCounts& counts) {
    INK_TRY(row,
            store.prepare(
                "SELECT count(*), ifnull(sum(status = ?1), 0), ifnull(sum(adapter <> ''), 0) FROM run WHERE "
                "trashed IS NULL"));
    INK_CHECK(row.bind(RunStatus::Finished));
    INK_CHECK(row.step());
    counts.runs = row.integer(0);
    counts.finishedRuns = row.integer(1);
    counts.adapters = row.integer(2);
    return {};
}

Status countRest(Store& store, ProjectCounts& counts) {
    INK_TRY(evaluations, store.integer("SELECT count(*) FROM evaluation"));
    INK_TRY(conversations, store.integer("SELECT count(*) FROM conversation WHERE trashed IS NULL"));
    INK_TRY(answers, store.integer("SELECT count(*) FROM message WHERE role = 'assistant'"));
    counts.evaluations = evaluations;
    counts.conversations = conversations;
    counts.answers = answers;
    return {};
}

/// The best score on the suite that was run last, of what a run learned, else of a base model; beside the
/// score of the model it began with.
Result<std::optional<ProjectCounts::Best>> bestScore(const EvaluationStore& evaluations) {
    INK_TRY(all, evaluations.list()); // newest first
    std::optional<ProjectCounts::Best> best;
    const EvaluationInfo* winner = nullptr;
    for (const EvaluationInfo& one : all) {
        if (winner && one.suiteHash != winner->suiteHash) continue;
        for (const auto& [scorer, score] : one.scores) {
            if (scorer == scorerName(Scorer::Perplexity) || (best && best->scorer != scorer)) continue;
            if (best && score.value <= best->value) continue;
            best = {one.suite, scorer, one.learnedName(), score.value, {}};
            winner = &one;
        }
    }
    for (const EvaluationInfo& one : all) {
        if (!winner || best->before || one.suiteHash != winner->suiteHash || !winner->startedFrom(one))
            continue;
        if (const auto score = one.scores.find(best->scorer); score != one.scores.end())
            best->before = score->second.value;
    }
    return best;
}

Result<NextStep> nextStep(Store& store, const ProjectCounts& counts, bool haveModel) {
    if (counts.records == 0) return NextStep::ImportData;
    if (!haveModel) return NextStep::GetModel;
    INK_TRY(labeling,
            store.integer(
                "SELECT EXISTS(SELECT 1 FROM dataset WHERE trashed IS NULL AND staging = 0 AND label_schema "
                "IS NOT NULL AND records > labeled + skipped)"));
    if (counts.waiting > 0 || labeling) return NextStep::Label;
    INK_TRY(
        halfWay,
        store.integer(
            "SELECT EXISTS(SELECT 1 FROM run WHERE trashed IS NULL AND id = (SELECT max(id) FROM run WHERE "
            "trashed IS NULL) AND status IN (?1, ?2))",
            RunStatus::Stopped, RunStatus::Paused));
    if (halfWay) return NextStep::ResumeRun;
    INK_TRY(
        fresh,
        store.integer(
            "SELECT ifnull((SELECT max(changed) FROM dataset WHERE trashed IS NULL AND staging = 0), 0) > "
            "ifnull((SELECT max(created) FROM run WHERE trashed IS NULL AND status <> ?1), 0)",
            RunStatus::Failed));
    if (counts.finishedRuns == 0) return NextStep::Train;
    INK_TRY(unevaluated,
            store.integer(
                "SELECT EXISTS(SELECT 1 FROM run WHERE trashed IS NULL AND status = ?1 AND id = (SELECT "
                "max(id) FROM run WHERE trashed IS NULL AND status = ?1) AND NOT EXISTS(SELECT 1 FROM "
                "evaluation WHERE run = run.id))",
                RunStatus::Finished));
    if (unevaluated) return NextStep::Evaluate;
    return fresh ? NextStep::Train : NextStep::Chat;
}

} // namespace

Result<ProjectCounts> Project::counts(bool haveModel) const {
    ProjectCounts counts;
    INK_CHECK(countData(*m_store, counts));
    INK_CHECK(countRuns(*m_store, counts));
    INK_CHECK(countRest(*m_store, counts));
    auto repository = datasets();
    INK_TRY(waiting, waitingCorrections(repository));
    counts.waiting = waiting;
    INK_TRY(best, bestScore(evaluations()));
    counts.best = std::move(best);
    INK_TRY(next, nextStep(*m_store, counts, haveModel));
    counts.next = next;
    return counts;
}

} // namespace inkstone
