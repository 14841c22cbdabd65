#include "ui/widgets/table_view.h"

#include "ui/shell/fonts.h"
#include "ui/shell/icons.h"
#include "ui/shell/palette.h"
#include "ui/shell/style_paint.h"
#include "ui/widgets/sparkline.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <algorithm>

namespace inkstone {

namespace {
constexpr int kHeader = 30, kPadding = 12, kOuter = 16;

/// Continues the header's ground above the scroll bar, which would otherwise start beside the header.
class HeaderCap final : public QWidget {
public:
    explicit HeaderCap(QWidget* parent) : QWidget(parent) { setFixedHeight(kHeader); }

protected:
    void paintEvent(QPaintEvent*) override {
        const Palette& c = Palette::of(this);
        QPainter(this).fillRect(0, height() - 1, width(), 1, c.hairline);
    }
};

QRect padded(const QRect& cell, const QHeaderView* header, int column) {
    const int visual = header ? header->visualIndex(column) : column;
    const bool first = visual == 0, last = header && visual == header->count() - 1;
    return cell.adjusted(first ? kOuter : kPadding, 0, last ? -kOuter : -kPadding, 0);
}
} // namespace

TableHeader::TableHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {
    setSectionsClickable(true);
    setHighlightSections(false);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setMinimumSectionSize(36);
    setFixedHeight(kHeader);
}

QSize TableHeader::sizeHint() const { return {QHeaderView::sizeHint().width(), kHeader}; }

void TableHeader::paintEvent(QPaintEvent* event) {
    QPainter p(viewport());
    const Palette& c = Palette::of(this);
    p.fillRect(event->rect(), c.surface);
    p.fillRect(0, height() - 1, width(), 1, c.hairline);
    p.end();
    QHeaderView::paintEvent(event);
}

void TableHeader::paintSection(QPainter* p, const QRect& rect, int section) const {
    const Palette& c = Palette::of(this);
    const QVariant wanted = model()->headerData(section, orientation(), Qt::TextAlignmentRole);
    const bool right = wanted.isValid() && (wanted.toInt() & Qt::AlignRight);
    const QString text = model()->headerData(section, orientation()).toString();
    const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == section;
    p->save();
    p->fillRect(rect, c.surface);
    p->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), c.hairline);
    QFont face = fontOf(TextStyle::SecondaryMedium);
    if (sorted) face.setWeight(QFont::DemiBold);
    p->setFont(face);
    p->setPen(sorted ? c.ink : c.ink2);
    QRect area = padded(rect, this, section);
    const QString shown = p->fontMetrics().elidedText(text, Qt::ElideRight, area.width() - (sorted ? 16 : 0));
    p->drawText(area, (right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter, shown);
    if (sorted) {
        const int w = p->fontMetrics().horizontalAdvance(shown);
        const QRectF sign(right ? area.right() - w - 16 : area.left() + w + 4, area.top(), 12, area.height());
        paint::chevron(*p, sign, sortIndicatorOrder() == Qt::DescendingOrder, c.ink2);
    }
    p->restore();
}

