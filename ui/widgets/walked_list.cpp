#include "ui/widgets/walked_list.h"

#include <QAbstractItemDelegate>
#include <QKeyEvent>
#include <QStandardItemModel>

namespace inkstone {

WalkedList::WalkedList(QAbstractItemDelegate* delegate, int page, QWidget* parent)
    : QListView(parent), m_rows(new QStandardItemModel(this)), m_page(page) {
    setModel(m_rows);
    delegate->setParent(this);
    setItemDelegate(delegate);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(this, &QListView::clicked, this, [this](const QModelIndex& row) {
        if (row == currentIndex()) choose(); // a separator never is
    });
}

void WalkedList::takeKeysOf(QWidget* box) { box->installEventFilter(this); }

QStringList WalkedList::titles() const {
    QStringList titles;
    for (int row = 0; row < m_rows->rowCount(); ++row) titles << m_rows->index(row, 0).data().toString();
    return titles;
}

void WalkedList::walk(int step) {
    const int rows = m_rows->rowCount();
    int row = currentIndex().row();
    for (int tries = 0; tries < rows; ++tries) {
        row = ((row + step) % rows + rows) % rows;
        if (m_rows->item(row)->isEnabled()) return setCurrentIndex(m_rows->index(row, 0));
    }
}

void WalkedList::choose() {
    const QModelIndex row = currentIndex();
    if (row.isValid() && row.flags() & Qt::ItemIsEnabled) Q_EMIT chosen(row);
}

bool WalkedList::take(const QKeyEvent& event) {
    switch (event.key()) {
    case Qt::Key_Down:
        walk(1);
        return true;
    case Qt::Key_Up:
        walk(-1);
        return true;
    case Qt::Key_PageDown:
    case Qt::Key_PageUp:
        if (!m_page) return false;
        walk(event.key() == Qt::Key_PageDown ? m_page : -m_page);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose();
        return true;
    case Qt::Key_Escape:
        Q_EMIT left();
        return true;
    default:
        return false;
    }
}

bool WalkedList::eventFilter(QObject* object, QEvent* event) {
    const bool taken = event->type() == QEvent::KeyPress && take(*static_cast<QKeyEvent*>(event));
    return taken || QListView::eventFilter(object, event);
}

void WalkedList::keyPressEvent(QKeyEvent* event) {
    if (!take(*event)) QListView::keyPressEvent(event);
}

} // namespace inkstone
