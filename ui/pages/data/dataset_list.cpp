#include "ui/pages/data/dataset_list.h"

#include "ui/shell/fonts.h"
#include "ui/shell/format.h"
#include "ui/shell/icons.h"
#include "ui/shell/style_paint.h"
#include "ui/widgets/filter_box.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QListWidget>
#include <QMenu>
#include <QPainter>
#include <QScopedValueRollback>
#include <QStyledItemDelegate>

namespace inkstone {

namespace {
enum Role { IdRole = Qt::UserRole, FactsRole };

class SetDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {160, 48}; }

    void paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Palette& c = Palette::of(option.widget);
        p->save();
        const QRect box = option.rect.adjusted(0, 1, 0, -1);
        const bool selected = option.state & QStyle::State_Selected;
        if (selected || option.state & QStyle::State_MouseOver)
            paint::box(*p, box, 6, selected ? c.hover : mix(c.hover, c.paper, 0.5), QColor());
        if (selected) p->fillRect(QRect(box.left(), box.top() + 13, 3, box.height() - 26), c.accent);
        const QRect text = box.adjusted(14, 5, -8, -5);
        p->setFont(fontOf(TextStyle::BodyMedium));
        p->setPen(c.ink);
        p->drawText(text, Qt::AlignLeft | Qt::AlignTop,
                    p->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, text.width()));
        p->setFont(fontOf(TextStyle::Secondary));
        p->setPen(c.ink2);
        p->drawText(
            text, Qt::AlignLeft | Qt::AlignBottom,
            p->fontMetrics().elidedText(index.data(FactsRole).toString(), Qt::ElideRight, text.width()));
        p->restore();
    }
};
} // namespace

DatasetList::DatasetList(QWidget* parent) : QWidget(parent) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 8);
    layout->setSpacing(10);
    m_filter = new FilterBox(tr("Filter data sets"), this);
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("data.sets"));
    m_list->setAccessibleName(tr("Data sets"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setItemDelegate(new SetDelegate(m_list));
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->installEventFilter(this);
    layout->addWidget(m_filter);
    layout->addWidget(m_list, 1);
    connect(m_filter, &FilterBox::filterChanged, this, &DatasetList::filter);
    connect(m_filter, &FilterBox::leaveDown, m_list, qOverload<>(&QWidget::setFocus));
    connect(m_list, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
        if (item && !m_quiet) Q_EMIT chosen(item->data(IdRole).toLongLong());
    });
    connect(m_list, &QListWidget::itemChanged, this, [this](QListWidgetItem* item) {
        if (!m_quiet) Q_EMIT renameRequested(item->data(IdRole).toLongLong(), item->text());
    });
    connect(m_list, &QWidget::customContextMenuRequested, this, &DatasetList::showMenu);
}

void DatasetList::setSets(const std::vector<DatasetInfo>& sets) {
    const QScopedValueRollback quiet(m_quiet, true);
    const DatasetId kept = current();
    m_list->clear();
    for (const DatasetInfo& set : sets) {
        auto* item = new QListWidgetItem(QString::fromStdString(set.name), m_list);
        item->setData(IdRole, qint64(set.id));
        item->setData(FactsRole,
                      QStringLiteral("%1 · %2").arg(tr("%n records", nullptr, int(set.records)),
                                                    tr("%1 labeled").arg(formatCount(set.labeled))));
        item->setFlags(item->flags() | Qt::ItemIsEditable);
        if (set.id == kept) m_list->setCurrentItem(item);
    }
    filter(m_filter->text().trimmed());
}

void DatasetList::setCurrent(DatasetId id) {
    const QScopedValueRollback quiet(m_quiet, true);
    for (int row = 0; row < m_list->count(); ++row)
        if (m_list->item(row)->data(IdRole).toLongLong() == id) m_list->setCurrentRow(row);
}

DatasetId DatasetList::current() const {
    const QListWidgetItem* item = m_list->currentItem();
    return item ? item->data(IdRole).toLongLong() : 0;
}

DatasetId DatasetList::first() const {
    return m_list->count() ? m_list->item(0)->data(IdRole).toLongLong() : 0;
}

void DatasetList::editCurrent() {
    if (QListWidgetItem* item = m_list->currentItem()) m_list->editItem(item);
}

void DatasetList::filter(const QString& text) {
    for (int row = 0; row < m_list->count(); ++row)
        m_list->item(row)->setHidden(!m_list->item(row)->text().contains(text, Qt::CaseInsensitive));
}

void DatasetList::showMenu(const QPoint& at) {
    QListWidgetItem* item = m_list->itemAt(at);
    if (!item) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(iconOf(QStringLiteral("edit")), tr("Rename") + QStringLiteral("\tF2"), this,
                    [this, item] { m_list->editItem(item); });
    menu->addAction(iconOf(QStringLiteral("trash")), tr("Move to trash") + QStringLiteral("\tDel"), this,
                    [this, id = item->data(IdRole).toLongLong()] { Q_EMIT trashRequested(id); });
    menu->popup(m_list->viewport()->mapToGlobal(at));
}

bool DatasetList::eventFilter(QObject* object, QEvent* event) {
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete) {
        if (const DatasetId id = current()) Q_EMIT trashRequested(id);
        return true;
    }
    return QWidget::eventFilter(object, event);
}

} // namespace inkstone
