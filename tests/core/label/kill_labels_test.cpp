#include "tests/support/label_kills.h"

class KillLabelsTest : public QObject {
    Q_OBJECT
private slots:
    void noAcknowledgedLabelIsLost() { LabelKills(20261124).run(50); }
};

QTEST_APPLESS_MAIN(KillLabelsTest)
#include "kill_labels_test.moc"
