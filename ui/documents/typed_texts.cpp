#include "ui/documents/typed_texts.h"

#include "ui/documents/workbench.h"

#include <QStringList>

namespace inkstone {

namespace {
const char* const prefix = "data/typed/"; // data/typed/340/field.1

std::string keyOf(RecordId record, const QString& place) {
    return prefix + std::to_string(record) + '/' + place.toStdString();
}
bool canWrite(const Workbench& workbench) {
    return workbench.hasProject() && !workbench.project().readOnly();
}
} // namespace

// A draft that is "" is none, and an emptied text is one: hence the mark before every text.
Status TypedTexts::keep(RecordId record, const QString& place, const QString& text) {
    if (!record || !canWrite(m_workbench)) return {};
    return m_workbench.project().drafts().set(keyOf(record, place), '=' + text.toStdString());
}

void TypedTexts::forget(RecordId record, const QString& place) {
    // One that stays is offered once more, with nothing lost.
    if (record && canWrite(m_workbench)) (void)m_workbench.project().drafts().set(keyOf(record, place), "");
}

std::optional<QString> TypedTexts::get(RecordId record, const QString& place) const {
    if (!record || !m_workbench.hasProject()) return {};
    const auto kept = m_workbench.project().drafts().get(keyOf(record, place));
    if (!kept || !*kept) return {};
    return QString::fromStdString((*kept)->substr(1));
}

std::vector<TypedTexts::Place> TypedTexts::waiting() {
    if (!m_workbench.hasProject()) return {};
    const auto kept = m_workbench.project().drafts().all(prefix);
    if (!kept) return {};
    std::vector<Place> places;
    for (const auto& [key, text] : *kept) {
        const QStringList parts = QString::fromStdString(key).split(QLatin1Char('/'));
        const Place at{parts.value(2).toLongLong(), parts.value(3)};
        const auto record = m_workbench.project().datasets().record(at.record);
        if (!record && record.error().code == ErrorCode::NotFound) {
            forget(at.record, at.place);
            continue;
        }
        const auto info = record ? m_workbench.project().datasets().info(record->dataset) : fail(record.error());
        if (info && !info->trashedMs) places.push_back(at);
    }
    return places;
}

} // namespace inkstone
