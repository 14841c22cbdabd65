#include "ui/shell/vocabulary.h"

namespace inkstone {

QString Vocabulary::both(const char* context, const char* source) const {
    if (!m_chinese) {
        m_chinese = std::make_unique<QTranslator>();
        (void)m_chinese->load(QStringLiteral("inkstone_zh_CN"),
                              QStringLiteral(":/i18n")); // else English only
    }
    return QString::fromUtf8(source) + QLatin1Char(' ') + m_chinese->translate(context, source);
}

} // namespace inkstone
