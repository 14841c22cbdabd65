#include "ui/shell/fonts.h"
#include "ui/shell/icons.h"
#include "ui/shell/palette.h"
#include "ui/shell/style_paint.h"

#include <QPainter>
#include <QStyleOption>

namespace inkstone::paint {

namespace {
constexpr int kTextLeft = 34; // past the icon column, as measured from the item's edge

void menuSign(QPainter& p, const QStyleOptionMenuItem& item, const QRect& r, const QColor& color) {
    const QRectF place(r.left() + 8.5, r.center().y() - 6.5, 15, 15);
    if (item.checkType != QStyleOptionMenuItem::NotCheckable) {
        if (item.checked) paintIcon(p, QStringLiteral("check"), place, color);
    } else if (!item.icon.isNull()) {
        item.icon.paint(&p, place.toRect(), Qt::AlignCenter,
                        item.state.testFlag(QStyle::State_Enabled) ? QIcon::Normal : QIcon::Disabled);
    }
}
} // namespace

void menuPanel(QPainter& p, const QStyleOption& option, const Palette& c) {
    box(p, option.rect, 8, c.surface, c.border);
}

void menuItem(QPainter& p, const QStyleOptionMenuItem& item, const Palette& c) {
    const QRect r = item.rect;
    if (item.menuItemType == QStyleOptionMenuItem::Separator) {
        p.fillRect(QRect(r.left() + 8, r.center().y(), r.width() - 16, 1), c.hairline);
        return;
    }
    const bool enabled = item.state.testFlag(QStyle::State_Enabled);
    if (enabled && item.state.testFlag(QStyle::State_Selected)) box(p, r, 5, c.hover, QColor());
    menuSign(p, item, r, enabled ? c.ink2 : c.off);

    const QStringList parts = item.text.split(QLatin1Char('\t'));
    const QRect text = r.adjusted(kTextLeft, 0, -12, 0);
    p.setFont(fontOf(TextStyle::Body));
    p.setPen(enabled ? c.ink : c.off);
    p.drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextHideMnemonic, parts.value(0));
    if (item.menuItemType == QStyleOptionMenuItem::SubMenu)
        return paintIcon(p, QStringLiteral("chevron-right"),
                         QRectF(r.right() - 22, r.center().y() - 7, 16, 16), enabled ? c.ink2 : c.off);
    p.setFont(fontOf(TextStyle::Secondary));
    p.setPen(enabled ? c.ink2 : c.off);
    p.drawText(text, Qt::AlignRight | Qt::AlignVCenter, parts.value(1));
}

} // namespace inkstone::paint
