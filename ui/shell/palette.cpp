#include "ui/shell/palette.h"

#include <QGuiApplication>
#include <QWidget>

namespace inkstone {

namespace {
Palette makeLight() {
    Palette p;
    p.paper = "#FBFAF7", p.surface = "#FFFFFF", p.sunken = "#F3F1EC";
    p.hairline = "#E4E0D8", p.border = "#D3CEC4";
    p.ink = "#1C1B1A", p.ink2 = "#5E5A54", p.ink3 = "#767068", p.off = "#A39D94";
    p.hover = "#F0EDE6", p.press = "#E8E4DB", p.select = "#F6F3EE";
    p.accent = "#B8402A", p.fill = "#B8402A", p.fillHover = "#A63823", p.fillPress = "#92301D";
    p.onFill = "#FFFFFF", p.focus = "#5E5A54";
    p.good = "#2F7D4F", p.warn = "#8F6000", p.bad = "#B3261E";
    p.goodWash = "#DEEAE3", p.warnWash = "#EEE8D9", p.badWash = "#F3E1DC";
    p.seriesColors = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8F8A00", "#6B6760"};
    return p;
}

Palette makeNight() {
    Palette p;
    p.dark = true;
    p.paper = "#17181A", p.surface = "#1E2023", p.sunken = "#131416";
    p.hairline = "#2C2F33", p.border = "#3B3F45";
    p.ink = "#ECEAE6", p.ink2 = "#A5A19A", p.ink3 = "#8D8982", p.off = "#65625E";
    p.hover = "#25282C", p.press = "#2D3136", p.select = "#282B30";
    p.accent = "#E0705A", p.fill = "#C2503A", p.fillHover = "#CC5B45", p.fillPress = "#B04531";
    p.onFill = "#FFFFFF", p.focus = "#A5A19A";
    p.good = "#6CC08B", p.warn = "#E0B04A", p.bad = "#F2857B";
    p.goodWash = "#2A4236", p.warnWash = "#2F2A20", p.badWash = "#3A2624";
    p.seriesColors = {"#4FA8E0", "#F08A4B", "#3FC79A", "#E2A0C5", "#F0B73F", "#8CCBF2", "#D6CC4E", "#A5A19A"};
    return p;
}

void setRole(QPalette& palette, QPalette::ColorRole role, const QColor& color, const QColor& disabled) {
    palette.setColor(QPalette::Active, role, color);
    palette.setColor(QPalette::Inactive, role, color);
    palette.setColor(QPalette::Disabled, role, disabled);
}
} // namespace

const Palette& Palette::light() {
    static const Palette palette = makeLight();
    return palette;
}

const Palette& Palette::night() {
    static const Palette palette = makeNight();
    return palette;
}

const Palette& Palette::of(const QWidget* widget) {
    const bool dark =
        widget && widget->palette().color(QPalette::Active, QPalette::WindowText).lightness() > 128;
    return dark || (!widget && current().dark) ? night() : light();
}

const Palette& Palette::current() {
    return QGuiApplication::palette().color(QPalette::Active, QPalette::WindowText).lightness() > 128
               ? night()
               : light();
}

QPalette Palette::toQPalette() const {
    QPalette q;
    setRole(q, QPalette::Window, paper, paper);
    setRole(q, QPalette::Base, surface, surface);
    setRole(q, QPalette::AlternateBase, sunken, sunken);
    setRole(q, QPalette::Button, surface, surface);
    setRole(q, QPalette::ToolTipBase, surface, surface);
    for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        setRole(q, role, ink, off);
    setRole(q, QPalette::PlaceholderText, ink3, off);
    setRole(q, QPalette::Highlight, mix(accent, surface, dark ? 0.38 : 0.22), press);
    setRole(q, QPalette::HighlightedText, ink, off);
    // Roles Fusion hardly uses carry the tones of labels: see roleOf().
    setRole(q, QPalette::Mid, ink2, off);
    setRole(q, QPalette::Dark, ink3, off);
    setRole(q, QPalette::Link, accent, off);
    setRole(q, QPalette::LinkVisited, accent, off);
    setRole(q, QPalette::Light, good, off);
    setRole(q, QPalette::Midlight, warn, off);
    setRole(q, QPalette::BrightText, bad, off);
    setRole(q, QPalette::Shadow, border, hairline);
    return q;
}

QPalette::ColorRole roleOf(Tone tone) {
    switch (tone) {
    case Tone::Ink:
        return QPalette::WindowText;
    case Tone::Ink2:
        return QPalette::Mid;
    case Tone::Ink3:
        return QPalette::Dark;
    case Tone::Accent:
        return QPalette::Link;
    case Tone::Good:
        return QPalette::Light;
    case Tone::Warn:
        return QPalette::Midlight;
    case Tone::Bad:
        return QPalette::BrightText;
    }
    return QPalette::WindowText;
}

QColor toneColor(const Palette& palette, Tone tone) {
    switch (tone) {
    case Tone::Ink:
        return palette.ink;
    case Tone::Ink2:
        return palette.ink2;
    case Tone::Ink3:
        return palette.ink3;
    case Tone::Accent:
        return palette.accent;
    case Tone::Good:
        return palette.good;
    case Tone::Warn:
        return palette.warn;
    case Tone::Bad:
        return palette.bad;
    }
    return palette.ink;
}

QColor mix(const QColor& front, const QColor& back, double opacity) {
    const auto channel = [opacity](int f, int b) { return int(f * opacity + b * (1 - opacity) + 0.5); };
    return {channel(front.red(), back.red()), channel(front.green(), back.green()),
            channel(front.blue(), back.blue())};
}

} // namespace inkstone
