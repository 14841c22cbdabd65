#pragma once
// The window's words in both languages at once, so that a search finds a thing by either.

#include <QString>
#include <QTranslator>
#include <memory>

namespace inkstone {

class Vocabulary {
public:
    /// "Import data… 导入数据…": the source and its Chinese translation in `context`.
    QString both(const char* context, const char* source) const;

private:
    mutable std::unique_ptr<QTranslator> m_chinese; ///< read when first asked
};

} // namespace inkstone
