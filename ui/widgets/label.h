#pragma once
// Text on the window: a style of the type scale and a tone of the palette, with a line height that a fallback
// to CJK does not change.

#include "ui/shell/fonts.h"
#include "ui/shell/palette.h"

#include <QLabel>

namespace inkstone {

/// One line of fixed height. Elides nothing; use ElidedLabel where space is short.
QLabel* makeLabel(const QString& text, TextStyle style = TextStyle::Body, Tone tone = Tone::Ink,
                  QWidget* parent = nullptr);
/// Several lines, wrapped, selectable by mouse.
QLabel* makeParagraph(const QString& text, TextStyle style = TextStyle::Body, Tone tone = Tone::Ink2,
                      QWidget* parent = nullptr);
void setTone(QLabel* label, Tone tone);

/// One line that ends in "..." when there is no room; the whole text is its tooltip then.
class ElidedLabel final : public QLabel {
    Q_OBJECT
public:
    explicit ElidedLabel(const QString& text = {}, TextStyle style = TextStyle::Body, Tone tone = Tone::Ink,
                         QWidget* parent = nullptr);
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent*) override;
};

/// A 1 px line.
QWidget* makeHairline(Qt::Orientation orientation = Qt::Horizontal, QWidget* parent = nullptr);

/// A small key cap: "Ctrl Z".
class KeyCap final : public QWidget {
    Q_OBJECT
public:
    explicit KeyCap(const QString& keys, QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QString m_keys;
};

} // namespace inkstone
