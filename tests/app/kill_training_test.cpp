#include "tests/support/training_kills.h"

class KillTrainingTest : public QObject {
    Q_OBJECT
private slots:
    void aRunSurvivesItsKills() { TrainingKills(20261124, "lora").run(50); }
    void soDoesOneOfAllWeights() { TrainingKills(20261125, "full").run(20); }
};

QTEST_GUILESS_MAIN(KillTrainingTest)
#include "kill_training_test.moc"
