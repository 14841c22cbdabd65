#pragma once
// English and 简体中文. Choosing a language installs its translators; the application then rebuilds the
// window.

#include <QLocale>
#include <QObject>
#include <QTranslator>
#include <memory>
#include <vector>

namespace inkstone {

class Translations final : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    ~Translations() override;

    /// "system", "en" or "zh_CN".
    void use(const QString& key);
    const QString& language() const { return m_language; } ///< "en" or "zh_CN"

private:
    void load(const QString& file, const QString& folder);

    QString m_language = QStringLiteral("en");
    std::vector<std::unique_ptr<QTranslator>> m_installed;
};

} // namespace inkstone
