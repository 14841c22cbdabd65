#include "ui/widgets/segmented.h"

#include "ui/shell/fonts.h"
#include "ui/shell/palette.h"
#include "ui/shell/style_paint.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace inkstone {

namespace {
constexpr int kPadding = 10, kInset = 2;
}

Segmented::Segmented(QWidget* parent) : QWidget(parent) {
    setFont(fontOf(TextStyle::SecondaryMedium));
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Segmented::addOption(const QString& id, const QString& text) {
    m_options.push_back({id, text});
    updateGeometry();
}

void Segmented::setText(const QString& id, const QString& text) {
    for (Option& option : m_options)
        if (option.id == id) option.text = text;
    updateGeometry();
    update();
}

void Segmented::setCurrent(const QString& id) {
    for (int i = 0; i < m_options.size(); ++i)
        if (m_options[i].id == id) m_current = i;
    setAccessibleDescription(m_options.isEmpty() ? QString() : m_options[m_current].text);
    update();
}

QString Segmented::current() const { return m_options.isEmpty() ? QString() : m_options[m_current].id; }

QStringList Segmented::texts() const {
    QStringList all;
    for (const Option& option : m_options) all << option.text;
    return all;
}

QRect Segmented::rectOf(int index) const {
    int x = kInset;
    for (int i = 0; i < index; ++i) x += fontMetrics().horizontalAdvance(m_options[i].text) + 2 * kPadding;
    return {x, kInset, fontMetrics().horizontalAdvance(m_options[index].text) + 2 * kPadding,
            height() - 2 * kInset};
}

QSize Segmented::sizeHint() const {
    int width = 2 * kInset;
    for (const Option& option : m_options)
        width += fontMetrics().horizontalAdvance(option.text) + 2 * kPadding;
    return {width, 30};
}

void Segmented::choose(int index) {
    if (index < 0 || index >= m_options.size() || index == m_current) return;
    setCurrent(m_options[index].id);
    Q_EMIT chosen(m_options[index].id);
}

void Segmented::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    paint::box(p, rect(), 6, c.dark ? c.sunken : c.hover, QColor());
    for (int i = 0; i < m_options.size(); ++i) {
        const QRect r = rectOf(i);
        const bool current = i == m_current;
        if (current && isEnabled()) paint::box(p, r, 5, c.dark ? c.press : c.surface, c.border);
        p.setPen(!isEnabled() ? c.off : current ? c.ink : c.ink2);
        p.drawText(r, Qt::AlignCenter, m_options[i].text);
    }
}

void Segmented::mousePressEvent(QMouseEvent* event) {
    for (int i = 0; i < m_options.size(); ++i)
        if (rectOf(i).contains(event->pos())) choose(i);
}

void Segmented::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Left)
        choose(m_current - 1);
    else if (event->key() == Qt::Key_Right)
        choose(m_current + 1);
    else
        QWidget::keyPressEvent(event);
}

} // namespace inkstone
