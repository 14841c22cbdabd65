#pragma once
// A piece of code in an answer: language, Copy, and the text in Noto Sans Mono with quiet colours.

#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace inkstone {

class CodeColors;

class CodeBlock final : public QWidget {
    Q_OBJECT
public:
    explicit CodeBlock(QWidget* parent = nullptr);
    void setCode(const QString& code, const QString& language);
    QString code() const;

protected:
    void paintEvent(QPaintEvent*) override;
    void changeEvent(QEvent* event) override;

private:
    void fitHeight();

    QLabel* m_language;
    QPlainTextEdit* m_text;
    CodeColors* m_colors;
};

} // namespace inkstone
