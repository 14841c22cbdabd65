#pragma once
// Ink on paper: Fusion's behaviour with our drawing. Every control is drawn from the palette with a painter,
// so no style sheet is needed (a partial one breaks Fusion) and everything stays crisp at 1.5x and 2x.

#include <QProxyStyle>

namespace inkstone {

struct Palette;

class InkStyle final : public QProxyStyle {
    Q_OBJECT
public:
    InkStyle();

    void polish(QWidget* widget) override;
    using QProxyStyle::polish;
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                           const QWidget* widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption* option,
                         const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                         const QWidget* widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
};

/// Property "inkInvalid" = true gives an input a `bad` border.
inline constexpr const char* kInvalid = "inkInvalid";
/// Marks an input as wrong (or right again) and repaints it.
void setInvalid(QWidget* input, bool invalid);

} // namespace inkstone
