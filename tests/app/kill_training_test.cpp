#include "tests/support/training_kills.h"

class KillTrainingTest : public QObject {
    Q_OBJECT
private slots:
    void aRunSurvivesItsKills() { TrainingKills(20261124).run(50); }
};

QTEST_GUILESS_MAIN(KillTrainingTest)
#include "kill_training_test.moc"
