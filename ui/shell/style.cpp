#include "ui/shell/style.h"

#include "ui/shell/fonts.h"
#include "ui/shell/palette.h"
#include "ui/shell/style_paint.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QMenu>
#include <QPainter>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTextEdit>

namespace inkstone {

namespace {
constexpr int kControlHeight = 30;
constexpr int kMenuItemHeight = 28;
constexpr int kSeparatorHeight = 9;

template <class Option> const Option* as(const QStyleOption* option) {
    return qstyleoption_cast<const Option*>(option);
}

const Palette& colorsOf(const QStyleOption* option) {
    return option->palette.color(QPalette::Active, QPalette::WindowText).lightness() > 128 ? Palette::night()
                                                                                           : Palette::light();
}

QSize menuItemSize(const QStyleOptionMenuItem& item, const QSize& contents) {
    if (item.menuItemType == QStyleOptionMenuItem::Separator) return {10, kSeparatorHeight};
    const int shortcut = item.text.contains(QLatin1Char('\t')) ? 24 : 0;
    return {contents.width() + shortcut + 62, kMenuItemHeight};
}
} // namespace

void setInvalid(QWidget* input, bool invalid) {
    input->setProperty(kInvalid, invalid);
    input->update();
}

InkStyle::InkStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void InkStyle::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    if (auto* menu = qobject_cast<QMenu*>(widget)) {
        menu->setAttribute(Qt::WA_TranslucentBackground);
        menu->setWindowFlags(menu->windowFlags() | Qt::FramelessWindowHint | Qt::NoDropShadowWindowHint);
    }
    // The frame fills the box with round corners; a filled viewport would square them again.
    if (auto* edit = qobject_cast<QTextEdit*>(widget); edit && edit->frameShape() != QFrame::NoFrame) {
        edit->viewport()->setAutoFillBackground(false);
        edit->document()->setDocumentMargin(8);
    }
    if (auto* edit = qobject_cast<QPlainTextEdit*>(widget); edit && edit->frameShape() != QFrame::NoFrame) {
        edit->viewport()->setAutoFillBackground(false);
        edit->document()->setDocumentMargin(8);
    }
    if (qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget) ||
        qobject_cast<QScrollBar*>(widget))
        widget->setAttribute(Qt::WA_Hover);
}

int InkStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    switch (metric) {
    case PM_DefaultFrameWidth:
        return 1;
    case PM_ComboBoxFrameWidth:
    case PM_SpinBoxFrameWidth:
        return 1;
    case PM_ScrollBarExtent:
        return 10;
    case PM_ScrollBarSliderMin:
        return 32;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return 16;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return 9;
    case PM_MenuPanelWidth:
        return 1;
    case PM_MenuHMargin:
    case PM_MenuVMargin:
        return 4;
    case PM_SliderThickness:
    case PM_SliderControlThickness:
        return 20;
    case PM_SliderLength:
        return 14;
    case PM_SplitterWidth:
        return 1;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
        return 16;
    case PM_TabBarTabHSpace:
        return 20;
    case PM_TabBarTabVSpace:
        return 18;
    case PM_TabBarBaseOverlap:
    case PM_TabBarTabOverlap:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_FocusFrameHMargin:
        return 0;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return 8;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int InkStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                        QStyleHintReturn* data) const {
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_UnderlineShortcut:
    case SH_ComboBox_Popup:
    case SH_Menu_SloppySubMenus:
    case SH_DialogButtonBox_ButtonsHaveIcons:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
    case SH_Menu_MouseTracking:
        return 1;
    case SH_ToolTip_WakeUpDelay:
        return 500;
    case SH_Slider_AbsoluteSetButtons:
        return Qt::LeftButton;
    case SH_ItemView_ActivateItemOnSingleClick:
        return 0;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize InkStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                 const QWidget* widget) const {
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_PushButton:
        return {std::max(size.width() + 28, 64), kControlHeight};
    case CT_LineEdit:
        return {result.width(), kControlHeight};
    case CT_ComboBox:
        return {size.width() + 46, kControlHeight};
    case CT_SpinBox:
        return {size.width() + 44, kControlHeight};
    case CT_CheckBox:
    case CT_RadioButton:
        return {result.width(), std::max(20, size.height())};
    case CT_MenuItem:
        if (const auto* item = as<QStyleOptionMenuItem>(option)) return menuItemSize(*item, size);
        return result;
    case CT_ItemViewItem:
        return {result.width() + 8, std::max(result.height(), 28)};
    default:
        return result;
    }
}

QRect InkStyle::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const {
    if (element == SE_LineEditContents) {
        const bool inSpinBox = widget && qobject_cast<const QAbstractSpinBox*>(widget->parentWidget());
        return option->rect.adjusted(inSpinBox ? 7 : 10, 1, inSpinBox ? -4 : -8, -1);
    }
    if (element == SE_ProgressBarGroove || element == SE_ProgressBarContents) return option->rect;
    return QProxyStyle::subElementRect(element, option, widget);
}

