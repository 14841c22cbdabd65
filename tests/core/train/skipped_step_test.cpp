// A run whose first step was left out, because its loss was not a number.
#include "core/base/hash.h"
#include "core/train/trainer.h"
#include "tests/support/models.h"

using namespace inkstone;
using namespace inkstone::test;

namespace {

Record textOf(std::string text) {
    Record record;
    record.kind = RecordKind::Text;
    record.text = std::move(text);
    return record;
}

/// Hears the losses, and stops the run after a step.
struct Listener final : JobSink {
    explicit Listener(int64_t stopAfter = 0) : last(stopAfter) {}
    void emit(JobEvent event) override {
        const auto* metrics = std::get_if<TrainMetrics>(&event);
        if (!metrics || metrics->isEval) return;
        losses.push_back(metrics->loss);
        if (metrics->step == last) stop.request_stop();
    }
    int64_t last;
    std::vector<double> losses;
    std::stop_source stop;
};

/// Writes into the checkpoint that its only step was left out.
void leaveOut(const fs::path& checkpoint) {
    Json state = *readJson(checkpoint / "trainer_state.json");
    state["skipped_steps"] = 1;
    state["loss_first"] = state["loss_last"] = 0;
    QVERIFY(writeFileAtomically(checkpoint / "trainer_state.json", dumpJson(state)));
    Json manifest = *readJson(checkpoint / "manifest.json");
    for (Json& file : manifest["files"]) {
        if (file["name"] != "trainer_state.json") continue;
        file["size"] = dumpJson(state).size();
        file["sha256"] = sha256(dumpJson(state));
    }
    QVERIFY(writeJson(checkpoint / "manifest.json", manifest));
}

} // namespace

class SkippedStepTest final : public QObject {
    Q_OBJECT
private slots:
    void theFirstLossIsThatOfTheFirstStepThatCounts() {
        const Scratch scratch;
        const fs::path file = scratch.path("tiny.gguf");
        QVERIFY(makeTinyRandomModel(file));
        const auto model = openModel(file);
        const auto run = [&](bool resume, Listener& sink) {
            return train({.model = model,
                          .records = {textOf("ink is made of soot and glue, and of patience"),
                                      textOf("an inkstone is a stone to grind ink upon")},
                          .config = {.learningRate = 0.01,
                                     .maxSteps = 3,
                                     .saveSteps = 1,
                                     .evalFraction = 0,
                                     .compute = Compute::F32,
                                     .threads = 1},
                          .folder = scratch.path("run"),
                          .resume = resume},
                         sink.stop.get_token(), sink);
        };
        Listener one(1), others;
        const auto stopped = run(false, one);
        VERIFY_OK(stopped);
        QCOMPARE(stopped->state.step, int64_t(1));
        QCOMPARE(stopped->state.lossFirst, one.losses.at(0));
        leaveOut(scratch.path("run") / "checkpoints" / "checkpoint-1");
        const auto whole = run(true, others);
        VERIFY_OK(whole);
        QCOMPARE(whole->state.step, int64_t(3));
        QCOMPARE(whole->state.skippedSteps, int64_t(1));
        QCOMPARE(whole->state.lossFirst, others.losses.at(0));
        QCOMPARE(whole->state.lossLast, others.losses.at(1));
        QVERIFY(whole->state.lossFirst > 1);
    }
};

QTEST_APPLESS_MAIN(SkippedStepTest)
#include "skipped_step_test.moc"
