#pragma once
// The drawing of single controls, called by InkStyle. Free functions: what to draw stands in the option.

class QPainter;
class QStyleOption;
class QStyleOptionComboBox;
class QStyleOptionMenuItem;
class QStyleOptionProgressBar;
class QStyleOptionSlider;
class QStyleOptionSpinBox;
class QStyleOptionTab;
class QStyleOptionButton;
class QStyleOptionViewItem;
class QColor;
class QRectF;
class QRect;
class QString;
class QStyle;
class QWidget;

namespace inkstone {
struct Palette;

namespace paint {
/// A rounded box whose edge lies on whole pixels.
void box(QPainter& p, const QRectF& rect, double radius, const QColor& fill, const QColor& edge,
         double width = 1);
void chevron(QPainter& p, const QRectF& center, bool down, const QColor& color);

void inputFrame(QPainter& p, const QStyleOption& option, const QWidget* widget, const Palette& colors);
void checkBox(QPainter& p, const QStyleOption& option, const Palette& colors);
/// A check box in a run's colour.
void tableCheck(QPainter& p, const QRect& rect, bool on, const QColor& color, const Palette& colors);
void radioButton(QPainter& p, const QStyleOption& option, const Palette& colors);
void pushButton(QPainter& p, const QStyleOptionButton& option, const Palette& colors);
void tab(QPainter& p, const QStyleOptionTab& option, const Palette& colors);
void viewItem(QPainter& p, const QStyleOptionViewItem& option, const Palette& colors);

void comboBox(QPainter& p, const QStyleOptionComboBox& option, const QWidget* widget, const Palette& colors);
void spinBox(QPainter& p, const QStyleOptionSpinBox& option, const QWidget* widget, const QStyle& style,
             const Palette& colors);
void slider(QPainter& p, const QStyleOptionSlider& option, const QRect& handle, const Palette& colors);
void scrollBar(QPainter& p, const QStyleOptionSlider& option, const QRect& thumb, const Palette& colors);
void progressBar(QPainter& p, const QStyleOptionProgressBar& option, const Palette& colors);

void menuPanel(QPainter& p, const QStyleOption& option, const Palette& colors);
void menuItem(QPainter& p, const QStyleOptionMenuItem& option, const Palette& colors);
} // namespace paint
} // namespace inkstone
