#include "tests/support/training_kills.h"

class KillTrainingSlowTest : public QObject {
    Q_OBJECT
private slots:
    void aRunSurvivesItsKills() { TrainingKills(20261124).run(50); }
};

QTEST_GUILESS_MAIN(KillTrainingSlowTest)
#include "kill_training_slow_test.moc"
