#pragma once
// Texts of records that somebody is typing in Data: kept on disk until they are saved or given up, so that a
// crash loses none. One text per record and place in the page ("field.1", "cell.2").

#include "core/data/record.h"

#include <QString>
#include <optional>
#include <vector>

namespace inkstone {

class Workbench;

class TypedTexts {
public:
    explicit TypedTexts(Workbench& workbench) : m_workbench(workbench) {}

    /// On disk when it returns; an emptied text is one too. Nothing happens where no project can be written.
    Status keep(RecordId record, const QString& place, const QString& text);
    void forget(RecordId record, const QString& place);
    std::optional<QString> get(RecordId record, const QString& place) const;

    struct Place {
        RecordId record = 0;
        QString place;
    };
    /// All that wait, of every data set that is not in the trash. Those of records that are gone are forgotten.
    std::vector<Place> waiting();

private:
    Workbench& m_workbench;
};

} // namespace inkstone
