#pragma once
// Tokens as they are cut: each piece on its own ground, white space made visible, the id in the tooltip.
// Tokens the loss looks at (supervised) stand on a green wash.

#include "ui/models/shown_token.h"

#include <QVector>
#include <QWidget>

namespace inkstone {

class TokenStrip final : public QWidget {
    Q_OBJECT
public:
    using Token = ShownToken;
    explicit TokenStrip(QWidget* parent = nullptr);
    void setTokens(const QVector<Token>& tokens);
    const QVector<Token>& tokens() const { return m_tokens; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent*) override;
    bool event(QEvent* event) override;

private:
    struct Box {
        QRect rect;
        qsizetype token;
    };
    QVector<Box> layOut(int width, int* height) const;

    QVector<Token> m_tokens;
    QVector<Box> m_boxes;
};

} // namespace inkstone
