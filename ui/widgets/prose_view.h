#pragma once
// Markdown prose without code blocks, as tall as its text; can be selected, never scrolls, never fetches
// anything.

#include <QTextBrowser>

namespace inkstone {

class ProseView final : public QTextBrowser {
    Q_OBJECT
public:
    explicit ProseView(QWidget* parent = nullptr);
    /// `rich` false: shown as it is, for text too long to be worth the parsing.
    void setProse(const QString& markdown, bool rich = true);
    void setGhost(bool ghost);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {80, heightNow()}; }

protected:
    QVariant loadResource(int type, const QUrl& name) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    static void prepare(QTextDocument& document);
    void dress(QTextDocument& document);
    int heightNow() const;
    void fitHeight();

    QString m_markdown;
    QTextDocument* m_filled = nullptr; ///< the one shown, once there is prose
    bool m_ghost = false;
};

} // namespace inkstone
