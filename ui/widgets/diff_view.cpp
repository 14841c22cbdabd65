#include "ui/widgets/diff_view.h"

#include "ui/shell/fonts.h"
#include "ui/shell/palette.h"

#include <QAbstractTextDocumentLayout>
#include <QEvent>
#include <QPainter>
#include <QTextBlockFormat>
#include <QTextCursor>
#include <QTextDocument>
#include <algorithm>

namespace inkstone {

namespace {
constexpr int kLine = 18, kMostWords = 2000; // beyond it only the common start and end are kept unmarked

QStringList wordsIn(const QString& text) {
    QStringList words;
    QString word;
    for (const QChar ch : text) {
        const bool alone = ch.isSpace() || ch.unicode() >= 0x2E80 || ch.isPunct();
        if (alone) {
            if (!word.isEmpty()) words << word;
            word.clear();
            words << QString(ch);
        } else {
            word += ch;
        }
    }
    if (!word.isEmpty()) words << word;
    return words;
}

/// Marks which words of `b` belong to a longest common subsequence with `a`.
QVector<bool> common(const QStringList& a, const QStringList& b) {
    QVector<bool> kept(b.size(), false);
    qsizetype start = 0, end = 0;
    while (start < std::min(a.size(), b.size()) && a[start] == b[start]) kept[start++] = true;
    while (end < std::min(a.size(), b.size()) - start && a[a.size() - 1 - end] == b[b.size() - 1 - end])
        kept[b.size() - 1 - end++] = true;
    const qsizetype n = a.size() - start - end, m = b.size() - start - end;
    if (n <= 0 || m <= 0 || n > kMostWords || m > kMostWords) return kept;
    QVector<quint16> length((n + 1) * (m + 1), 0);
    const auto at = [&](qsizetype i, qsizetype j) -> quint16& { return length[i * (m + 1) + j]; };
    for (qsizetype i = n - 1; i >= 0; --i)
        for (qsizetype j = m - 1; j >= 0; --j)
            at(i, j) = a[start + i] == b[start + j] ? quint16(at(i + 1, j + 1) + 1)
                                                    : std::max(at(i + 1, j), at(i, j + 1));
    for (qsizetype i = 0, j = 0; i < n && j < m;) {
        if (a[start + i] == b[start + j])
            kept[start + j] = true, ++i, ++j;
        else if (at(i + 1, j) >= at(i, j + 1))
            ++i;
        else
            ++j;
    }
    return kept;
}
} // namespace

QVector<DiffPiece> wordDiff(const QString& before, const QString& after) {
    if (before.isEmpty()) return {{after, false}};
    const QStringList words = wordsIn(after);
    QVector<bool> kept = common(wordsIn(before), words);
    // A blank between two changed words belongs to the change: one mark instead of two.
    for (qsizetype i = 1; i + 1 < words.size(); ++i)
        if (words[i].trimmed().isEmpty() && !kept[i - 1] && !kept[i + 1])
            kept[i] = false;
        else if (words[i].trimmed().isEmpty())
            kept[i] = true;
    QVector<DiffPiece> pieces;
    for (qsizetype i = 0; i < words.size(); ++i) {
        if (pieces.isEmpty() || pieces.back().changed == kept[i]) pieces.push_back({{}, !kept[i]});
        pieces.back().text += words[i];
    }
    return pieces;
}

DiffView::DiffView(QWidget* parent) : QWidget(parent) {
    setFont(fontOf(TextStyle::Body));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void DiffView::setTexts(const QString& before, const QString& after) {
    m_pieces = wordDiff(before, after);
    setAccessibleDescription(after);
    updateGeometry();
    update();
}

void DiffView::fill(QTextDocument& document) const {
    const Palette& c = Palette::of(this);
    document.setDocumentMargin(0);
    document.setDefaultFont(font());
    QTextCursor cursor(&document);
    QTextBlockFormat block;
    block.setLineHeight(kLine, QTextBlockFormat::FixedHeight);
    cursor.setBlockFormat(block);
    for (const DiffPiece& piece : m_pieces) {
        QTextCharFormat format;
        format.setForeground(c.ink);
        if (piece.changed) format.setBackground(c.goodWash);
        cursor.insertText(piece.text, format);
    }
}

int DiffView::heightForWidth(int width) const {
    QTextDocument document;
    fill(document);
    document.setTextWidth(width);
    return int(document.size().height() + 0.5);
}

void DiffView::paintEvent(QPaintEvent*) {
    QTextDocument document;
    fill(document);
    document.setTextWidth(width());
    QPainter p(this);
    document.drawContents(&p);
}

void DiffView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) update();
    QWidget::changeEvent(event);
}

} // namespace inkstone
