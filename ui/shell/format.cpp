#include "ui/shell/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace inkstone {

namespace {
struct Format {
    Q_DECLARE_TR_FUNCTIONS(Format)
};
const QLocale& plain() {
    static const QLocale locale(QLocale::English, QLocale::UnitedStates);
    return locale;
}
QString unitPerSecond(const QString& unit) {
    if (unit == QLatin1String("tokens")) return Format::tr("%1 tok/s");
    if (unit == QLatin1String("rows")) return Format::tr("%1 rows/s");
    if (unit == QLatin1String("cases")) return Format::tr("%1 cases/s");
    if (unit == QLatin1String("steps")) return Format::tr("%1 steps/s");
    if (unit == QLatin1String("records")) return Format::tr("%1 records/s");
    return {};
}
} // namespace

QString formatCount(qint64 value) { return plain().toString(value); }

QString formatShort(double value) {
    const double size = std::abs(value);
    if (size < 10'000) return formatCount(qint64(value));
    if (size < 1e6) return Format::tr("%1 k").arg(value / 1e3, 0, 'f', size < 100'000 ? 1 : 0);
    if (size < 1e9) return Format::tr("%1 M").arg(value / 1e6, 0, 'f', size < 1e8 ? 1 : 0);
    return Format::tr("%1 B").arg(value / 1e9, 0, 'f', 1);
}

QString formatPercent(double fraction) { return Format::tr("%1 %").arg(qRound(fraction * 100)); }

QString formatBytes(qint64 bytes) {
    if (bytes < 1000) return QStringLiteral("%1 B").arg(bytes);
    if (bytes < 1000'000) return QStringLiteral("%1 kB").arg(bytes / 1e3, 0, 'f', 0);
    if (bytes < 1000'000'000)
        return QStringLiteral("%1 MB").arg(bytes / 1e6, 0, 'f', bytes < 10'000'000 ? 1 : 0);
    return QStringLiteral("%1 GB").arg(bytes / 1e9, 0, 'f', 1);
}

QString formatGigabytes(qint64 bytes) { return QStringLiteral("%1 GB").arg(bytes / 1e9, 0, 'f', 2); }

QString formatDuration(double seconds) {
    if (seconds > 0.05 && seconds < 0.95) return Format::tr("%1 s").arg(QLocale().toString(seconds, 'f', 1));
    const qint64 s = qint64(seconds + 0.5);
    if (s < 60) return Format::tr("%1 s").arg(formatCount(s));
    const qint64 minutes = (s + 30) / 60;
    if (minutes < 60) return Format::tr("%1 min").arg(formatCount(minutes));
    if (minutes < 48 * 60)
        return Format::tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60, 2, 10, QLatin1Char('0'));
    return Format::tr("%1 days").arg(formatCount(minutes / (24 * 60)));
}

QString formatTimeLeft(double seconds) { return Format::tr("%1 left").arg(formatDuration(seconds)); }

QString formatRelative(const QDateTime& time) {
    if (!time.isValid()) return QStringLiteral("–");
    const QDateTime now = QDateTime::currentDateTime();
    const qint64 s = time.secsTo(now);
    if (s < 60) return Format::tr("just now");
    if (s < 3600) return Format::tr("%1 min ago").arg(formatCount(s / 60));
    const qint64 days = time.toLocalTime().date().daysTo(now.date());
    if (days == 0 || s < 6 * 3600) return Format::tr("%1 h ago").arg(formatCount(s / 3600));
    if (days == 1) return Format::tr("yesterday");
    if (days < 30) return Format::tr("%1 days ago").arg(formatCount(days));
    return QLocale().toString(time.toLocalTime().date(), QLocale::ShortFormat);
}

QString formatAbsolute(const QDateTime& time) {
    return QLocale().toString(time.toLocalTime(), QLocale::LongFormat);
}

QString formatRate(double perSecond, const QString& unitKey) {
    if (perSecond < 0) return {};
    if (unitKey == QLatin1String("bytes")) return QStringLiteral("%1/s").arg(formatBytes(qint64(perSecond)));
    const QString pattern = unitPerSecond(unitKey);
    if (pattern.isEmpty()) return {};
    return pattern.arg(perSecond < 10 ? QString::number(perSecond, 'f', 1) : formatCount(qint64(perSecond)));
}

QString joinFacts(const QStringList& parts) {
    QStringList kept;
    for (const QString& part : parts)
        if (!part.isEmpty()) kept << part;
    return kept.join(QStringLiteral("  ·  "));
}

} // namespace inkstone
