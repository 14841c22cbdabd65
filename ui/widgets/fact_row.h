#pragma once
// One fact of a side panel: its name at the left, its value at the right.

#include <QBoxLayout>

namespace inkstone {

QHBoxLayout* makeFactRow(const QString& name, const QString& value);

} // namespace inkstone
