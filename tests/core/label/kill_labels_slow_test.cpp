#include "tests/support/label_kills.h"

class KillLabelsSlowTest : public QObject {
    Q_OBJECT
private slots:
    void noAcknowledgedLabelIsLost() { LabelKills(20261124).run(50); }
};

QTEST_APPLESS_MAIN(KillLabelsSlowTest)
#include "kill_labels_slow_test.moc"
