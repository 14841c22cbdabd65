#include "ui/widgets/markdown_split.h"

#include <algorithm>

namespace inkstone {

namespace {
/// The fence that opens in `line` ("```" or "~~~", at least three, at most three blanks before), or nothing.
QString fenceOf(const QString& line) {
    qsizetype i = 0;
    while (i < line.size() && i < 4 && line[i] == QLatin1Char(' ')) ++i;
    if (i > 3 || i >= line.size()) return {};
    const QChar mark = line[i];
    if (mark != QLatin1Char('`') && mark != QLatin1Char('~')) return {};
    qsizetype n = 0;
    while (i + n < line.size() && line[i + n] == mark) ++n;
    if (n < 3) return {};
    if (mark == QLatin1Char('`') && line.indexOf(QLatin1Char('`'), i + n) >= 0) return {};
    return QString(n, mark);
}

/// Long prose is cut into parts, so that a growing answer lays out its last part only: at a paragraph once
/// there is enough, anywhere before there is too much.
constexpr qsizetype enoughProse = 1500, mostProse = 4000;
constexpr qsizetype longestWord = 1000; ///< breaking lines inside a word costs its square

void addProse(QVector<MarkdownPart>& parts, const QString& line, qsizetype at) {
    const QString& before = parts.back().text;
    if (before.size() >= enoughProse && before.endsWith(QLatin1String("\n\n")) && !line.isEmpty() &&
        line[0].isLetter())
        parts.push_back({false, {}, {}, at, true});
    qsizetype from = 0;
    for (;;) {
        const qsizetype room = mostProse - parts.back().text.size();
        if (line.size() - from <= room) break;
        qsizetype cut = room > 0 ? line.lastIndexOf(QLatin1Char(' '), from + room) : from;
        if (room > 0 && cut <= from) cut = from + std::min(room, longestWord);
        if (cut > from + 1 && line[cut].isLowSurrogate()) --cut;
        parts.back().text += line.mid(from, cut - from);
        parts.push_back({false, {}, {}, at + cut, true});
        from = cut;
    }
    parts.back().text += line.mid(from);
}

bool closes(const QString& line, const QString& fence) {
    const QString trimmed = line.trimmed();
    return trimmed.size() >= fence.size() && trimmed == QString(trimmed.size(), fence[0]);
}
} // namespace

QVector<MarkdownPart> splitMarkdown(const QString& source, qsizetype from) {
    QVector<MarkdownPart> parts;
    QString fence;
    qsizetype at = from;
    while (at < source.size()) {
        qsizetype end = source.indexOf(QLatin1Char('\n'), at);
        const bool last = end < 0;
        if (last) end = source.size();
        const QString line = source.mid(at, end - at);
        const QString opening = fence.isEmpty() ? fenceOf(line) : QString();
        if (!fence.isEmpty() && closes(line, fence)) {
            fence.clear();
            parts.back().closed = true;
        } else if (!opening.isEmpty()) {
            fence = opening;
            QString info = line.trimmed().mid(fence.size()).trimmed();
            info = info.section(QLatin1Char(' '), 0, 0).toLower();
            parts.push_back({true, info, {}, at, false});
        } else {
            const bool fresh = parts.isEmpty() || (fence.isEmpty() && parts.back().code);
            if (fresh) parts.push_back({false, {}, {}, at, true});
            if (parts.back().code)
                parts.back().text += line;
            else
                addProse(parts, line, at);
            if (!last) parts.back().text += QLatin1Char('\n');
        }
        at = end + 1;
    }
    for (MarkdownPart& part : parts)
        if (part.code && part.text.endsWith(QLatin1Char('\n'))) part.text.chop(1);
    parts.erase(std::remove_if(parts.begin(), parts.end(),
                               [](const MarkdownPart& p) { return !p.code && p.text.trimmed().isEmpty(); }),
                parts.end());
    return parts;
}

} // namespace inkstone
