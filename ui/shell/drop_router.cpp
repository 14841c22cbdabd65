#include "ui/shell/drop_router.h"

#include <QFileInfo>

namespace inkstone {

void DropRouter::add(QObject* owner, Handler handler) { m_entries.push_back({owner, std::move(handler)}); }

DropOffer DropRouter::offerFor(const QStringList& files) const {
    DropOffer best;
    for (const Entry& entry : m_entries) {
        if (!entry.owner) continue;
        DropOffer offer = entry.handler(files);
        if (offer.fit > best.fit) best = std::move(offer);
    }
    if (best.fit > 0) return best;
    best.icon = QStringLiteral("info");
    if (files.isEmpty())
        best.sentence = tr("Only files and folders can be dropped here");
    else if (files.size() > 1)
        best.sentence = tr("These files belong to different kinds: drop one kind at a time");
    else if (QFileInfo(files.first()).isDir())
        best.sentence =
            tr("%1 holds neither an adapter nor a model").arg(QFileInfo(files.first()).fileName());
    else
        best.sentence = tr("%1 is neither data (JSON, JSONL, CSV, TXT) nor a model (GGUF, safetensors)")
                            .arg(QFileInfo(files.first()).fileName());
    return best;
}

} // namespace inkstone
