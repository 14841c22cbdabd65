#pragma once
// One job in the status bar: a ring that fills, the title, the facts. A click opens its page. Where there is
// little room the later facts go first, then the end of the title.

#include <QAbstractButton>

namespace inkstone {

class JobChip final : public QAbstractButton {
    Q_OBJECT
public:
    explicit JobChip(QWidget* parent = nullptr);
    void show(qint64 id, const QString& title, const QString& detail, double fraction, bool waiting);
    qint64 id() const { return m_id; }
    /// At most so many facts behind the title.
    void setMostFacts(int most);
    int widthWith(int mostFacts) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent*) override;

private:
    int widthOf(const QString& title, const QString& detail) const;
    QString detail(int most) const;

    qint64 m_id = 0;
    QString m_detail;
    double m_fraction = -1;
    bool m_waiting = false;
    int m_most = 4;
};

} // namespace inkstone
