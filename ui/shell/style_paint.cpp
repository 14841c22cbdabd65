#include "ui/shell/style_paint.h"

#include "ui/shell/fonts.h"
#include "ui/shell/icons.h"
#include "ui/shell/palette.h"
#include "ui/shell/style.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyle>
#include <QStyleOption>
#include <QWidget>

namespace inkstone::paint {

namespace {
bool has(const QStyleOption& option, QStyle::StateFlag flag) { return option.state.testFlag(flag); }

struct Saved {
    explicit Saved(QPainter& painter) : p(painter) {
        p.save();
        p.setRenderHint(QPainter::Antialiasing);
    }
    ~Saved() { p.restore(); }
    QPainter& p;
};

/// A tick or bar box's colours: off, on, disabled.
struct BoxColors {
    QColor fill, edge, sign;
};
BoxColors boxColors(const QStyleOption& option, bool on, const Palette& c) {
    if (!has(option, QStyle::State_Enabled)) {
        const QColor grey = c.dark ? QColor("#6C6B6A") : QColor("#9B968D");
        return on ? BoxColors{grey, grey, c.surface} : BoxColors{c.paper, c.hairline, c.off};
    }
    if (on) return {c.fill, c.fill, c.onFill};
    return {c.surface, has(option, QStyle::State_MouseOver) ? c.ink2 : mix(c.ink2, c.surface, 0.7), c.ink};
}
} // namespace

void box(QPainter& p, const QRectF& rect, double radius, const QColor& fill, const QColor& edge,
         double width) {
    Saved saved(p);
    p.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    p.setPen(edge.isValid() ? QPen(edge, width) : QPen(Qt::NoPen));
    const double half = edge.isValid() ? width / 2 : 0;
    p.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius);
}

