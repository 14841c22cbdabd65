#include "ui/shell/focus_ring.h"

#include "ui/shell/palette.h"

#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QFocusEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>

namespace inkstone {

namespace {
constexpr int kOutside = 3;

bool showsItself(const QWidget* widget) {
    return qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget) ||
           qobject_cast<const QAbstractScrollArea*>(widget) || qobject_cast<const QMenu*>(widget) ||
           widget->property(FocusRingWatcher::kOwnFocus).toBool();
}

bool byKeyboard(Qt::FocusReason reason) {
    return reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason ||
           reason == Qt::ShortcutFocusReason;
}
} // namespace

FocusRing::FocusRing(QWidget* window) : QWidget(window) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    setFocusPolicy(Qt::NoFocus);
}

void FocusRing::follow(QWidget* target) {
    m_target = target;
    if (!target || !target->isVisible()) return hide();
    const QPoint corner = target->mapTo(parentWidget(), QPoint());
    setGeometry(QRect(corner, target->size()).adjusted(-kOutside, -kOutside, kOutside, kOutside));
    raise();
    show();
}

void FocusRing::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Palette::of(this).focus, 2));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 8, 8);
}

FocusRingWatcher::FocusRingWatcher(QObject* parent) : QObject(parent) { qApp->installEventFilter(this); }

bool FocusRingWatcher::eventFilter(QObject* object, QEvent* event) {
    if (!object->isWidgetType()) return false;
    auto* widget = static_cast<QWidget*>(object);
    switch (event->type()) {
    case QEvent::KeyPress:
        m_keyboard = true;
        break;
    case QEvent::MouseButtonPress:
        m_keyboard = false;
        break;
    case QEvent::FocusIn:
        if (m_keyboard && byKeyboard(static_cast<QFocusEvent*>(event)->reason()) && !showsItself(widget))
            show(widget);
        else
            hide();
        break;
    case QEvent::FocusOut:
        if (m_ring && m_ring->target() == widget) hide();
        break;
    case QEvent::Move:
    case QEvent::Resize:
    case QEvent::Show:
    case QEvent::Hide:
        if (m_ring && m_ring != widget && m_ring->target() &&
            (m_ring->target() == widget || widget->isAncestorOf(m_ring->target())))
            m_ring->follow(m_ring->target());
        break;
    default:
        break;
    }
    return false;
}

void FocusRingWatcher::show(QWidget* target) {
    if (m_ring && m_ring->window() != target->window()) delete m_ring;
    if (!m_ring) m_ring = new FocusRing(target->window());
    m_ring->follow(target);
}

void FocusRingWatcher::hide() {
    if (m_ring) m_ring->follow(nullptr);
}

} // namespace inkstone
