#include "ui/widgets/label.h"

#include "ui/shell/style_paint.h"

#include <QPainter>

namespace inkstone {

namespace {
class Hairline final : public QWidget {
public:
    Hairline(Qt::Orientation orientation, QWidget* parent) : QWidget(parent) {
        if (orientation == Qt::Horizontal)
            setFixedHeight(1);
        else
            setFixedWidth(1);
    }

protected:
    void paintEvent(QPaintEvent*) override { QPainter(this).fillRect(rect(), Palette::of(this).hairline); }
};

void dress(QLabel* label, TextStyle style, Tone tone) {
    label->setFont(fontOf(style));
    label->setForegroundRole(roleOf(tone));
    label->setTextFormat(Qt::PlainText);
}
} // namespace

QLabel* makeLabel(const QString& text, TextStyle style, Tone tone, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    dress(label, style, tone);
    label->setFixedHeight(lineHeight(style));
    return label;
}

QLabel* makeParagraph(const QString& text, TextStyle style, Tone tone, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    dress(label, style, tone);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

void setTone(QLabel* label, Tone tone) {
    label->setForegroundRole(roleOf(tone));
    label->update();
}

ElidedLabel::ElidedLabel(const QString& text, TextStyle style, Tone tone, QWidget* parent)
    : QLabel(text, parent) {
    dress(this, style, tone);
    setFixedHeight(lineHeight(style));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize ElidedLabel::minimumSizeHint() const {
    return {fontMetrics().horizontalAdvance(QStringLiteral("…")) * 3, height()};
}

void ElidedLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, width());
    setToolTip(shown == text() ? QString() : text());
    painter.drawText(rect(), int(alignment() | Qt::AlignVCenter), shown);
}

QWidget* makeHairline(Qt::Orientation orientation, QWidget* parent) {
    return new Hairline(orientation, parent);
}

KeyCap::KeyCap(const QString& keys, QWidget* parent) : QWidget(parent), m_keys(keys) {
    setAccessibleName(keys);
    setFont(fontOf(TextStyle::Small));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize KeyCap::sizeHint() const { return {std::max(18, fontMetrics().horizontalAdvance(m_keys) + 10), 18}; }

void KeyCap::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter painter(this);
    paint::box(painter, rect(), 4, c.surface, c.border);
    painter.setPen(c.ink2);
    painter.drawText(rect(), Qt::AlignCenter, m_keys);
}

} // namespace inkstone
