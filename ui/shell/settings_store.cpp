#include "ui/shell/settings_store.h"

#include <QSettings>

namespace inkstone {

FileSettingsStore::FileSettingsStore(const QString& file, QObject* parent) : SettingsStore(parent) {
    m_settings = file.isEmpty() ? new QSettings(QSettings::IniFormat, QSettings::UserScope,
                                                QStringLiteral("inkstone"), QStringLiteral("window"), this)
                                : new QSettings(file, QSettings::IniFormat, this);
}

FileSettingsStore::~FileSettingsStore() = default;

QVariant FileSettingsStore::value(const QString& key, const QVariant& fallback) const {
    return m_settings->value(key, fallback);
}

void FileSettingsStore::setValue(const QString& key, const QVariant& value) {
    if (m_settings->value(key) == value) return;
    m_settings->setValue(key, value);
    Q_EMIT changed(key);
}

} // namespace inkstone