TableView::TableView(QWidget* parent) : QTableView(parent) {
    setHorizontalHeader(new TableHeader(this));
    verticalHeader()->hide();
    setRowHeight(30);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setWordWrap(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setMouseTracking(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setTabKeyNavigation(false);
    setItemDelegate(new TableDelegate(this));
    addScrollBarWidget(new HeaderCap(this), Qt::AlignTop);
    connect(this, &QTableView::doubleClicked, this, &TableView::opened);
}

void TableView::setRowHeight(int pixels) {
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(pixels);
    verticalHeader()->setDefaultSectionSize(pixels);
    verticalScrollBar()->setSingleStep(pixels);
}

void TableView::setStretchColumn(int column) {
    m_stretch = column;
    horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
}

void TableView::setDispensableColumns(const QList<int>& columns, int stretchWidth) {
    m_dispensable = columns;
    m_stretchWidth = stretchWidth;
    fitColumns();
}

void TableView::fitColumns() {
    if (m_dispensable.isEmpty() || !model()) return;
    for (int column : m_dispensable) setColumnHidden(column, false);
    int needed = m_stretchWidth;
    for (int column = 0; column < model()->columnCount(); ++column)
        if (column != m_stretch) needed += columnWidth(column);
    for (int column : m_dispensable) {
        if (needed <= viewport()->width()) break;
        needed -= columnWidth(column);
        setColumnHidden(column, true);
    }
}

void TableView::setEmptyState(QWidget* state) {
    delete m_empty;
    m_empty = state;
    m_empty->setParent(viewport());
    placeEmptyState();
}

void TableView::setModel(QAbstractItemModel* newModel) {
    if (model()) disconnect(model(), nullptr, this, nullptr);
    QTableView::setModel(newModel);
    if (!newModel) return;
    connect(newModel, &QAbstractItemModel::modelReset, this, &TableView::placeEmptyState);
    connect(newModel, &QAbstractItemModel::rowsInserted, this, &TableView::placeEmptyState);
    connect(newModel, &QAbstractItemModel::rowsRemoved, this, &TableView::placeEmptyState);
    placeEmptyState();
}

void TableView::placeEmptyState() {
    if (!m_empty) return;
    m_empty->setGeometry(viewport()->rect());
    m_empty->setVisible(!model() || model()->rowCount(rootIndex()) == 0);
}

QList<int> TableView::selectedRows() const {
    QList<int> rows;
    if (!selectionModel()) return rows;
    for (const QModelIndex& index : selectionModel()->selectedRows()) rows << index.row();
    std::sort(rows.begin(), rows.end());
    return rows;
}

void TableView::keyPressEvent(QKeyEvent* event) {
    const QModelIndex current = currentIndex();
    switch (event->key()) {
    case Qt::Key_Delete:
        Q_EMIT trashRequested();
        return;
    case Qt::Key_F2:
        if (editTriggers() == NoEditTriggers) {
            Q_EMIT renameRequested();
            return;
        }
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (current.isValid() && state() != EditingState) Q_EMIT opened(current);
        return;
    case Qt::Key_Space:
        if (current.isValid()) {
            const QModelIndex check = current.siblingAtColumn(0);
            if (check.flags() & Qt::ItemIsUserCheckable) {
                const bool on = check.data(Qt::CheckStateRole).toInt() == Qt::Checked;
                model()->setData(check, on ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
                return;
            }
        }
        break;
    default:
        break;
    }
    QTableView::keyPressEvent(event);
}

bool TableView::viewportEvent(QEvent* event) {
    int row = m_hoveredRow;
    if (event->type() == QEvent::HoverMove || event->type() == QEvent::MouseMove)
        row = rowAt(static_cast<QSinglePointEvent*>(event)->position().toPoint().y());
    if (event->type() == QEvent::Leave || event->type() == QEvent::HoverLeave) row = -1;
    if (row != m_hoveredRow) {
        m_hoveredRow = row;
        viewport()->update();
    }
    return QTableView::viewportEvent(event);
}

void TableView::resizeEvent(QResizeEvent* event) {
    if (event->size().width() != event->oldSize().width()) fitColumns();
    QTableView::resizeEvent(event);
    placeEmptyState();
}

void TableView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTableView::currentChanged(current, previous);
    if (current.row() != previous.row()) Q_EMIT rowChosen(current.row());
}

TableDelegate::TableDelegate(TableView* view) : QStyledItemDelegate(view) {}

TableView* TableDelegate::view() const { return static_cast<TableView*>(parent()); }

QRect TableDelegate::contentRect(const QRect& cell, int column) const {
    return padded(cell, view()->horizontalHeader(), column);
}

QRect TableDelegate::paintGround(QPainter* p, const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const {
    const Palette& c = Palette::of(view());
    const bool selected = option.state & QStyle::State_Selected;
    if (selected)
        p->fillRect(option.rect, c.select);
    else if (index.row() == view()->hoveredRow())
        p->fillRect(option.rect, mix(c.hover, c.surface, 0.5));
    p->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), c.hairline);
    if (selected && view()->horizontalHeader()->visualIndex(index.column()) == 0)
        p->fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), c.accent);
    return contentRect(option.rect, index.column()).adjusted(0, 0, 0, -1);
}

