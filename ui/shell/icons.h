#pragma once
// The icon set: 20 px grid, 1.5 px strokes in `currentColor`, painted as vectors at every scale.
// Names are the file names in resources/icons.

#include "ui/shell/palette.h"

#include <QIcon>
#include <QString>

class QPainter;
class QRectF;

namespace inkstone {

/// Follows the theme by itself. Disabled icons are `off`.
QIcon iconOf(const QString& name, Tone tone = Tone::Ink2);
void paintIcon(QPainter& painter, const QString& name, const QRectF& rect, const QColor& color);
/// The seal 砚: window icon and the mark at the top of the rail.
QIcon applicationIcon();

} // namespace inkstone
