#include "ui/pages/label/choice_bar.h"

#include "ui/shell/fonts.h"
#include "ui/shell/icons.h"
#include "ui/shell/style_paint.h"

#include <QBoxLayout>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

namespace inkstone {

namespace {
constexpr int star = 24;
constexpr size_t withKeys = 9;
} // namespace

ChoiceKey::ChoiceKey(int number, const QString& text, QWidget* parent)
    : QAbstractButton(parent), m_number(number) {
    setText(text);
    setAccessibleName(text);
    setCheckable(true);
    setFocusPolicy(Qt::NoFocus); // the number keys are its keyboard
    setAttribute(Qt::WA_Hover);
    setFixedHeight(36);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize ChoiceKey::sizeHint() const {
    return {QFontMetrics(fontOf(TextStyle::BodyMedium)).horizontalAdvance(text()) + 76, 36};
}

void ChoiceKey::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const bool on = isChecked();
    const QColor fill = on ? c.goodWash : isDown() ? c.press : underMouse() ? c.hover : c.surface;
    paint::box(p, QRectF(rect()), 6, fill, on ? c.good : c.border);
    int left = 12;
    if (m_number > 0) {
        const QRectF cap(9, 9, 18, 18);
        paint::box(p, cap, 4, on ? c.goodWash : c.paper, on ? c.good : c.border);
        p.setFont(fontOf(TextStyle::Small));
        p.setPen(on ? c.good : c.ink2);
        p.drawText(cap, Qt::AlignCenter, QString::number(m_number));
        left = 36;
    }
    const QRect room = rect().adjusted(left, 0, on ? -30 : -10, 0);
    p.setFont(fontOf(TextStyle::BodyMedium));
    p.setPen(c.ink);
    p.drawText(room, Qt::AlignVCenter | Qt::AlignLeft,
               p.fontMetrics().elidedText(text(), Qt::ElideRight, room.width()));
    if (on) paintIcon(p, QStringLiteral("check"), QRectF(width() - 26, 10, 16, 16), c.good);
}

ChoiceBar::ChoiceBar(QWidget* parent) : QWidget(parent), m_row(new QHBoxLayout(this)) {
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(8);
}

void ChoiceBar::setSchema(const LabelSchema& schema) {
    std::vector<std::string> names;
    for (const LabelChoice& choice : schema.choices) names.push_back(choice.name);
    if (names == m_names) return;
    m_names = std::move(names);
    for (ChoiceKey* key : m_keys) key->deleteLater();
    m_keys.clear();
    for (size_t i = 0; i < m_names.size(); ++i) {
        auto* key = new ChoiceKey(i < withKeys ? int(i) + 1 : 0, QString::fromStdString(m_names[i]), this);
        key->setObjectName(QStringLiteral("label.choice.%1").arg(i + 1));
        key->setToolTip(QString::fromStdString(schema.choices[i].help));
        connect(key, &QAbstractButton::clicked, this, [this, i, key] {
            key->setChecked(!key->isChecked()); // shown when it is saved, not before
            Q_EMIT chosen(int(i));
        });
        m_row->addWidget(key, 1);
        m_keys.push_back(key);
    }
}

void ChoiceBar::setChosen(const std::vector<std::string>& names) {
    for (size_t i = 0; i < m_keys.size(); ++i)
        m_keys[i]->setChecked(std::find(names.begin(), names.end(), m_names[i]) != names.end());
}

RatingStars::RatingStars(QWidget* parent) : QWidget(parent) {
    setFixedSize(5 * star, star);
    setAccessibleName(tr("Rating"));
}

void RatingStars::setRating(int rating) {
    m_rating = rating;
    setAccessibleDescription(tr("%1 of 5").arg(rating));
    update();
}

void RatingStars::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    for (int i = 0; i < 5; ++i)
        paintIcon(p, i < m_rating ? QStringLiteral("star-full") : QStringLiteral("star"),
                  QRectF(i * star + 3, 3, 18, 18), i < m_rating ? c.ink : c.ink2);
}

void RatingStars::mousePressEvent(QMouseEvent* event) {
    Q_EMIT chosen(std::clamp(int(event->position().x()) / star + 1, 1, 5));
}

} // namespace inkstone
