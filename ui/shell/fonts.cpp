#include "ui/shell/fonts.h"

#include <QFontDatabase>
#include <QFontMetricsF>
#include <QPainter>

namespace inkstone {

namespace {
QStringList uiFamilies() {
    static const QStringList families = [] {
        QStringList list;
        for (const char* wanted : {"Inter", "Noto Sans"})
            if (list.isEmpty() && QFontDatabase::hasFamily(QString::fromLatin1(wanted)))
                list << QString::fromLatin1(wanted);
        if (list.isEmpty()) list << QFontDatabase::systemFont(QFontDatabase::GeneralFont).families();
        list << QStringLiteral("Noto Sans CJK SC");
        return list;
    }();
    return families;
}

QFont make(int pixels, QFont::Weight weight) {
    QFont font;
    font.setFamilies(uiFamilies());
    font.setPixelSize(pixels);
    font.setWeight(weight);
    return font;
}

QFont makeMono() {
    QFont font;
    font.setFamilies({QStringLiteral("Noto Sans Mono"), QStringLiteral("DejaVu Sans Mono"),
                      QStringLiteral("Noto Sans Mono CJK SC")});
    font.setStyleHint(QFont::Monospace);
    font.setPixelSize(12);
    return font;
}

double digitAdvance(const QFontMetricsF& metrics) {
    double widest = 0;
    for (char digit = '0'; digit <= '9'; ++digit)
        widest = std::max(widest, metrics.horizontalAdvance(QLatin1Char(digit)));
    return widest;
}
} // namespace

QFont fontOf(TextStyle style) {
    switch (style) {
    case TextStyle::Body:
        return make(13, QFont::Normal);
    case TextStyle::BodyMedium:
        return make(13, QFont::Medium);
    case TextStyle::BodyStrong:
        return make(13, QFont::DemiBold);
    case TextStyle::Secondary:
        return make(12, QFont::Normal);
    case TextStyle::SecondaryMedium:
        return make(12, QFont::Medium);
    case TextStyle::Section:
        return make(15, QFont::DemiBold);
    case TextStyle::PageTitle:
        return make(20, QFont::DemiBold);
    case TextStyle::Figure:
        return make(22, QFont::DemiBold);
    case TextStyle::Choice:
        return make(16, QFont::Normal);
    case TextStyle::ChoiceStrong:
        return make(16, QFont::DemiBold);
    case TextStyle::Chat:
        return make(14, QFont::Normal);
    case TextStyle::Reading:
        return make(15, QFont::Normal);
    case TextStyle::Mono:
        return makeMono();
    case TextStyle::Small:
        return make(11, QFont::Medium);
    }
    return make(13, QFont::Normal);
}

int lineHeight(TextStyle style) {
    switch (style) {
    case TextStyle::Secondary:
    case TextStyle::SecondaryMedium:
    case TextStyle::Mono:
        return 16;
    case TextStyle::Small:
        return 14;
    case TextStyle::Section:
    case TextStyle::Chat:
        return 22;
    case TextStyle::Choice:
    case TextStyle::ChoiceStrong:
    case TextStyle::Reading:
        return 24;
    case TextStyle::PageTitle:
    case TextStyle::Figure:
        return 28;
    default:
        return 18;
    }
}

double tabularWidth(const QFont& font, const QString& text) {
    const QFontMetricsF metrics(font);
    const double digit = digitAdvance(metrics);
    double width = 0;
    for (const QChar c : text) width += c.isDigit() ? digit : metrics.horizontalAdvance(c);
    return width;
}

void drawTabular(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text) {
    const QFontMetricsF metrics(painter.font());
    const double digit = digitAdvance(metrics);
    const double width = tabularWidth(painter.font(), text);
    double x = rect.left();
    if (alignment & Qt::AlignRight) x = rect.right() - width;
    if (alignment & Qt::AlignHCenter) x = rect.center().x() - width / 2;
    const double baseline = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    QString run; // letters between digits are drawn together, so that they keep their shaping
    const auto flush = [&] {
        if (run.isEmpty()) return;
        painter.drawText(QPointF(x, baseline), run);
        for (const QChar c : run) x += metrics.horizontalAdvance(c);
        run.clear();
    };
    for (const QChar c : text) {
        if (!c.isDigit()) {
            run += c;
            continue;
        }
        flush();
        painter.drawText(QPointF(x + (digit - metrics.horizontalAdvance(c)) / 2, baseline), QString(c));
        x += digit;
    }
    flush();
}

} // namespace inkstone
