#pragma once
// The parts of the rail: the mark, a page, the project.

#include <QAbstractButton>

namespace inkstone {

/// A page in the rail; the current one carries the accent bar at the window's edge.
class RailItem final : public QAbstractButton {
    Q_OBJECT
public:
    RailItem(const QString& id, const QString& title, const QString& icon, QWidget* parent);
    const QString& id() const { return m_id; }
    void setCount(int count);
    void setNarrow(bool narrow);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent*) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void paintCount(QPainter& painter);

    QString m_id, m_icon;
    int m_count = 0;
    bool m_narrow = false;
};

/// The seal and the name.
class RailMark final : public QWidget {
    Q_OBJECT
public:
    explicit RailMark(QWidget* parent);

protected:
    void paintEvent(QPaintEvent*) override;
};

class ProjectButton final : public QAbstractButton {
    Q_OBJECT
public:
    explicit ProjectButton(QWidget* parent);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent*) override;
};

} // namespace inkstone
