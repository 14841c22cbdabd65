#include "ui/widgets/prose_view.h"

#include "ui/shell/fonts.h"
#include "ui/shell/palette.h"

#include <QAbstractTextDocumentLayout>
#include <QEvent>
#include <QTextBlock>
#include <QTextList>
#include <QTextTable>
#include <QWheelEvent>

namespace inkstone {

namespace {
constexpr int kLine = 22, kAfterBlock = 8, kListIndent = 28, kColumn = 680;

void dressBlock(QTextCursor& cursor, const QTextBlock& block) {
    QTextBlockFormat format = block.blockFormat();
    const int level = format.headingLevel();
    format.setLineHeight(level > 0 && level < 3 ? 26 : kLine, QTextBlockFormat::FixedHeight);
    const bool inList = block.textList() != nullptr;
    const bool inTable = cursor.currentTable() != nullptr;
    format.setTopMargin(level > 0 && block.blockNumber() > 0 ? 8 : 0);
    format.setBottomMargin(inTable ? 0 : inList ? 4 : kAfterBlock);
    cursor.setBlockFormat(format);
}

void dressRuns(QTextCursor& cursor, const QTextBlock& block, const Palette& c, const QColor& ink) {
    const int level = block.blockFormat().headingLevel();
    struct Run {
        int position, length;
        QTextCharFormat format;
    };
    QVector<Run> runs;
    for (auto it = block.begin(); !it.atEnd(); ++it) {
        const QTextFragment fragment = it.fragment();
        QTextCharFormat format = fragment.charFormat();
        const bool mono = format.fontFixedPitch();
        const int weight = level > 0                             ? QFont::DemiBold
                           : format.fontWeight() > QFont::Medium ? QFont::DemiBold
                                                                 : QFont::Normal;
        const bool italic = format.fontItalic();
        QFont face = fontOf(mono         ? TextStyle::Mono
                            : level == 1 ? TextStyle::Choice
                            : level == 2 ? TextStyle::Section
                                         : TextStyle::Chat);
        if (mono) face.setPixelSize(13);
        face.setWeight(QFont::Weight(weight));
        face.setItalic(italic);
        face.setStrikeOut(format.fontStrikeOut());
        format.setFont(face, QTextCharFormat::FontPropertiesAll);
        format.setForeground(format.isAnchor() ? c.accent : ink);
        format.setFontUnderline(format.isAnchor());
        if (mono) format.setBackground(c.dark ? c.press : c.hover);
        runs.push_back({fragment.position(), fragment.length(), format});
    }
    for (const Run& run : runs) {
        cursor.setPosition(run.position);
        cursor.setPosition(run.position + run.length, QTextCursor::KeepAnchor);
        cursor.setCharFormat(run.format);
    }
}
} // namespace

ProseView::ProseView(QWidget* parent) : QTextBrowser(parent) {
    setFrameShape(QFrame::NoFrame);
    setOpenLinks(false);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    viewport()->setAutoFillBackground(false);
    prepare(*document());
    setFont(fontOf(TextStyle::Chat));
    resize(kColumn, kLine); // the width it will most likely get: the first layout is then the last
}

void ProseView::prepare(QTextDocument& document) {
    document.setDocumentMargin(0);
    document.setIndentWidth(kListIndent);
    document.setUndoRedoEnabled(false);
    document.setDefaultFont(fontOf(TextStyle::Chat));
}

void ProseView::setProse(const QString& markdown, bool rich) {
    if (markdown == m_markdown) return;
    m_markdown = markdown;
    const bool had = textCursor().hasSelection();
    const int anchor = textCursor().anchor(), position = textCursor().position();
    // Filled before it is shown: a shown document is laid out anew at every piece that the parser inserts.
    auto* filled = new QTextDocument(this);
    prepare(*filled);
    if (rich)
        filled->setMarkdown(markdown, QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub) |
                                          QTextDocument::MarkdownNoHTML);
    else
        filled->setPlainText(markdown);
    dress(*filled);
    QTextDocument* old = m_filled;
    setDocument(m_filled = filled);
    delete old;
    if (had) { // what the reader has marked stays marked while more text arrives
        QTextCursor cursor(document());
        const int most = document()->characterCount() - 1;
        cursor.setPosition(std::min(anchor, most));
        cursor.setPosition(std::min(position, most), QTextCursor::KeepAnchor);
        setTextCursor(cursor);
    }
    fitHeight();
}

void ProseView::setGhost(bool ghost) {
    m_ghost = ghost;
    dress(*document());
}

void ProseView::dress(QTextDocument& document) {
    const Palette& c = Palette::of(this);
    QTextCursor cursor(&document);
    cursor.beginEditBlock();
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        cursor.setPosition(block.position());
        dressBlock(cursor, block);
        dressRuns(cursor, block, c, m_ghost ? c.ink3 : c.ink);
    }
    const QList<QTextFrame*> frames = document.rootFrame()->childFrames();
    for (QTextFrame* frame : frames) {
        auto* table = qobject_cast<QTextTable*>(frame);
        if (!table) continue;
        QTextTableFormat format = table->format();
        format.setBorder(1);
        format.setBorderBrush(c.hairline);
        format.setBorderCollapse(true);
        format.setCellPadding(6);
        format.setCellSpacing(0);
        table->setFormat(format);
    }
    QTextBlock last = document.lastBlock();
    if (last.isValid()) {
        QTextBlockFormat format = last.blockFormat();
        format.setBottomMargin(0);
        cursor.setPosition(last.position());
        cursor.setBlockFormat(format);
    }
    cursor.endEditBlock();
}

int ProseView::heightNow() const { return int(document()->size().height() + 0.99); }

void ProseView::fitHeight() {
    document()->setTextWidth(viewport()->width());
    setFixedHeight(std::max(kLine, heightNow()));
}

QSize ProseView::sizeHint() const { return {480, heightNow()}; }

// Whatever an answer links to, nothing is read from disk or network to show it.
QVariant ProseView::loadResource(int, const QUrl&) { return {}; }

void ProseView::resizeEvent(QResizeEvent* event) {
    QTextBrowser::resizeEvent(event);
    if (event->size().width() != event->oldSize().width()) fitHeight();
}

void ProseView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) dress(*document());
    QTextBrowser::changeEvent(event);
}

void ProseView::wheelEvent(QWheelEvent* event) { event->ignore(); }

} // namespace inkstone
