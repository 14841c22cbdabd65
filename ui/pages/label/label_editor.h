#pragma once
// The answer under work: the text, and behind it a draft of the model in grey that Tab takes. Esc leaves the
// editor so that keys label; Ctrl+Enter saves and goes on.

#include <QPlainTextEdit>

namespace inkstone {

class LabelEditor final : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit LabelEditor(QWidget* parent = nullptr);
    void setGhost(const QString& text);
    const QString& ghost() const { return m_ghost; }
    /// The draft becomes the text; the editor's undo takes it back.
    void takeGhost();

signals:
    void left();  ///< Esc
    void saved(); ///< Ctrl+Enter

protected:
    bool focusNextPrevChild(bool next) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_ghost;
};

} // namespace inkstone
