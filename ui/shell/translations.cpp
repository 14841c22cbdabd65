#include "ui/shell/translations.h"

#include <QCoreApplication>
#include <QLibraryInfo>

namespace inkstone {

Translations::~Translations() {
    for (auto& translator : m_installed) QCoreApplication::removeTranslator(translator.get());
}

void Translations::use(const QString& key) {
    for (auto& translator : m_installed) QCoreApplication::removeTranslator(translator.get());
    m_installed.clear();
    const QLocale system = QLocale::system();
    const bool chinese = key == QLatin1String("zh_CN") ||
                         (key != QLatin1String("en") && system.language() == QLocale::Chinese);
    m_language = chinese ? QStringLiteral("zh_CN") : QStringLiteral("en");
    QLocale::setDefault(chinese ? QLocale(QLocale::Chinese, QLocale::China)
                                : QLocale(QLocale::English, QLocale::UnitedStates));
    if (!chinese) return load(QStringLiteral("inkstone_en"), QStringLiteral(":/i18n")); // its plurals
    load(QStringLiteral("qtbase_zh_CN"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    load(QStringLiteral("inkstone_zh_CN"), QStringLiteral(":/i18n"));
    load(QStringLiteral("core_zh_CN"), QStringLiteral(":/i18n"));
}

void Translations::load(const QString& file, const QString& folder) {
    auto translator = std::make_unique<QTranslator>();
    if (!translator->load(file, folder)) return;
    QCoreApplication::installTranslator(translator.get());
    m_installed.push_back(std::move(translator));
}

} // namespace inkstone
