#pragma once
// Where a prompt is written: grows with its text, Enter sends, Shift+Enter breaks the line. While an input
// method composes, Enter belongs to it and nothing is sent.

#include <QTextEdit>

namespace inkstone {

class Composer final : public QTextEdit {
    Q_OBJECT
public:
    explicit Composer(QWidget* parent = nullptr);
    QString text() const { return toPlainText(); }
    bool isComposing() const { return m_composing; }

signals:
    void sent(const QString& text); ///< Enter with something to send; the text stays until it is cleared
    void escaped();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void inputMethodEvent(QInputMethodEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void insertFromMimeData(const QMimeData* source) override;
    bool canInsertFromMimeData(const QMimeData* source) const override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void grow();

    bool m_composing = false;
};

} // namespace inkstone
