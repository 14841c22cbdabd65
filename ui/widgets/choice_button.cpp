#include "ui/widgets/choice_button.h"

#include "ui/shell/fonts.h"
#include "ui/shell/icons.h"
#include "ui/shell/palette.h"
#include "ui/shell/style_paint.h"

#include <QKeyEvent>
#include <QPainter>

namespace inkstone {

namespace {
constexpr int kPadding = 12, kGap = 8, kChevron = 12, kIcon = 16, kMostWidth = 360;

TextStyle titleStyle(ChoiceButton::Size size) {
    return size == ChoiceButton::Size::Large ? TextStyle::ChoiceStrong : TextStyle::BodyStrong;
}
} // namespace

ChoiceButton::ChoiceButton(Size size, QWidget* parent)
    : QAbstractButton(parent), m_size(size), m_popup(new PopupList(this)) {
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(this, &QAbstractButton::clicked, this, &ChoiceButton::open);
    connect(m_popup, &PopupList::closed, this, [this] { setDown(false); });
    connect(m_popup, &PopupList::chosen, this, [this](const QString& id) {
        setCurrent(id);
        Q_EMIT chosen(id);
    });
}

void ChoiceButton::setRows(const QVector<PopupRow>& rows) {
    m_rows = rows;
    m_popup->setRows(rows);
    updateGeometry();
    update();
}

void ChoiceButton::setCurrent(const QString& id) {
    m_current = id;
    m_popup->setCurrent(id);
    setAccessibleDescription(currentRow() ? currentRow()->title : m_placeholder);
    updateGeometry();
    update();
}

void ChoiceButton::setPlaceholder(const QString& text) {
    m_placeholder = text;
    updateGeometry();
}

void ChoiceButton::setIconName(const QString& name) {
    m_iconName = name;
    updateGeometry();
}

const PopupRow* ChoiceButton::currentRow() const {
    for (const PopupRow& row : m_rows)
        if (row.id == m_current && !row.separator) return &row;
    return nullptr;
}

QSize ChoiceButton::sizeHint() const {
    const PopupRow* row = currentRow();
    const QFontMetrics title(fontOf(titleStyle(m_size))), note(fontOf(TextStyle::Body));
    int width =
        title.horizontalAdvance(row ? row->title : m_placeholder) + 2 * kPadding + kGap + kChevron + 2;
    if (row && row->noteInButton && !row->note.isEmpty()) width += kGap + note.horizontalAdvance(row->note);
    if (!m_iconName.isEmpty()) width += kIcon + kGap;
    return {std::min(width, kMostWidth), m_size == Size::Large ? 36 : 30};
}

void ChoiceButton::open() {
    setDown(true);
    m_popup->popUpAt(this);
}

void ChoiceButton::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    const bool enabled = isEnabled();
    const QColor fill = !enabled ? c.paper : isDown() ? c.press : underMouse() ? c.hover : c.surface;
    paint::box(p, rect(), 6, fill, enabled ? c.border : c.hairline);
    QRect text = rect().adjusted(kPadding, 0, -(kPadding + kChevron + kGap), 0);
    if (!m_iconName.isEmpty()) {
        paintIcon(p, m_iconName, QRectF(text.left() - 1, (height() - kIcon) / 2.0, kIcon, kIcon), c.ink2);
        text.setLeft(text.left() + kIcon + kGap);
    }
    const PopupRow* row = currentRow();
    p.setFont(fontOf(titleStyle(m_size)));
    p.setPen(!enabled ? c.off : row ? c.ink : c.ink3);
    const QString title =
        p.fontMetrics().elidedText(row ? row->title : m_placeholder, Qt::ElideMiddle, text.width());
    p.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, title);
    if (row && row->noteInButton && !row->note.isEmpty()) {
        text.setLeft(text.left() + p.fontMetrics().horizontalAdvance(title) + kGap);
        p.setFont(fontOf(TextStyle::Body));
        p.setPen(enabled ? c.ink2 : c.off);
        p.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                   p.fontMetrics().elidedText(row->note, Qt::ElideRight, text.width()));
    }
    paint::chevron(p, QRectF(width() - kPadding - kChevron + 1, 0, kChevron, height()), true,
                   enabled ? c.ink2 : c.off);
}

void ChoiceButton::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Up || event->key() == Qt::Key_Return ||
        event->key() == Qt::Key_Enter)
        open();
    else
        QAbstractButton::keyPressEvent(event);
}

} // namespace inkstone
