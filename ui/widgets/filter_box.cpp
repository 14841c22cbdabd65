#include "ui/widgets/filter_box.h"

#include "ui/shell/icons.h"
#include "ui/shell/palette.h"

#include <QKeyEvent>
#include <QPainter>
#include <QShortcut>
#include <QTimer>

namespace inkstone {

FilterBox::FilterBox(const QString& placeholder, QWidget* parent)
    : QLineEdit(parent), m_timer(new QTimer(this)) {
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setTextMargins(20, 0, 0, 0);
    setMinimumWidth(120);
    m_timer->setSingleShot(true);
    m_timer->setInterval(150);
    connect(this, &QLineEdit::textChanged, m_timer, qOverload<>(&QTimer::start));
    connect(m_timer, &QTimer::timeout, this, [this] { Q_EMIT filterChanged(text().trimmed()); });
    auto* find = new QShortcut(QKeySequence::Find, this);
    const auto take = [this] {
        setFocus(Qt::ShortcutFocusReason);
        selectAll();
    };
    connect(find, &QShortcut::activated, this, take);
    // Several boxes on a page: the key goes from one to the next.
    connect(find, &QShortcut::activatedAmbiguously, this, take);
    auto* clearing = addAction(iconOf(QStringLiteral("cross")), TrailingPosition);
    clearing->setToolTip(tr("Clear"));
    clearing->setVisible(false);
    connect(clearing, &QAction::triggered, this, &QLineEdit::clear);
    connect(this, &QLineEdit::textChanged, clearing,
            [clearing](const QString& text) { clearing->setVisible(!text.isEmpty()); });
}

void FilterBox::paintEvent(QPaintEvent* event) {
    QLineEdit::paintEvent(event);
    QPainter p(this);
    paintIcon(p, QStringLiteral("search"), QRectF(10, (height() - 15) / 2.0, 15, 15), Palette::of(this).ink2);
}

void FilterBox::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) return clear();
    if (event->key() == Qt::Key_Down) return Q_EMIT leaveDown();
    QLineEdit::keyPressEvent(event);
}

} // namespace inkstone
