#include "ui/widgets/collapsible.h"

#include "ui/shell/fonts.h"
#include "ui/shell/icons.h"
#include "ui/shell/palette.h"

#include <QBoxLayout>
#include <QPainter>

namespace inkstone {

namespace {
class Head final : public QAbstractButton {
public:
    Head(const QString& title, QWidget* parent) : QAbstractButton(parent) {
        setText(title);
        setAccessibleName(title);
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setFont(fontOf(TextStyle::BodyMedium));
        setAttribute(Qt::WA_Hover);
    }
    QSize sizeHint() const override { return {fontMetrics().horizontalAdvance(text()) + 30, 28}; }

protected:
    void paintEvent(QPaintEvent*) override {
        const Palette& c = Palette::of(this);
        QPainter p(this);
        const QColor color = underMouse() || isChecked() ? c.ink : c.ink2;
        paintIcon(p, isChecked() ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"),
                  QRectF(0, height() / 2.0 - 8, 16, 16), color);
        p.setPen(color);
        p.drawText(rect().adjusted(22, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, text());
    }
};
} // namespace

Collapsible::Collapsible(const QString& title, QWidget* parent)
    : QWidget(parent), m_head(new Head(title, this)), m_body(new QWidget(this)),
      m_content(new QVBoxLayout(m_body)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_head);
    layout->addWidget(m_body);
    m_content->setContentsMargins(22, 0, 0, 0);
    m_content->setSpacing(8);
    m_body->hide();
    connect(m_head, &QAbstractButton::toggled, this, [this](bool open) {
        m_body->setVisible(open);
        Q_EMIT toggled(open);
    });
}

} // namespace inkstone
