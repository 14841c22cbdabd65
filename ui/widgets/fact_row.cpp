#include "ui/widgets/fact_row.h"

#include "ui/widgets/label.h"

namespace inkstone {

QHBoxLayout* makeFactRow(const QString& name, const QString& value) {
    auto* row = new QHBoxLayout;
    row->addWidget(makeLabel(name, TextStyle::Body, Tone::Ink2));
    row->addStretch(1);
    row->addWidget(makeLabel(value, TextStyle::Body, Tone::Ink));
    return row;
}

} // namespace inkstone
