#include "ui/pages/evaluate/score_delegate.h"

#include "ui/models/evaluation_model.h"
#include "ui/shell/fonts.h"
#include "ui/shell/palette.h"

#include <QPainter>

namespace inkstone {

namespace {
constexpr double barHeight = 3;

/// The share of right answers as a line, and the standard error as a whisker on it.
void paintBar(QPainter& p, const QRectF& rect, double value, double error, const Palette& c, bool best) {
    p.fillRect(rect, c.hairline);
    p.fillRect(QRectF(rect.left(), rect.top(), rect.width() * std::clamp(value, 0.0, 1.0), rect.height()),
               best ? c.ink2 : c.off);
    const double low = rect.left() + rect.width() * std::clamp(value - error, 0.0, 1.0);
    const double high = rect.left() + rect.width() * std::clamp(value + error, 0.0, 1.0);
    if (error <= 0) return;
    p.setPen(QPen(c.ink, 1));
    p.drawLine(QPointF(low, rect.center().y()), QPointF(high, rect.center().y()));
    for (const double x : {low, high}) p.drawLine(QPointF(x, rect.top() - 1), QPointF(x, rect.bottom() + 1));
}
} // namespace

void ScoreDelegate::paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QVariant value = index.data(EvaluationModel::ValueRole);
    if (index.column() == 0 || !value.isValid()) return TableDelegate::paint(p, option, index);
    const Palette& c = Palette::of(view());
    const QRect rect = paintGround(p, option, index);
    const bool best = index.data(EvaluationModel::BestRole).toBool();
    const bool perplexity = index.data(EvaluationModel::PerplexityRole).toBool();
    p->save();
    const int below = perplexity ? 0 : 8;
    QRectF line = QRectF(rect).adjusted(0, 0, 0, -below);
    p->setFont(fontOf(best ? TextStyle::BodyStrong : TextStyle::Body));
    p->setPen(c.ink);
    const QString text = index.data().toString();
    drawTabular(*p, line, Qt::AlignRight | Qt::AlignVCenter, text);
    line.setRight(line.right() - tabularWidth(p->font(), text) - 10);

    p->setFont(fontOf(TextStyle::Secondary));
    const double error = index.data(EvaluationModel::ErrorBarRole).toDouble();
    QString note = error > 0 ? QStringLiteral("± %1").arg(error, 0, 'f', 2) : QString();
    if (!note.isEmpty() && line.width() > 90) {
        p->setPen(c.ink3);
        drawTabular(*p, line, Qt::AlignRight | Qt::AlignVCenter, note);
        line.setRight(line.right() - tabularWidth(p->font(), note) - 8);
    }
    if (const QVariant change = index.data(EvaluationModel::ChangeRole); change.isValid()) {
        const double by = change.toDouble();
        const bool better = perplexity ? by < 0 : by > 0;
        p->setPen(std::abs(by) < 0.005 ? c.ink3 : better ? c.good : c.bad);
        drawTabular(*p, line, Qt::AlignRight | Qt::AlignVCenter,
                    QStringLiteral("%1%2")
                        .arg(by < 0 ? QStringLiteral("−") : QStringLiteral("+"))
                        .arg(std::abs(by), 0, 'f', 2));
    }
    if (!perplexity) {
        const double width = std::min(160.0, double(rect.width()));
        paintBar(*p, {rect.right() - width + 1, rect.bottom() - 7.0, width, barHeight}, value.toDouble(),
                 error, c, best);
    }
    p->restore();
}

} // namespace inkstone
