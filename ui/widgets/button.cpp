#include "ui/widgets/button.h"

#include "ui/shell/fonts.h"
#include "ui/shell/icons.h"
#include "ui/shell/palette.h"
#include "ui/shell/style_paint.h"

#include <QEvent>
#include <QPainter>
#include <QStyle>
#include <cmath>

namespace inkstone {

namespace {
constexpr int kPadding = 13, kIcon = 16, kGap = 6;
}

struct Button::Colors {
    QColor fill, edge, text, sign;
};

Button::Button(const QString& text, Kind kind, const QString& icon, QWidget* parent)
    : QPushButton(text, parent), m_kind(kind), m_iconName(icon) {
    setFont(fontOf(TextStyle::BodyMedium));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAutoDefault(false);
    setAttribute(Qt::WA_Hover);
}

Button* Button::iconOnly(const QString& icon, const QString& word, QWidget* parent) {
    auto* button = new Button({}, Kind::Icon, icon, parent);
    button->setToolTip(word);
    button->setAccessibleName(word);
    return button;
}

Button* Button::setSmall(bool small) {
    m_small = small;
    updateGeometry();
    return this;
}

void Button::setKind(Kind kind) {
    m_kind = kind;
    updateGeometry();
    update();
}

void Button::setIconName(const QString& name) {
    m_iconName = name;
    updateGeometry();
    update();
}

QFont Button::textFont() const {
    return fontOf(m_kind == Kind::Primary ? TextStyle::BodyStrong : TextStyle::BodyMedium);
}

QSize Button::sizeHint() const {
    const int height = m_small ? 24 : 30;
    if (m_kind == Kind::Icon) return {height, height};
    int width = int(std::ceil(QFontMetricsF(textFont()).horizontalAdvance(text())));
    if (!m_iconName.isEmpty()) width += kIcon + kGap;
    int padding = m_iconName.isEmpty() ? kPadding : kPadding + 2;
    if (m_kind == Kind::Quiet || m_small) padding = 10;
    if (m_kind == Kind::Link) padding = 4;
    return {width + 2 * padding, height};
}

Button::Colors Button::colors() const {
    const Palette& c = Palette::of(this);
    const bool enabled = isEnabled(), hot = underMouse() && enabled;
    const bool held = (isDown() || isChecked()) && enabled;
    const QColor ground = held ? c.press : hot ? c.hover : QColor();
    switch (m_kind) {
    case Kind::Primary: {
        if (!enabled) return {c.dark ? c.press : c.hairline, {}, c.off, c.off};
        return {held ? c.fillPress : hot ? c.fillHover : c.fill, {}, c.onFill, c.onFill};
    }
    case Kind::Secondary: {
        const QColor fill = !enabled ? c.paper : ground.isValid() ? ground : c.surface;
        return {fill, enabled ? c.border : c.hairline, enabled ? c.ink : c.off, enabled ? c.ink2 : c.off};
    }
    case Kind::Link:
        return {{}, {}, enabled ? (hot ? c.fillHover : c.accent) : c.off, c.accent};
    case Kind::Quiet:
    case Kind::Icon:
        break;
    }
    const QColor text = !enabled ? c.off : hot || held ? c.ink : c.ink2;
    return {ground, {}, text, text};
}

void Button::paintEvent(QPaintEvent*) {
    QPainter p(this);
    const Colors c = colors();
    if (c.fill.isValid() || c.edge.isValid()) paint::box(p, rect(), 6, c.fill, c.edge);
    if (m_kind == Kind::Icon) return paintIcon(p, m_iconName, QRectF(rect()).adjusted(6, 6, -6, -6), c.sign);

    const QFont main = textFont();
    const int textWidth = QFontMetrics(main).horizontalAdvance(text());
    const int iconWidth = m_iconName.isEmpty() ? 0 : kIcon + kGap;
    int x = (width() - textWidth - iconWidth) / 2;
    if (iconWidth) paintIcon(p, m_iconName, QRectF(x, (height() - kIcon) / 2.0, kIcon, kIcon), c.sign);
    x += iconWidth;
    p.setFont(main);
    p.setPen(c.text);
    p.drawText(QRect(x, 0, textWidth + 2, height()), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextHideMnemonic,
               text());
}

void Button::changeEvent(QEvent* event) {
    if (event->type() == QEvent::FontChange || event->type() == QEvent::EnabledChange) updateGeometry();
    QPushButton::changeEvent(event);
}

} // namespace inkstone
