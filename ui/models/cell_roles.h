#pragma once
// How a model tells a table what a cell looks like.

#include <QtCore/qnamespace.h>

namespace inkstone {

/// Besides Qt's own roles (DisplayRole, TextAlignmentRole, CheckStateRole, ToolTipRole).
namespace cell {
enum Role {
    Tone = Qt::UserRole + 900, ///< int(inkstone::Tone)
    Icon,                      ///< QString: name of an icon before the text
    Note,                      ///< QString: secondary text after the text
    Spark,                     ///< QVector<double>: a curve instead of text
    Series, ///< int: a colour dot before the text, or the colour of the check box and the curve
    Strong, ///< bool: weight 600
    Medium, ///< bool: weight 500, for names
};
}

} // namespace inkstone