void chevron(QPainter& p, const QRectF& center, bool down, const QColor& color) {
    Saved saved(p);
    p.setPen(QPen(color, 1.25, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF c = center.center();
    const double dy = down ? 1.5 : -1.5;
    p.drawPolyline(QPolygonF({c + QPointF(-3, -dy), c + QPointF(0, dy), c + QPointF(3, -dy)}));
}

void inputFrame(QPainter& p, const QStyleOption& option, const QWidget* widget, const Palette& c) {
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool focus = has(option, QStyle::State_HasFocus);
    const bool invalid = widget && widget->property(kInvalid).toBool();
    QColor edge = enabled ? c.border : c.hairline;
    if (focus) edge = c.focus;
    if (invalid && enabled) edge = c.bad;
    box(p, option.rect, 6, enabled ? c.surface : c.paper, edge, focus || (invalid && enabled) ? 2 : 1);
}

void checkBox(QPainter& p, const QStyleOption& option, const Palette& c) {
    const bool partly = has(option, QStyle::State_NoChange);
    const bool on = has(option, QStyle::State_On) || partly;
    const BoxColors colors = boxColors(option, on, c);
    QRectF r(0, 0, 16, 16);
    r.moveCenter(QRectF(option.rect).center());
    r.moveTopLeft(QPointF(qRound(r.left()), qRound(r.top())));
    box(p, r, 4, colors.fill, colors.edge, 1.25);
    if (!on) return;
    Saved saved(p);
    p.setPen(QPen(colors.sign, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF o = r.topLeft();
    if (partly)
        p.drawLine(o + QPointF(4.75, 8), o + QPointF(11.25, 8));
    else
        p.drawPolyline(QPolygonF({o + QPointF(4.5, 8.25), o + QPointF(7, 10.75), o + QPointF(11.5, 5.5)}));
}

void tableCheck(QPainter& p, const QRect& rect, bool on, const QColor& color, const Palette& c) {
    box(p, rect, 4, on ? color : c.surface, on ? color : mix(c.ink2, c.surface, 0.7), 1.25);
    if (!on) return;
    Saved saved(p);
    p.setPen(QPen(c.onFill, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF o = rect.topLeft();
    p.drawPolyline(QPolygonF({o + QPointF(4.5, 8.25), o + QPointF(7, 10.75), o + QPointF(11.5, 5.5)}));
}

void radioButton(QPainter& p, const QStyleOption& option, const Palette& c) {
    const bool on = has(option, QStyle::State_On);
    const BoxColors colors = boxColors(option, on, c);
    QRectF r(option.rect.left(), option.rect.center().y() - 7, 16, 16);
    box(p, r, 8, colors.fill, colors.edge, 1.25);
    if (!on) return;
    Saved saved(p);
    p.setPen(Qt::NoPen);
    p.setBrush(colors.sign);
    p.drawEllipse(r.center(), 3, 3);
}

void pushButton(QPainter& p, const QStyleOptionButton& option, const Palette& c) {
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool down = has(option, QStyle::State_Sunken) || has(option, QStyle::State_On);
    const bool isDefault = option.features.testFlag(QStyleOptionButton::DefaultButton);
    QColor fill = c.surface;
    if (!enabled)
        fill = c.paper;
    else if (down)
        fill = c.press;
    else if (has(option, QStyle::State_MouseOver))
        fill = c.hover;
    QColor edge = enabled ? c.border : c.hairline;
    if (isDefault && enabled) edge = c.ink2;
    box(p, option.rect, 6, fill, edge);
}

void tab(QPainter& p, const QStyleOptionTab& option, const Palette& c) {
    Saved saved(p);
    const bool selected = has(option, QStyle::State_Selected);
    QColor color = selected || has(option, QStyle::State_MouseOver) ? c.ink : c.ink2;
    if (!has(option, QStyle::State_Enabled)) color = c.off;
    p.setFont(fontOf(TextStyle::BodyMedium));
    p.setPen(color);
    p.drawText(option.rect, Qt::AlignCenter, option.text);
    if (!selected) return;
    const int width = p.fontMetrics().horizontalAdvance(option.text) + 2;
    p.fillRect(QRect(option.rect.center().x() - width / 2, option.rect.bottom() - 1, width, 2), c.accent);
}

void viewItem(QPainter& p, const QStyleOptionViewItem& option, const Palette& c) {
    if (has(option, QStyle::State_Selected))
        p.fillRect(option.rect, c.select);
    else if (has(option, QStyle::State_MouseOver) && has(option, QStyle::State_Enabled))
        p.fillRect(option.rect, mix(c.hover, c.surface, 0.5));
    else if (option.backgroundBrush.style() != Qt::NoBrush)
        p.fillRect(option.rect, option.backgroundBrush);
}

void comboBox(QPainter& p, const QStyleOptionComboBox& option, const QWidget* widget, const Palette& c) {
    const bool enabled = has(option, QStyle::State_Enabled);
    if (option.editable)
        inputFrame(p, option, widget, c);
    else {
        QColor fill = enabled ? c.surface : c.paper;
        if (enabled && (has(option, QStyle::State_MouseOver) || has(option, QStyle::State_On)))
            fill = c.hover;
        if (enabled && has(option, QStyle::State_Sunken)) fill = c.press;
        box(p, option.rect, 6, fill, enabled ? c.border : c.hairline);
    }
    const QRectF arrow(option.rect.right() - 19, option.rect.top(), 12, option.rect.height());
    chevron(p, arrow, true, enabled ? c.ink2 : c.off);
}

void spinBox(QPainter& p, const QStyleOptionSpinBox& option, const QWidget* widget, const QStyle& style,
             const Palette& c) {
    inputFrame(p, option, widget, c);
    if (option.buttonSymbols == QAbstractSpinBox::NoButtons) return;
    const bool enabled = has(option, QStyle::State_Enabled);
    const auto arrow = [&](QStyle::SubControl part, QAbstractSpinBox::StepEnabledFlag step, bool down) {
        const QRectF r = style.subControlRect(QStyle::CC_SpinBox, &option, part, widget);
        const bool hot = option.activeSubControls == part && has(option, QStyle::State_MouseOver);
        QColor color = hot ? c.ink : c.ink2;
        if (!enabled || !option.stepEnabled.testFlag(step)) color = c.off;
        chevron(p, r.translated(0, down ? -1 : 1), down, color);
    };
    arrow(QStyle::SC_SpinBoxUp, QAbstractSpinBox::StepUpEnabled, false);
    arrow(QStyle::SC_SpinBoxDown, QAbstractSpinBox::StepDownEnabled, true);
}

void slider(QPainter& p, const QStyleOptionSlider& option, const QRect& handle, const Palette& c) {
    const bool enabled = has(option, QStyle::State_Enabled);
    const QRectF r = option.rect;
    QPointF knob = QRectF(handle).center();
    const bool horizontal = option.orientation == Qt::Horizontal;
    if (horizontal) knob.setY(r.center().y());
    const QRectF groove = horizontal ? QRectF(r.left(), knob.y() - 1.5, r.width(), 3)
                                     : QRectF(knob.x() - 1.5, r.top(), 3, r.height());
    const QColor done = enabled ? c.ink2 : mix(c.ink2, c.paper, 0.6);
    box(p, groove, 1.5, c.dark ? c.press : c.hairline, QColor());
    QRectF passed = groove;
    if (horizontal)
        option.upsideDown ? passed.setLeft(knob.x()) : passed.setRight(knob.x());
    else
        option.upsideDown ? passed.setTop(knob.y()) : passed.setBottom(knob.y());
    box(p, passed, 1.5, done, QColor());
    QRectF disc(0, 0, 14, 14);
    disc.moveCenter(knob);
    const bool hot = enabled && option.activeSubControls.testFlag(QStyle::SC_SliderHandle);
    box(p, disc, 7, hot ? c.hover : c.surface, done, 1.25);
}

void scrollBar(QPainter& p, const QStyleOptionSlider& option, const QRect& thumb, const Palette& c) {
    if (option.minimum >= option.maximum) return;
    const bool hot = has(option, QStyle::State_MouseOver) || has(option, QStyle::State_Sunken);
    QRectF r = thumb;
    if (option.orientation == Qt::Vertical)
        r.adjust(2, 2, -2, -2);
    else
        r.adjust(2, 2, -2, -2);
    box(p, r, 3, mix(c.ink3, c.paper, hot ? 0.6 : 0.36), QColor());
}

void progressBar(QPainter& p, const QStyleOptionProgressBar& option, const Palette& c) {
    const QRectF r = option.rect;
    const QRectF groove(r.left(), r.center().y() - 3, r.width(), 6);
    box(p, groove, 3, c.dark ? c.press : c.hairline, QColor());
    if (option.maximum <= option.minimum) return;
    QRectF done = groove;
    done.setWidth(groove.width() * (option.progress - option.minimum) / (option.maximum - option.minimum));
    if (done.width() > 0) box(p, done, 3, c.ink2, QColor());
}

} // namespace inkstone::paint
