#pragma once
// A cell of the matrix: the score, its change against the base model, the standard error, and a thin bar.

#include "ui/widgets/table_view.h"

namespace inkstone {

class ScoreDelegate final : public TableDelegate {
    Q_OBJECT
public:
    using TableDelegate::TableDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

} // namespace inkstone
