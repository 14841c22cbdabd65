#include "ui/models/smoothing.h"

#include <cmath>

namespace inkstone {

QVector<double> smooth(const QVector<double>& values, double beta) {
    if (beta <= 0) return values;
    QVector<double> out(values.size());
    double sum = 0, weight = 0;
    for (qsizetype i = 0; i < values.size(); ++i) {
        if (std::isfinite(values[i])) {
            sum = beta * sum + (1 - beta) * values[i];
            weight = beta * weight + (1 - beta);
        }
        out[i] = weight > 0 ? sum / weight : values[i];
    }
    return out;
}

} // namespace inkstone