void TableDelegate::paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Palette& c = Palette::of(view());
    p->save();
    QRect rect = paintGround(p, option, index);
    const QVariant check = index.data(Qt::CheckStateRole), series = index.data(cell::Series);
    const QColor color = series.isValid() ? c.series(series.toInt()) : c.ink2;
    if (check.isValid()) {
        const bool on = check.toInt() == Qt::Checked;
        const QRect box(rect.left(), rect.center().y() - 7, 16, 16);
        paint::tableCheck(*p, box, on, series.isValid() ? color : c.fill, c);
        rect.setLeft(box.right() + 9);
    } else if (series.isValid() && !index.data(cell::Spark).isValid()) {
        paint::box(*p, QRectF(rect.left(), rect.center().y() - 3.5, 8, 8), 4, color, QColor());
        rect.setLeft(rect.left() + 16);
    }
    if (const QVariant spark = index.data(cell::Spark); spark.isValid())
        paintSparkline(*p, QRectF(rect).adjusted(0, 7, 0, -6), spark.value<QVector<double>>(), color, 1.5);
    else
        paintText(p, rect, option, index);
    p->restore();
}

void TableDelegate::paintText(QPainter* p, QRect rect, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const {
    const Palette& c = Palette::of(view());
    const QVariant toneValue = index.data(cell::Tone);
    const QColor ink = !(option.state & QStyle::State_Enabled) ? c.off
                       : toneValue.isValid()                   ? toneColor(c, Tone(toneValue.toInt()))
                                                               : c.ink;
    if (const QString icon = index.data(cell::Icon).toString(); !icon.isEmpty()) {
        paintIcon(*p, icon, QRectF(rect.left() - 1, rect.center().y() - 7, 15, 15), ink);
        rect.setLeft(rect.left() + 18);
    }
    const bool strong = index.data(cell::Strong).toBool(), medium = index.data(cell::Medium).toBool();
    p->setFont(fontOf(strong ? TextStyle::BodyStrong : medium ? TextStyle::BodyMedium : TextStyle::Body));
    p->setPen(ink);
    QString text = displayText(index.data(), option.locale);
    text = text.left(400).replace(QLatin1Char('\n'), QLatin1Char(' '));
    const QVariant alignment = index.data(Qt::TextAlignmentRole);
    if (alignment.isValid() && (alignment.toInt() & Qt::AlignRight))
        return drawTabular(*p, rect, Qt::AlignRight, text);
    const QString note = index.data(cell::Note).toString();
    const QString shown = p->fontMetrics().elidedText(text, Qt::ElideRight, rect.width());
    p->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter, shown);
    if (note.isEmpty()) return;
    rect.setLeft(rect.left() + p->fontMetrics().horizontalAdvance(shown) + 8);
    p->setFont(fontOf(TextStyle::Secondary));
    p->setPen(c.ink2);
    p->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter,
                p->fontMetrics().elidedText(note, Qt::ElideRight, rect.width()));
}

bool TableDelegate::editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                                const QModelIndex& index) {
    const bool pressed = event->type() == QEvent::MouseButtonRelease;
    if (!pressed || !(index.flags() & Qt::ItemIsUserCheckable))
        return QStyledItemDelegate::editorEvent(event, model, option, index);
    const QRect rect = contentRect(option.rect, index.column());
    const QRect box(option.rect.left(), option.rect.top(), rect.left() - option.rect.left() + 22,
                    option.rect.height());
    if (!box.contains(static_cast<QMouseEvent*>(event)->pos())) return false;
    const bool on = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    return model->setData(index, on ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
}

} // namespace inkstone
