#pragma once
// Numbers, durations and times as every page writes them.

#include <QString>

class QDateTime;

namespace inkstone {

QString formatCount(qint64 value);                            ///< 81,760
QString formatShort(double value);                            ///< 10.2 k, 1.9 M
QString formatPercent(double fraction);                       ///< 42 %
QString formatBytes(qint64 bytes);                            ///< 6.7 GB
QString formatGigabytes(qint64 bytes);                        ///< 0.54 GB
QString formatDuration(double seconds);                       ///< 1 h 20 min, 6 min, 42 s
QString formatTimeLeft(double seconds);                       ///< 3 min left
QString formatRelative(const QDateTime& time);                ///< 4 min ago, yesterday
QString formatAbsolute(const QDateTime& time);                ///< for tooltips
QString formatRate(double perSecond, const QString& unitKey); ///< 512 tok/s; units as in core's Progress
/// "a  ·  b  ·  c", leaving out empty parts.
QString joinFacts(const QStringList& parts);

} // namespace inkstone
