#pragma once
// Buttons of Home: a large way in with icon and sentence, and a line of the recent chats.

#include <QAbstractButton>

namespace inkstone {

/// Icon, title, one sentence: a panel that can be pressed.
class WayIn final : public QAbstractButton {
    Q_OBJECT
public:
    WayIn(const QString& icon, const QString& title, const QString& sentence, QWidget* parent = nullptr);
    void setFirst(bool first); ///< the one most people want: its icon is lit
    QSize sizeHint() const override { return {280, 200}; }
    QSize minimumSizeHint() const override { return {180, 200}; }

protected:
    void paintEvent(QPaintEvent*) override;
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

private:
    QString m_icon, m_sentence;
    bool m_first = false;
};

/// A name and a quieter line below.
class TwoLines final : public QAbstractButton {
    Q_OBJECT
public:
    TwoLines(const QString& title, const QString& note, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {200, 47}; }
    QSize minimumSizeHint() const override { return {80, 47}; }

protected:
    void paintEvent(QPaintEvent*) override;
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

private:
    QString m_note;
};

} // namespace inkstone
