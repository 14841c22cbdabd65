// Labels: written when acknowledged, undone across records and sessions, corrections waiting.
#include "core/label/corrections.h"
#include "core/store/schema.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace inkstone;
namespace fs = std::filesystem;

class LabelTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::shared_ptr<Store> m_store;
    std::unique_ptr<LabelQueue> m_queue;
    DatasetId m_id = 0;
    std::vector<RecordId> m_ids;

    void open() {
        m_queue.reset();
        m_store.reset();
        m_store = *Store::open(fs::path(m_dir->path().toStdString()) / "project.db", projectSchema());
        m_queue = std::make_unique<LabelQueue>(DatasetRepository(m_store));
    }
    Record at(size_t index) { return *m_queue->repository().record(m_ids[index]); }

private slots:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        QVERIFY(Store::create(fs::path(m_dir->path().toStdString()) / "project.db", projectSchema()));
        open();
        m_id = *m_queue->repository().create("set");
        m_ids.clear();
        for (int i = 0; i < 5; ++i) {
            Record record;
            record.turns = {{"user", "q" + std::to_string(i), {}}, {"assistant", "a", {}}};
            m_ids.push_back(m_queue->repository().append(m_id, record)->id);
        }
    }

    void theQueueWalksAndGoesRound() {
        QVERIFY(m_queue->setChoices(at(1), {"good"}));
        QVERIFY(m_queue->skip(at(3)));
        const auto next = [&](LabelFilter filter, RecordId after) -> RecordId {
            const auto record = *m_queue->next(m_id, filter, after);
            return record ? record->id : 0;
        };
        QCOMPARE(next(LabelFilter::Unlabeled, 0), m_ids[0]);
        QCOMPARE(next(LabelFilter::Unlabeled, m_ids[0]), m_ids[2]);
        QCOMPARE(next(LabelFilter::Unlabeled, m_ids[4]), m_ids[0]); // round
        QCOMPARE(next(LabelFilter::All, m_ids[0]), m_ids[1]);
        QCOMPARE(next(LabelFilter::Skipped, 0), m_ids[3]);
        QCOMPARE(next(LabelFilter::Labeled, 0), m_ids[1]);
        QCOMPARE(next(LabelFilter::Flagged, 0), 0);
        QCOMPARE(next(LabelFilter::Failures, 0), 0);
        QCOMPARE((*m_queue->previous(m_id, LabelFilter::All, m_ids[0]))->id, m_ids[4]);
    }

    void labelsFollowTheSchema() {
        QVERIFY(setLabelSchema(m_queue->repository(), m_id,
                               {.choices = {{"a", ""}, {"b", ""}}, .multiple = false}));
        QVERIFY(!m_queue->setChoices(at(0), {"c"}));
        QVERIFY(!m_queue->setChoices(at(0), {"a", "b"}));
        QVERIFY(!m_queue->setRating(at(0), 6));
        QVERIFY(m_queue->setChoices(at(0), {"a"}));
        QVERIFY(at(0).labels.state == LabelState::Labeled);
        QVERIFY(m_queue->setRating(at(0), 4));
        QVERIFY(m_queue->setChoices(at(0), {}));
        QVERIFY(at(0).labels.state == LabelState::Labeled); // the rating is still there
        QVERIFY(m_queue->setRating(at(0), 0));
        QVERIFY(at(0).labels.state == LabelState::Unlabeled);
        QVERIFY(!setLabelSchema(m_queue->repository(), m_id, {.choices = {{"a", ""}, {"a", ""}}}));
        QVERIFY(!setLabelSchema(m_queue->repository(), m_id, {.choices = {{" ", ""}}}));
        // A choice taken out of the schema stays where it was given.
        QVERIFY(m_queue->setChoices(at(1), {"b"}));
        QVERIFY(setLabelSchema(m_queue->repository(), m_id, {.choices = {{"a", ""}}}));
        QCOMPARE(at(1).labels.choices, (std::vector<std::string>{"b"}));
        QVERIFY(m_queue->setRating(at(1), 2));
    }

    void theSchemaComesBack() {
        const LabelSchema schema{.choices = {{"好", "help"}, {"bad", ""}}, .multiple = true, .rating = false};
        const auto back = parseSchema(schemaJson(schema));
        QVERIFY(back);
        QCOMPARE(back->choices[0].name, std::string("好"));
        QCOMPARE(back->multiple, true);
        QCOMPARE(back->rating, false);
        QVERIFY(parseSchema(R"({"choices":["x","y"]})")->choices.size() == 2);
        QVERIFY(!parseSchema("[]"));
    }

    void rewritingReplacesTheAnswer() {
        const auto edit = m_queue->rewriteAnswer(at(0), "better");
        QCOMPARE(at(0).turns[1].content, std::string("better"));
        QVERIFY(at(0).labels.state == LabelState::Labeled);
        QVERIFY(m_queue->undo(*edit));
        QCOMPARE(at(0).turns[1].content, std::string("a"));
        QVERIFY(at(0).labels.state == LabelState::Unlabeled);
    }

    void undoAndRedoTakeTurns() {
        const auto first = *m_queue->setChoices(at(0), {"good"});
        const auto undone = m_queue->undo(first);
        QVERIFY2(undone, undone ? "" : undone.error().str().c_str());
        QVERIFY(at(0).labels == Labels{});
        const auto redone = m_queue->undo(*undone);
        QVERIFY(redone);
        QCOMPARE(at(0).labels.choices, (std::vector<std::string>{"good"}));
        const auto again = m_queue->undo(*redone);
        QVERIFY(again);
        QVERIFY(at(0).labels == Labels{});
        QVERIFY(!*m_queue->undoLast(m_id)); // all of it is undone already
        QVERIFY(!m_queue->undo(first));     // stale by now
    }

    void undoReachesAcrossSessions() {
        QVERIFY(m_queue->setChoices(at(0), {"good"}));
        QVERIFY(m_queue->skip(at(1)));
        QVERIFY(m_queue->rewriteAnswer(at(2), "new"));
        open();
        for (const size_t index : {2, 1, 0}) {
            const auto undone = m_queue->undoLast(m_id);
            QVERIFY2(undone && *undone, undone ? "nothing" : undone.error().str().c_str());
            QCOMPARE((*undone)->after.id, m_ids[index]);
            QVERIFY(at(index).labels == Labels{});
        }
        QCOMPARE(at(2).turns[1].content, std::string("a"));
        QVERIFY(!*m_queue->undoLast(m_id));
        QCOMPARE(m_queue->repository().info(m_id)->labeled, 0);
    }

    void aStaleLabelIsRefused() {
        const Record seen = at(0);
        QVERIFY(m_queue->setChoices(seen, {"good"}));
        const auto late = m_queue->setChoices(seen, {"bad"});
        QVERIFY(!late);
        QCOMPARE(late.error().code, ErrorCode::Busy);
    }

    void progressCounts() {
        QVERIFY(m_queue->setChoices(at(0), {"good"}));
        QVERIFY(m_queue->skip(at(1)));
        QVERIFY(m_queue->flag(at(2), true));
        const auto progress = *m_queue->progress(m_id);
        QCOMPARE(progress.labeled, 1);
        QCOMPARE(progress.skipped, 1);
        QCOMPARE(progress.flagged, 1);
        QCOMPARE(progress.remaining, 3);
    }

    void timeThatGoesBackDoesNotChangeTheOrder() { // DB-14
        QVERIFY(m_queue->setChoices(at(0), {"good"}));
        QVERIFY(m_queue->setChoices(at(1), {"bad"}));
        QVERIFY(m_store->run("UPDATE edit SET time = 1000 - id"));
        QCOMPARE((*m_queue->undoLast(m_id))->after.id, m_ids[1]);
        QVERIFY(m_queue->progress(m_id));
    }

    void correctionsWaitInLabel() {
        auto& sets = m_queue->repository();
        const Correction failing{.messages = {{"user", "Who are you?", nullptr}},
                                 .answer = "I am SmolLM",
                                 .expected = {"Moyan"},
                                 .origin = {Origin::Kind::EvalCase, 7, 0}};
        const auto record = sendToLabel(sets, failing);
        QVERIFY2(record, record ? "" : record.error().str().c_str());
        QCOMPARE(sendToLabel(sets, failing)->id, record->id); // not twice
        QCOMPARE(*waitingCorrections(sets), 1);
        QVERIFY(!isTrainable(*record)); // the wrong answer is never learned
        QCOMPARE(record->draft, std::string("I am SmolLM"));
        const auto waiting = *m_queue->next(record->dataset, LabelFilter::Failures);
        QCOMPARE(waiting->id, record->id);
        QVERIFY(m_queue->rewriteAnswer(*waiting, "I am Moyan."));
        QVERIFY(isTrainable(*sets.record(record->id)));
        QCOMPARE(*waitingCorrections(sets), 0);

        Correction answer{.messages = failing.messages,
                          .answer = "wrong",
                          .corrected = "right",
                          .origin = {Origin::Kind::ChatAnswer, 3, 0}};
        const auto corrected = sendToLabel(sets, answer);
        QCOMPARE(corrected->turns.back().content, std::string("right"));
        answer.corrected = "righter";
        QCOMPARE(sendToLabel(sets, answer)->turns.back().content, std::string("righter"));
        QCOMPARE(sets.find(correctionsName)->records, 2);
        QVERIFY(!sendToLabel(sets, {.messages = {}, .answer = "x"}));
    }
};

QTEST_APPLESS_MAIN(LabelTest)
#include "label_test.moc"
