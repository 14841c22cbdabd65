#pragma once
// Covers the window while files are dragged over it, and says what will happen before the button is released.

#include "ui/shell/drop_router.h"

#include <QWidget>

class QMimeData;

namespace inkstone {

class DropOverlay final : public QWidget {
    Q_OBJECT
public:
    DropOverlay(DropRouter& router, QWidget* window);
    const DropOffer& offer() const { return m_offer; }

signals:
    void refused(const QString& sentence); ///< dropped, and nobody takes it: why

protected:
    bool eventFilter(QObject* object, QEvent* event) override;
    void paintEvent(QPaintEvent*) override;

private:
    void enter(const QMimeData& data);

    DropRouter& m_router;
    DropOffer m_offer;
};

} // namespace inkstone
