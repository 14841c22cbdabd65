#include "ui/shell/core_text.h"

#include <QCoreApplication>

namespace inkstone {

namespace {
QString sentence(QString text) {
    if (text.isEmpty()) return text;
    text[0] = text[0].toUpper();
    const QChar last = text.back();
    const bool chinese = last.unicode() >= 0x3000;
    if (!QStringLiteral(".?。？").contains(last))
        text += chinese ? QStringLiteral("。") : QStringLiteral(".");
    return text;
}
} // namespace

QString toQString(const Text& text) {
    const QString pattern = QCoreApplication::translate("core", text.pattern.c_str());
    return QString::fromStdString(Text::fill(pattern.toStdString(), text.args));
}

ErrorWords wordsOf(const Error& error) {
    ErrorWords words;
    words.title = sentence(toQString(error.what));
    QStringList reason;
    for (const Text* part : {&error.why, &error.hint})
        if (!part->empty()) reason << sentence(toQString(*part));
    words.reason = reason.join(QLatin1Char(' '));
    const QString where = QString::fromStdString(error.where);
    words.place = where.startsWith(QLatin1Char('/'))
                      ? where.section(QLatin1Char('/'), -1, -1, QString::SectionSkipEmpty)
                      : where;
    QStringList details{words.title};
    if (!error.where.empty()) details << QString::fromStdString(error.where);
    details << reason << QString() << QString::fromStdString(error.str());
    words.details = details.join(QLatin1Char('\n'));
    return words;
}

} // namespace inkstone
