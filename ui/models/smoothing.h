#pragma once
// Curves made calm.

#include <QVector>

namespace inkstone {

/// Exponential moving average with the start's bias taken out: y_i = s_i / (1 - beta^(i+1)). NaN is skipped.
QVector<double> smooth(const QVector<double>& values, double beta);

} // namespace inkstone
