#pragma once
// Kills a process that labels, with SIGKILL, and asks that every label it had said was done is there
// afterwards.

#include "core/project/project.h"

#include <QTemporaryDir>
#include <QtTest>

#include <chrono>
#include <random>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

class LabelKills {
public:
    explicit LabelKills(unsigned seed) : m_random(seed) {}

    void run(int kills) {
        QVERIFY(m_folder.isValid());
        makeRecords();
        if (QTest::currentTestFailed()) return;
        for (int kill = 0; kill < kills; ++kill) {
            oneLife();
            if (QTest::currentTestFailed()) return;
            verify();
            if (QTest::currentTestFailed()) return;
        }
    }

private:
    static constexpr unsigned records = 40, mostLabels = 12;

    struct Said {
        int64_t record;
        int32_t rating;
    };

    std::filesystem::path folder() const { return m_folder.filePath("project").toStdString(); }

    void makeRecords() {
        auto project = inkstone::Project::create(folder());
        QVERIFY2(project, project ? "" : project.error().str().c_str());
        auto repository = (*project)->datasets();
        const auto dataset = repository.create("rows");
        QVERIFY(dataset);
        for (unsigned i = 0; i < records; ++i) {
            inkstone::Record record;
            record.turns = {{"user", "question " + std::to_string(i), ""}, {"assistant", "answer", ""}};
            const auto stored = repository.append(*dataset, record);
            QVERIFY(stored);
            m_ids.push_back(stored->id);
        }
    }

    /// Forks a labeler and kills it some labels later, in the middle of one; what it acknowledged is kept in
    /// m_said. The moment does not depend on the speed of the machine.
    void oneLife() {
        int ends[2];
        QCOMPARE(pipe(ends), 0);
        const unsigned first = m_random();
        const pid_t child = fork();
        if (child == 0) {
            close(ends[0]);
            label(ends[1], first);
            _exit(1);
        }
        close(ends[1]);
        const unsigned wanted = m_random() % mostLabels;
        unsigned count = 0;
        Said said{};
        const auto hear = [&] {
            if (read(ends[0], &said, sizeof said) != ssize_t(sizeof said)) return false;
            m_said[said.record] = said.rating;
            ++count;
            return true;
        };
        while (count < wanted && hear()) {
        }
        usleep(m_random() % 5'000);
        kill(child, SIGKILL);
        while (hear()) {
        }
        close(ends[0]);
        int status = 0;
        waitpid(child, &status, 0);
        QVERIFY2(WIFSIGNALED(status), "the labeler gave up before it was killed");
        QVERIFY(count >= wanted);
        m_inFlight = saying(first + count);
    }

    /// The label number i: records round and round, another rating in each round.
    Said saying(unsigned i) const { return {m_ids[i % records], 1 + int32_t(i / records % 5)}; }

    /// In the child: rates records round and round, and says so only after the call returned.
    void label(int out, unsigned first) const {
        const auto project = inkstone::Project::open(folder());
        if (!project) return;
        auto queue = (*project)->labels();
        for (unsigned i = first;; ++i) {
            const Said said = saying(i);
            const auto record = queue.repository().record(said.record);
            if (!record || !queue.setRating(*record, said.rating)) return;
            if (write(out, &said, sizeof said) != ssize_t(sizeof said)) return;
        }
    }

    /// The last acknowledged label of each record is there; the one in flight may be or not.
    void verify() {
        const auto project = inkstone::Project::open(folder());
        QVERIFY2(project, project ? "" : project.error().str().c_str());
        inkstone::NullSink sink;
        const auto check = (*project)->check({}, sink);
        QVERIFY(check && check->ok);
        for (auto& [id, rating] : m_said) {
            const auto record = (*project)->datasets().record(id);
            QVERIFY(record);
            QCOMPARE(record->labels.state, inkstone::LabelState::Labeled);
            // The one in flight is done or not done, nobody was told; never anything between.
            if (id == m_inFlight.record && record->labels.rating == m_inFlight.rating)
                rating = m_inFlight.rating;
            QCOMPARE(record->labels.rating, rating);
        }
    }

    QTemporaryDir m_folder;
    std::mt19937 m_random;
    std::vector<int64_t> m_ids;
    Said m_inFlight{};
    std::map<int64_t, int32_t> m_said;
};
