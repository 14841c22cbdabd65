#pragma once
// An answer as Markdown: prose as text that can be selected, code as blocks with a Copy button. Text can be
// appended while it streams; only the last part is laid out again, so nothing flickers. A long answer appears
// part by part: the window stays awake meanwhile.

#include "ui/widgets/markdown_split.h"

#include <QPointer>
#include <QWidget>

class QBoxLayout;
class QLabel;
class QTimer;

namespace inkstone {

class MarkdownView final : public QWidget {
    Q_OBJECT
public:
    explicit MarkdownView(QWidget* parent = nullptr);
    void setMarkdown(const QString& source);
    void append(const QString& more);
    const QString& markdown() const { return m_source; }
    /// In the tone of ghost text: a draft.
    void setGhost(bool ghost);

signals:
    void linkActivated(const QString& url);

private:
    void refresh(qsizetype fromPart);
    void layOut(qsizetype parts);
    void showPart(qsizetype index);
    void showRest();
    QWidget* makeBlock(const MarkdownPart& part);

    QString m_source;
    QVector<MarkdownPart> m_parts;
    QVector<QWidget*> m_blocks;
    qsizetype m_laidOut = 0; ///< parts whose blocks are as they should be
    QTimer* m_more;          ///< lays out the others
    QBoxLayout* m_layout;
    QLabel* m_rest = nullptr; ///< says how much is not shown
    bool m_ghost = false;
};

} // namespace inkstone
