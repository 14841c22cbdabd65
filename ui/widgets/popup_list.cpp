#include "ui/widgets/popup_list.h"

#include "ui/shell/fonts.h"
#include "ui/shell/icons.h"
#include "ui/shell/palette.h"
#include "ui/shell/search_index.h"
#include "ui/shell/style_paint.h"
#include "ui/widgets/walked_list.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QScreen>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

namespace inkstone {

namespace {
constexpr int kRow = 30, kMostRows = 10, kSearchFrom = 9, kMostWidth = 520;
enum { IdRole = Qt::UserRole + 1, NoteRole, IconRole, CurrentRole };

class RowDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
        return {60, index.data(Qt::AccessibleDescriptionRole).toBool() ? 9 : kRow};
    }
    void paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Palette& c = Palette::of(option.widget);
        const QRect r = option.rect;
        if (index.data(Qt::AccessibleDescriptionRole).toBool()) // a separator
            return p->fillRect(QRect(r.left() + 12, r.center().y(), r.width() - 24, 1), c.hairline);
        const bool enabled = index.flags() & Qt::ItemIsEnabled;
        if (enabled && option.state & QStyle::State_Selected)
            paint::box(*p, r.adjusted(5, 1, -5, -1), 5, c.hover, QColor());
        const QString icon =
            index.data(CurrentRole).toBool() ? QStringLiteral("check") : index.data(IconRole).toString();
        if (!icon.isEmpty())
            paintIcon(*p, icon, QRectF(r.left() + 13, r.center().y() - 7, 15, 15), enabled ? c.ink2 : c.off);
        const QRect text = r.adjusted(38, 0, -16, 0);
        p->setFont(fontOf(TextStyle::Secondary));
        const QString note = index.data(NoteRole).toString();
        const int noteWidth = note.isEmpty() ? 0 : p->fontMetrics().horizontalAdvance(note) + 16;
        p->setPen(enabled ? c.ink2 : c.off);
        p->drawText(text, Qt::AlignRight | Qt::AlignVCenter, note);
        p->setFont(fontOf(TextStyle::Body));
        p->setPen(enabled ? c.ink : c.off);
        p->drawText(
            text, Qt::AlignLeft | Qt::AlignVCenter,
            p->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, text.width() - noteWidth));
    }
};
} // namespace

PopupList::PopupList(QWidget* parent)
    : QWidget(parent, Qt::Popup | Qt::FramelessWindowHint | Qt::NoDropShadowWindowHint) {
    setAttribute(Qt::WA_TranslucentBackground);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 5, 1, 5);
    layout->setSpacing(4);
    m_search = new QLineEdit;
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(m_search->placeholderText());
    auto* margin = new QHBoxLayout;
    margin->setContentsMargins(5, 0, 5, 0);
    margin->addWidget(m_search);
    layout->addLayout(margin);
    m_list = new WalkedList(new RowDelegate);
    m_list->takeKeysOf(m_search);
    layout->addWidget(m_list);
    connect(m_search, &QLineEdit::textChanged, this, &PopupList::setFilter);
    connect(m_list, &WalkedList::chosen, this, &PopupList::choose);
    connect(m_list, &WalkedList::left, this, &PopupList::hide);
    connect(m_list, &WalkedList::entered, m_list, &WalkedList::setCurrentIndex);
}

void PopupList::setRows(const QVector<PopupRow>& rows) {
    m_rows = rows;
    fill();
}

void PopupList::setCurrent(const QString& id) { m_current = id; }

void PopupList::setFilter(const QString& text) {
    m_filter = text.trimmed();
    fill();
}

QStringList PopupList::shownTitles() const { return m_list->titles(); }

void PopupList::fill() {
    QStandardItemModel& rows = m_list->rows();
    rows.clear();
    int current = -1;
    for (const PopupRow& row : m_rows) {
        if (!m_filter.isEmpty() &&
            (row.separator || fuzzyScore(m_filter, row.title + QLatin1Char(' ') + row.note) == 0))
            continue;
        auto* item = new QStandardItem(row.title);
        item->setData(row.id, IdRole);
        item->setData(row.note, NoteRole);
        item->setData(row.icon, IconRole);
        item->setData(row.id == m_current && !row.separator, CurrentRole);
        item->setData(row.separator, Qt::AccessibleDescriptionRole);
        item->setEnabled(row.enabled && !row.separator);
        rows.appendRow(item);
        if (row.id == m_current && item->isEnabled()) current = rows.rowCount() - 1;
    }
    for (int row = 0; current < 0 && row < rows.rowCount(); ++row)
        if (rows.item(row)->isEnabled()) current = row;
    m_list->setCurrentIndex(rows.index(current, 0));
}

QSize PopupList::wantedSize(int atLeast) const {
    const QFontMetrics title(fontOf(TextStyle::Body)), note(fontOf(TextStyle::Secondary));
    int width = atLeast, height = 12, rows = 0;
    for (const PopupRow& row : m_rows) {
        width = std::max(width, title.horizontalAdvance(row.title) + note.horizontalAdvance(row.note) + 76);
        if (rows++ < kMostRows) height += row.separator ? 9 : kRow;
    }
    if (m_search->isVisibleTo(this)) height += 34;
    return {std::min(width, kMostWidth), height};
}

void PopupList::popUpAt(QWidget* anchor) {
    m_search->setVisible(m_rows.size() >= kSearchFrom);
    m_search->clear();
    m_filter.clear();
    fill();
    resize(wantedSize(anchor->width()));
    QPoint corner = anchor->mapToGlobal(QPoint(0, anchor->height() + 4));
    if (const QScreen* screen = anchor->screen()) {
        const QRect room = screen->availableGeometry();
        if (corner.y() + height() > room.bottom())
            corner.setY(anchor->mapToGlobal(QPoint()).y() - height() - 4);
        corner.setX(std::min(corner.x(), room.right() - width()));
    }
    move(corner);
    show();
    (m_search->isVisible() ? static_cast<QWidget*>(m_search) : m_list)->setFocus(Qt::PopupFocusReason);
}

void PopupList::choose(const QModelIndex& row) {
    const QString id = row.data(IdRole).toString();
    hide();
    Q_EMIT chosen(id);
}

void PopupList::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    paint::box(p, rect(), 8, c.surface, c.border);
}

void PopupList::hideEvent(QHideEvent*) { Q_EMIT closed(); }

} // namespace inkstone
