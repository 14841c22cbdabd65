#pragma once
// THE palette: every colour of the window, once for paper and once for night. It feeds QPalette, the style
// and the plots; nothing else spells a colour. A widget asks `Palette::of(this)`, so that switching the theme
// needs no more than a repaint.

#include <QColor>
#include <QPalette>
#include <array>

class QWidget;

namespace inkstone {

struct Palette {
    bool dark = false;
    QColor paper, surface, sunken;      ///< window; panels, tables, editors; rail, status bar, code
    QColor hairline, border;            ///< separators; edges of controls
    QColor ink, ink2, ink3, off;        ///< text, secondary, placeholder and ghost, disabled
    QColor hover, press, select;        ///< backgrounds of things under the pointer, held, selected
    QColor accent;                      ///< links, selection bar, cut line, checked boxes
    QColor fill, fillHover, fillPress;  ///< the primary button; its text is `onFill`
    QColor onFill;                      ///< text and signs on `fill`
    QColor focus;                       ///< keyboard focus ring
    QColor good, warn, bad;             ///< states, always with a word or a sign as well
    QColor goodWash, warnWash, badWash; ///< backgrounds of notices and differences
    std::array<QColor, 8> seriesColors; ///< Okabe-Ito; a run keeps its colour everywhere

    QColor series(int index) const { return seriesColors[size_t(index < 0 ? 0 : index) % 8]; }
    QPalette toQPalette() const;

    static const Palette& light();
    static const Palette& night();
    static const Palette& of(const QWidget* widget);
    /// The palette of the application, for things that belong to no widget (icons).
    static const Palette& current();
};

/// What a text wants to say by its colour. Labels carry it as their foreground role.
enum class Tone { Ink, Ink2, Ink3, Accent, Good, Warn, Bad };

QPalette::ColorRole roleOf(Tone tone);
QColor toneColor(const Palette& palette, Tone tone);
/// `front` over `back` with the given opacity, as an opaque colour.
QColor mix(const QColor& front, const QColor& back, double opacity);

} // namespace inkstone
