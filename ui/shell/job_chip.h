#pragma once
// One job in the status bar: a ring that fills, the title, the facts. A click opens its page.

#include <QAbstractButton>

namespace inkstone {

class JobChip final : public QAbstractButton {
    Q_OBJECT
public:
    explicit JobChip(QWidget* parent = nullptr);
    void show(qint64 id, const QString& title, const QString& detail, double fraction, bool waiting);
    qint64 id() const { return m_id; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent*) override;

private:
    qint64 m_id = 0;
    QString m_detail;
    double m_fraction = -1;
    bool m_waiting = false;
};

} // namespace inkstone
