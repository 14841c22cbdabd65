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
        int64_t acknowledged = 0;
        for (int kill = 0; kill < kills; ++kill) {
            acknowledged += oneLife();
            verify();
            if (QTest::currentTestFailed()) return;
        }
        QVERIFY2(acknowledged > kills, "the processes were killed before they could label anything");
    }

private:
    static constexpr int records = 40;

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
        for (int i = 0; i < records; ++i) {
            inkstone::Record record;
            record.turns = {{"user", "question " + std::to_string(i), ""}, {"assistant", "answer", ""}};
            const auto stored = repository.append(*dataset, record);
            QVERIFY(stored);
            m_ids.push_back(stored->id);
        }
    }

    /// Forks a labeler, kills it after some milliseconds; what it acknowledged is kept in m_said.
    int64_t oneLife() {
        int ends[2];
        if (pipe(ends) != 0) return 0;
        const unsigned first = m_random();
        const pid_t child = fork();
        if (child == 0) {
            close(ends[0]);
            label(ends[1], first);
            _exit(1);
        }
        close(ends[1]);
        usleep(20'000 + m_random() % 180'000);
        kill(child, SIGKILL);
        int64_t count = 0;
        for (Said said{}; read(ends[0], &said, sizeof said) == ssize_t(sizeof said); ++count)
            m_said[said.record] = said.rating;
        close(ends[0]);
        waitpid(child, nullptr, 0);
        m_inFlight = m_ids[(first + unsigned(count)) % records];
        return count;
    }

    /// In the child: rates records round and round, and says so only after the call returned.
    void label(int out, unsigned first) const {
        const auto project = inkstone::Project::open(folder());
        if (!project) return;
        auto queue = (*project)->labels();
        for (unsigned i = first;; ++i) {
            const auto record = queue.repository().record(m_ids[i % records]);
            const int rating = 1 + int(i / records % 5);
            if (!record || !queue.setRating(*record, rating)) return;
            const Said said{record->id, rating};
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
            if (id == m_inFlight) rating = record->labels.rating; // done or not done, nobody was told
            QCOMPARE(record->labels.rating, rating);
        }
    }

    QTemporaryDir m_folder;
    std::mt19937 m_random;
    std::vector<int64_t> m_ids;
    int64_t m_inFlight = 0;
    std::map<int64_t, int32_t> m_said;
};
