#pragma once
// Cuts Markdown into prose and fenced code, so that code can be a widget of its own. Pure text work.

#include <QString>
#include <QVector>

namespace inkstone {

struct MarkdownPart {
    bool code = false;
    QString language;    ///< of a fence, lower case
    QString text;        ///< without the fences
    qsizetype start = 0; ///< where the part begins in the source
    bool closed = true;  ///< false: a fence that still waits for its end (streaming)

    bool operator==(const MarkdownPart&) const = default;
};

/// Never fails: a fence without an end reaches to the end of the text.
QVector<MarkdownPart> splitMarkdown(const QString& source, qsizetype from = 0);

} // namespace inkstone
