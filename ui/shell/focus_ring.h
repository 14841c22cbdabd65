#pragma once
// Keyboard focus, and only keyboard focus, gets a ring: one overlay per window, 2 px wide, 1 px outside its
// control. Styles know no focus-visible; the reason of the focus event does.

#include <QObject>
#include <QPointer>
#include <QWidget>

namespace inkstone {

class FocusRing final : public QWidget {
    Q_OBJECT
public:
    explicit FocusRing(QWidget* window);
    void follow(QWidget* target);
    QWidget* target() const { return m_target; }

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QPointer<QWidget> m_target;
};

/// Watches the application's focus events and moves the ring.
class FocusRingWatcher final : public QObject {
    Q_OBJECT
public:
    explicit FocusRingWatcher(QObject* parent);

    /// Property that keeps the ring away from controls that show focus themselves.
    static constexpr const char* kOwnFocus = "inkOwnFocus";

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void show(QWidget* target);
    void hide();

    QPointer<FocusRing> m_ring;
    bool m_keyboard = true; ///< the person's last press; a control that vanishes hands its focus on as if by Tab
};

} // namespace inkstone
