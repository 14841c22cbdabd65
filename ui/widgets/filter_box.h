#pragma once
// The box at the top of every list: a lens, a clear cross, Ctrl+F, Esc clears. Typing is gathered for a
// moment, so that a filter over many rows runs once.

#include <QLineEdit>

class QTimer;

namespace inkstone {

class FilterBox final : public QLineEdit {
    Q_OBJECT
public:
    explicit FilterBox(const QString& placeholder, QWidget* parent = nullptr);

signals:
    void filterChanged(const QString& text); ///< trimmed, 150 ms after the last key
    void leaveDown();                        ///< Down: the list below should take the focus

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QTimer* m_timer;
};

} // namespace inkstone
