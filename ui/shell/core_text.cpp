#include "ui/shell/core_text.h"

#include "core/base/phrase.h"

#include <QCoreApplication>
#include <algorithm>

namespace inkstone {

namespace {
QString patternOf(const Text& text) { return QCoreApplication::translate("core", text.pattern.c_str()); }

/// By the pattern: what stands in its places may be of another language.
bool isChinese(const Text& text) {
    const QString pattern = patternOf(text);
    return std::any_of(pattern.begin(), pattern.end(),
                       [](QChar c) { return c.script() == QChar::Script_Han; });
}

QString sentence(const Text& text) {
    QString words = toQString(text);
    if (words.isEmpty()) return words;
    words[0] = words[0].toUpper();
    if (!QStringLiteral(".?。？").contains(words.back()))
        words += isChinese(text) ? QStringLiteral("。") : QStringLiteral(".");
    return words;
}
} // namespace

QString toQString(const Text& text) {
    std::vector<std::string> args = text.args;
    for (std::string& argument : args)
        if (const auto words = phraseOf(argument)) argument = toQString(*words).toStdString();
    return QString::fromStdString(Text::fill(patternOf(text).toStdString(), args));
}

ErrorWords wordsOf(const Error& error) {
    ErrorWords words;
    words.title = sentence(error.what);
    QStringList reason;
    for (const Text* part : {&error.why, &error.hint})
        if (!part->empty()) reason << sentence(*part);
    // Chinese sentences end in a sign that brings its own room.
    const QString between = isChinese(error.what) ? QString() : QStringLiteral(" ");
    words.reason = reason.join(between);
    words.whole = words.reason.isEmpty() ? words.title : words.title + between + words.reason;
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
