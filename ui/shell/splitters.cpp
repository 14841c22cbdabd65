#include "ui/shell/splitters.h"

#include "ui/shell/settings_store.h"

#include <QSplitter>

namespace inkstone {

void rememberSplitter(QSplitter* splitter, SettingsStore& settings, const QString& key) {
    const QString name = QStringLiteral("splitter.") + key;
    splitter->restoreState(settings.value(name).toByteArray());
    splitter->setChildrenCollapsible(false); // restoreState() brings the old answer back
    QObject::connect(splitter, &QSplitter::splitterMoved, splitter,
                     [splitter, &settings, name] { settings.setValue(name, splitter->saveState()); });
}

} // namespace inkstone
