#include "ui/shell/drop_overlay.h"

#include "ui/shell/fonts.h"
#include "ui/shell/icons.h"
#include "ui/shell/palette.h"
#include "ui/shell/style_paint.h"

#include <QDragEnterEvent>
#include <QMimeData>
#include <QPainter>
#include <QUrl>

namespace inkstone {

namespace {
QStringList filesOf(const QMimeData& data) {
    QStringList files;
    for (const QUrl& url : data.urls())
        if (url.isLocalFile()) files << url.toLocalFile();
    return files;
}
} // namespace

DropOverlay::DropOverlay(DropRouter& router, QWidget* window) : QWidget(window), m_router(router) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    window->setAcceptDrops(true);
    window->installEventFilter(this);
    hide();
}

void DropOverlay::enter(const QMimeData& data) {
    m_offer = m_router.offerFor(filesOf(data));
    setAccessibleName(m_offer.sentence);
    setGeometry(parentWidget()->rect());
    show();
    raise();
    update();
}

bool DropOverlay::eventFilter(QObject* object, QEvent* event) {
    if (object != parentWidget()) return false;
    switch (event->type()) {
    case QEvent::DragEnter: {
        auto* drag = static_cast<QDragEnterEvent*>(event);
        if (!drag->mimeData()->hasUrls()) return false;
        enter(*drag->mimeData());
        drag->accept(); // even a refusal is shown, so the drag has to be followed
        drag->setDropAction(Qt::CopyAction);
        return true;
    }
    case QEvent::DragMove:
        static_cast<QDragMoveEvent*>(event)->accept();
        return true;
    case QEvent::DragLeave:
        hide();
        return true;
    case QEvent::Drop: {
        hide();
        const DropOffer offer = m_router.offerFor(filesOf(*static_cast<QDropEvent*>(event)->mimeData()));
        static_cast<QDropEvent*>(event)->acceptProposedAction();
        if (offer.act)
            offer.act();
        else
            Q_EMIT refused(offer.sentence); // the overlay is gone, the answer stays
        return true;
    }
    case QEvent::Resize:
        setGeometry(parentWidget()->rect());
        return false;
    default:
        return false;
    }
}

void DropOverlay::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    QColor veil = c.paper;
    veil.setAlphaF(0.92F);
    p.fillRect(rect(), veil);
    const bool taken = m_offer.fit > 0;
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(taken ? c.accent : c.border, 1.5, Qt::DashLine));
    p.drawRoundedRect(QRectF(rect()).adjusted(16.5, 16.5, -16.5, -16.5), 8, 8);
    const QPointF center = QRectF(rect()).center();
    const QString sign = m_offer.icon.isEmpty() ? QStringLiteral("import") : m_offer.icon;
    paintIcon(p, sign, QRectF(center.x() - 16, center.y() - 52, 32, 32), taken ? c.accent : c.ink2);
    p.setFont(fontOf(taken ? TextStyle::PageTitle : TextStyle::Section));
    p.setPen(taken ? c.ink : c.ink2);
    p.drawText(QRectF(48, center.y() - 8, width() - 96, 80),
               Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_offer.sentence);
}

} // namespace inkstone