QRect InkStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                               const QWidget* widget) const {
    const QRect r = option->rect;
    if (control == CC_ComboBox) {
        if (part == SC_ComboBoxArrow) return {r.right() - 27, r.top(), 28, r.height()};
        if (part == SC_ComboBoxEditField) return r.adjusted(9, 1, -28, -1);
    }
    if (control == CC_SpinBox) {
        const int half = r.height() / 2;
        if (part == SC_SpinBoxUp) return {r.right() - 20, r.top() + 1, 20, half - 1};
        if (part == SC_SpinBoxDown) return {r.right() - 20, r.top() + half, 20, half - 1};
        if (part == SC_SpinBoxEditField) {
            const auto* spin = as<QStyleOptionSpinBox>(option);
            const bool bare = spin && spin->buttonSymbols == QAbstractSpinBox::NoButtons;
            return r.adjusted(1, 1, bare ? -5 : -22, -1);
        }
    }
    if (control == CC_ScrollBar) {
        if (part == SC_ScrollBarAddLine || part == SC_ScrollBarSubLine) return {};
        if (part == SC_ScrollBarGroove) return r;
        if (part == SC_ScrollBarSlider || part == SC_ScrollBarAddPage || part == SC_ScrollBarSubPage) {
            const auto* bar = as<QStyleOptionSlider>(option);
            const bool vertical = bar->orientation == Qt::Vertical;
            const int length = vertical ? r.height() : r.width();
            const qint64 range = qint64(bar->maximum) - bar->minimum;
            int thumb = length;
            if (range > 0)
                thumb = std::max<int>(32, int(qint64(bar->pageStep) * length / (range + bar->pageStep)));
            thumb = std::min(thumb, length);
            const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition,
                                                      length - thumb, bar->upsideDown);
            int from = start, size = thumb;
            if (part == SC_ScrollBarSubPage) from = 0, size = start;
            if (part == SC_ScrollBarAddPage) from = start + thumb, size = length - start - thumb;
            return vertical ? QRect(r.left(), r.top() + from, r.width(), size)
                            : QRect(r.left() + from, r.top(), size, r.height());
        }
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

void InkStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const {
    const Palette& colors = colorsOf(option);
    switch (element) {
    case PE_FrameFocusRect:
    case PE_FrameTabBarBase:
    case PE_FrameWindow:
    case PE_PanelMenuBar:
        return;
    case PE_FrameLineEdit:
    case PE_PanelLineEdit:
        if (const auto* frame = as<QStyleOptionFrame>(option); frame && frame->lineWidth > 0)
            paint::inputFrame(*painter, *option, widget, colors);
        return;
    case PE_Frame:
        if (qobject_cast<const QAbstractScrollArea*>(widget))
            return paint::inputFrame(*painter, *option, widget, colors);
        break;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        return paint::checkBox(*painter, *option, colors);
    case PE_IndicatorRadioButton:
        return paint::radioButton(*painter, *option, colors);
    case PE_PanelButtonCommand:
        if (const auto* button = as<QStyleOptionButton>(option))
            return paint::pushButton(*painter, *button, colors);
        break;
    case PE_PanelMenu:
        return paint::menuPanel(*painter, *option, colors);
    case PE_FrameMenu:
        return;
    case PE_PanelItemViewRow:
        return;
    case PE_PanelItemViewItem:
        if (const auto* item = as<QStyleOptionViewItem>(option))
            return paint::viewItem(*painter, *item, colors);
        break;
    case PE_PanelTipLabel:
        return paint::box(*painter, option->rect, 0, colors.surface, colors.border);
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void InkStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                           const QWidget* widget) const {
    const Palette& colors = colorsOf(option);
    switch (element) {
    case CE_MenuItem:
        if (const auto* item = as<QStyleOptionMenuItem>(option))
            return paint::menuItem(*painter, *item, colors);
        break;
    case CE_MenuEmptyArea:
    case CE_ShapedFrame:
        break;
    case CE_ProgressBarGroove:
    case CE_ProgressBarLabel:
        return;
    case CE_ProgressBarContents:
        if (const auto* bar = as<QStyleOptionProgressBar>(option))
            return paint::progressBar(*painter, *bar, colors);
        break;
    case CE_TabBarTabShape:
        return;
    case CE_TabBarTabLabel:
        if (const auto* tab = as<QStyleOptionTab>(option)) return paint::tab(*painter, *tab, colors);
        break;
    case CE_Splitter: {
        const bool vertical = option->rect.height() > option->rect.width();
        const QRect r = option->rect;
        painter->fillRect(vertical ? QRect(r.center().x(), r.top(), 1, r.height())
                                   : QRect(r.left(), r.center().y(), r.width(), 1),
                          colors.hairline);
        return;
    }
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void InkStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                  QPainter* painter, const QWidget* widget) const {
    const Palette& colors = colorsOf(option);
    switch (control) {
    case CC_ComboBox:
        if (const auto* combo = as<QStyleOptionComboBox>(option))
            return paint::comboBox(*painter, *combo, widget, colors);
        break;
    case CC_SpinBox:
        if (const auto* spin = as<QStyleOptionSpinBox>(option))
            return paint::spinBox(*painter, *spin, widget, *this, colors);
        break;
    case CC_Slider:
        if (const auto* slider = as<QStyleOptionSlider>(option))
            return paint::slider(*painter, *slider, subControlRect(control, option, SC_SliderHandle, widget),
                                 colors);
        break;
    case CC_ScrollBar:
        if (const auto* bar = as<QStyleOptionSlider>(option))
            return paint::scrollBar(*painter, *bar,
                                    subControlRect(control, option, SC_ScrollBarSlider, widget), colors);
        break;
    default:
        break;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

} // namespace inkstone
