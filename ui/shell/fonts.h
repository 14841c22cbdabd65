#pragma once
// The type scale. Pages name a style; families, sizes and weights live here.

#include <QFont>
#include <QPointF>
#include <QRectF>
#include <QString>
#include <Qt>

class QPainter;
class QFontMetricsF;

namespace inkstone {

enum class TextStyle {
    Body,            ///< 13
    BodyMedium,      ///< 13 / 500: names, buttons, rail
    BodyStrong,      ///< 13 / 600
    Secondary,       ///< 12
    SecondaryMedium, ///< 12 / 500: table headers, small buttons
    Section,         ///< 15 / 600
    PageTitle,       ///< 20 / 600
    Figure,          ///< 22 / 600: the big numbers of Home
    Choice,          ///< 16: the Train sentence
    ChoiceStrong,    ///< 16 / 600
    Chat,            ///< 14 on 22
    Reading,         ///< 15 on 24: Label
    Mono,            ///< 12, no ligatures: tokens, ids, code
    Small,           ///< 11: ticks of plots, key caps
};

QFont fontOf(TextStyle style);
/// Line height in pixels that text of this style sits on; fallback to CJK must not move a layout.
int lineHeight(TextStyle style);

/// Width of `text` when every digit takes the advance of the widest one.
double tabularWidth(const QFont& font, const QString& text);
/// Draws `text` with digits at equal advance (QFont::setFeature only came with Qt 6.7).
void drawTabular(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text);

} // namespace inkstone
