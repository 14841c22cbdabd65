#include "ui/documents/user_settings.h"

#include "ui/documents/workbench.h"

namespace inkstone {

namespace {
constexpr const char* bytesMark = "base64:";

QVariant toVariant(const SettingValue& value) {
    if (const auto* flag = std::get_if<bool>(&value)) return *flag;
    if (const auto* whole = std::get_if<int64_t>(&value)) return qint64(*whole);
    if (const auto* number = std::get_if<double>(&value)) return *number;
    const QString text = QString::fromStdString(std::get<std::string>(value));
    if (!text.startsWith(QLatin1String(bytesMark))) return text;
    return QByteArray::fromBase64(text.mid(int(strlen(bytesMark))).toLatin1());
}

SettingValue toSetting(const QVariant& value) {
    switch (value.typeId()) {
    case QMetaType::Bool:
        return value.toBool();
    case QMetaType::Int:
    case QMetaType::LongLong:
        return int64_t(value.toLongLong());
    case QMetaType::Double:
        return value.toDouble();
    case QMetaType::QByteArray:
        return bytesMark + value.toByteArray().toBase64().toStdString();
    default:
        return value.toString().toStdString();
    }
}
} // namespace

UserSettings::UserSettings(Workbench& workbench, QObject* parent)
    : SettingsStore(parent), m_workbench(workbench) {}

QVariant UserSettings::value(const QString& key, const QVariant& fallback) const {
    const auto found = m_workbench.settings().read(key.toStdString(), SettingScope::User);
    return found ? toVariant(*found) : fallback;
}

void UserSettings::setValue(const QString& key, const QVariant& newValue) {
    if (value(key) == newValue) return;
    (void)m_workbench.settings().write(key.toStdString(), SettingScope::User, toSetting(newValue));
    if (key == QLatin1String(keys::kThreads)) m_workbench.engine().setThreads(newValue.toInt());
    Q_EMIT changed(key);
}

} // namespace inkstone
