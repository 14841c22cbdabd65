#include "ui/widgets/markdown_view.h"

#include "ui/shell/format.h"
#include "ui/widgets/code_block.h"
#include "ui/widgets/label.h"
#include "ui/widgets/prose_view.h"

#include <QBoxLayout>
#include <QLabel>
#include <QUrl>
#include <algorithm>

namespace inkstone {

namespace {
constexpr int kGap = 10;
/// An answer longer than any model gives must not stop the window: its beginning is drawn as Markdown, more
/// of it as it is, and the rest is only counted.
constexpr qsizetype kRich = 24000, kShown = 40000;

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
    for (qsizetype i = fromPart; i < m_parts.size(); ++i) {
        const MarkdownPart& part = m_parts[i];
        const bool fits =
            i < m_blocks.size() && (qobject_cast<CodeBlock*>(m_blocks[i]) != nullptr) == part.code;
        if (!fits) {
            while (m_blocks.size() > i) delete m_blocks.takeLast();
            m_blocks << makeBlock(part);
            m_layout->addWidget(m_blocks.back());
        }
        if (part.code)
            static_cast<CodeBlock*>(m_blocks[i])->setCode(part.text, part.language);
        else
            static_cast<ProseView*>(m_blocks[i])
                ->setProse(part.text, part.start < kRich && !isWild(part.text));
    }
    showRest();
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
    prose->setGhost(m_ghost);
    connect(prose, &QTextBrowser::anchorClicked, this,
            [this](const QUrl& url) { Q_EMIT linkActivated(url.toString()); });
    return prose;
}

void MarkdownView::setGhost(bool ghost) {
    m_ghost = ghost;
    for (QWidget* block : m_blocks)
        if (auto* prose = qobject_cast<ProseView*>(block)) prose->setGhost(ghost);
}

} // namespace inkstone
