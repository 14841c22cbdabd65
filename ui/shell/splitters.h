#pragma once
// Splitters that stand where the person left them.

#include <QString>

class QSplitter;

namespace inkstone {

class SettingsStore;

/// Restores the splitter's sizes now and saves them under `key` whenever they are moved. Call it once all its widgets
/// are in it; `settings` lives longer.
void rememberSplitter(QSplitter* splitter, SettingsStore& settings, const QString& key);

} // namespace inkstone
