#include "ui/widgets/token_strip.h"

#include "ui/shell/fonts.h"
#include "ui/shell/palette.h"
#include "ui/shell/style_paint.h"

#include <QHelpEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QToolTip>

namespace inkstone {

namespace {
constexpr int kLine = 22, kBox = 18, kPad = 3, kGap = 1, kMargin = 8;

QString visible(QString text) {
    text.replace(QLatin1Char(' '), QChar(0x00B7));
    text.replace(QLatin1Char('\n'), QChar(0x21B5));
    text.replace(QLatin1Char('\t'), QChar(0x21E5));
    return text;
}
} // namespace

TokenStrip::TokenStrip(QWidget* parent) : QWidget(parent) {
    setFont(fontOf(TextStyle::Mono));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void TokenStrip::setTokens(const QVector<Token>& tokens) {
    m_tokens = tokens;
    m_boxes = layOut(width(), nullptr);
    setAccessibleDescription(tr("%n token(s)", nullptr, int(tokens.size())));
    updateGeometry();
    update();
}

QVector<TokenStrip::Box> TokenStrip::layOut(int width, int* height) const {
    QVector<Box> boxes;
    const QFontMetrics metrics(font());
    const int right = std::max(80, width) - kMargin;
    int x = kMargin, y = kMargin;
    for (qsizetype i = 0; i < m_tokens.size(); ++i) {
        const int w =
            std::min(metrics.horizontalAdvance(visible(m_tokens[i].text)) + 2 * kPad, right - kMargin);
        if (x > kMargin && x + w > right) x = kMargin, y += kLine;
        boxes.push_back({QRect(x, y, w, kBox), i});
        x += w + kGap;
        if (m_tokens[i].text.endsWith(QLatin1Char('\n'))) x = kMargin, y += kLine;
    }
    if (height) *height = boxes.isEmpty() ? kLine + 2 * kMargin : boxes.back().rect.bottom() + kMargin;
    return boxes;
}

int TokenStrip::heightForWidth(int width) const {
    int height = 0;
    layOut(width, &height);
    return height;
}

QSize TokenStrip::sizeHint() const { return {240, heightForWidth(std::max(width(), 240))}; }

void TokenStrip::resizeEvent(QResizeEvent*) { m_boxes = layOut(width(), nullptr); }

void TokenStrip::paintEvent(QPaintEvent* event) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    paint::box(p, rect(), 6, c.sunken, QColor());
    for (const Box& box : m_boxes) {
        if (!box.rect.intersects(event->rect())) continue;
        const Token& token = m_tokens[box.token];
        const QColor ground = token.supervised ? c.goodWash : box.token % 2 ? c.press : c.hover;
        paint::box(p, box.rect, 3, ground, token.special ? c.border : QColor());
        p.setPen(token.special ? c.ink2 : c.ink);
        p.drawText(box.rect.adjusted(kPad, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, visible(token.text));
    }
}

bool TokenStrip::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (const Box& box : m_boxes) {
        if (!box.rect.contains(help->pos())) continue;
        const Token& token = m_tokens[box.token];
        QToolTip::showText(help->globalPos(),
                           token.supervised ? tr("id %1, trained").arg(token.id) : tr("id %1").arg(token.id),
                           this);
        return true;
    }
    QToolTip::hideText();
    return true;
}

} // namespace inkstone
