#pragma once
// Where the window keeps its choices. The shell only knows this interface; the application decides whether a
// key lives in the user's settings file or in the project.

#include <QObject>
#include <QVariant>

class QSettings;

namespace inkstone {

class SettingsStore : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    virtual QVariant value(const QString& key, const QVariant& fallback = {}) const = 0;
    virtual void setValue(const QString& key, const QVariant& value) = 0;

signals:
    void changed(const QString& key);
};

/// The user's settings file; an explicit path is for tests.
class FileSettingsStore final : public SettingsStore {
    Q_OBJECT
public:
    explicit FileSettingsStore(const QString& file = {}, QObject* parent = nullptr);
    ~FileSettingsStore() override;
    QVariant value(const QString& key, const QVariant& fallback = {}) const override;
    void setValue(const QString& key, const QVariant& value) override;

private:
    QSettings* m_settings;
};

/// Keys the shell itself uses.
namespace keys {
inline constexpr const char* kLanguage = "ui.language"; ///< "system", "en", "zh_CN"
inline constexpr const char* kTheme = "ui.theme";       ///< "system", "light", "dark"
inline constexpr const char* kGeometry = "ui.geometry";
inline constexpr const char* kPage = "ui.page";
inline constexpr const char* kRail = "ui.rail";           ///< "auto", "wide", "narrow"
inline constexpr const char* kThreads = "engine.threads"; ///< 0: all cores
} // namespace keys

} // namespace inkstone
