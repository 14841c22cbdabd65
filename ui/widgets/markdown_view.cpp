#include "ui/widgets/markdown_view.h"

#include "ui/shell/format.h"
#include "ui/widgets/code_block.h"
#include "ui/widgets/label.h"
#include "ui/widgets/prose_view.h"

#include <QBoxLayout>
#include <QLabel>
#include <QTimer>
#include <QUrl>
#include <algorithm>

namespace inkstone {

namespace {
constexpr int kGap = 10;
/// An answer longer than any model gives must not stop the window: its beginning is drawn as Markdown, more
/// of it as it is, and the rest is only counted.
constexpr qsizetype kRich = 24000, kShown = 40000;
/// Parts laid out while somebody waits, and in each turn after that.
constexpr qsizetype kAtOnce = 4, kInATurn = 2;

/// Signs without end are no prose, and dear to parse and to draw.
bool isWild(const QString& text) {
    const auto sign = [](QChar c) { return QStringLiteral("*_[]`~>|").contains(c); };
    return std::count_if(text.begin(), text.end(), sign) > 400;
}
} // namespace

MarkdownView::MarkdownView(QWidget* parent) : QWidget(parent), m_layout(new QVBoxLayout(this)) {
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(kGap);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    m_more = new QTimer(this);
    m_more->setSingleShot(true);
    connect(m_more, &QTimer::timeout, this, [this] { layOut(kInATurn); });
}

void MarkdownView::setMarkdown(const QString& source) {
    m_source = source;
    m_parts = splitMarkdown(source.left(kShown));
    refresh(0);
}

void MarkdownView::append(const QString& more) {
    const bool full = m_source.size() >= kShown;
    m_source += more;
    if (full) return showRest();
    const qsizetype kept = std::max<qsizetype>(0, m_parts.size() - 1);
    const qsizetype from = m_parts.isEmpty() ? 0 : m_parts.back().start;
    m_parts.resize(kept);
    m_parts += splitMarkdown(m_source.left(kShown), from);
    refresh(kept);
}

void MarkdownView::refresh(qsizetype fromPart) {
    while (m_blocks.size() > m_parts.size()) delete m_blocks.takeLast();
    m_laidOut = std::min({m_laidOut, fromPart, m_parts.size()});
    layOut(kAtOnce);
}

/// The next parts now, what is left in the next turns of the event loop.
void MarkdownView::layOut(qsizetype parts) {
    for (const qsizetype end = std::min(m_laidOut + parts, m_parts.size()); m_laidOut < end; ++m_laidOut)
        showPart(m_laidOut);
    if (m_laidOut < m_parts.size())
        m_more->start();
    else
        showRest();
}

void MarkdownView::showPart(qsizetype index) {
    const MarkdownPart& part = m_parts[index];
    const bool fits = index < m_blocks.size() &&
                      (qobject_cast<CodeBlock*>(m_blocks[index]) != nullptr) == part.code;
    if (!fits) {
        while (m_blocks.size() > index) delete m_blocks.takeLast();
        m_blocks << makeBlock(part);
        m_layout->addWidget(m_blocks.back());
    }
    if (part.code)
        static_cast<CodeBlock*>(m_blocks[index])->setCode(part.text, part.language);
    else
        static_cast<ProseView*>(m_blocks[index])
            ->setProse(part.text, part.start < kRich && !isWild(part.text));
}

void MarkdownView::showRest() {
    if (m_source.size() <= kShown) {
        delete m_rest;
        m_rest = nullptr;
        return;
    }
    if (!m_rest) m_rest = makeParagraph({}, TextStyle::Secondary);
    m_rest->setText(tr("%1 more characters are not shown; Copy takes all of them")
                        .arg(formatCount(m_source.size() - kShown)));
    m_layout->addWidget(m_rest);
}

QWidget* MarkdownView::makeBlock(const MarkdownPart& part) {
    if (part.code) return new CodeBlock(this);
    auto* prose = new ProseView(this);
    prose->setAccessibleName(tr("Text"));
    prose->setGhost(m_ghost);
    connect(prose, &QTextBrowser::anchorClicked, this,
            [this](const QUrl& url) { Q_EMIT linkActivated(url.toString()); });
    connect(prose, &QTextBrowser::highlighted, prose, // where it leads, before anybody follows it
            [prose](const QUrl& url) { prose->setToolTip(url.toDisplayString().left(200).toHtmlEscaped()); });
    return prose;
}

void MarkdownView::setGhost(bool ghost) {
    m_ghost = ghost;
    for (QWidget* block : m_blocks)
        if (auto* prose = qobject_cast<ProseView*>(block)) prose->setGhost(ghost);
}

} // namespace inkstone
