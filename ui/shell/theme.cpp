#include "ui/shell/theme.h"

#include "ui/shell/focus_ring.h"
#include "ui/shell/fonts.h"
#include "ui/shell/palette.h"
#include "ui/shell/style.h"

#include <QApplication>
#include <QToolTip>

namespace inkstone {

Theme::Theme(QApplication& app, Mode mode) : m_app(app), m_mode(mode) {
    m_systemDark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
    m_app.setStyle(new InkStyle);
    m_app.setFont(fontOf(TextStyle::Body));
    QToolTip::setFont(fontOf(TextStyle::Secondary));
    new FocusRingWatcher(this);
    apply();
}

Theme::~Theme() = default;

bool Theme::isDark() const { return m_mode == Mode::Dark || (m_mode == Mode::System && m_systemDark); }

void Theme::setMode(Mode mode) {
    m_mode = mode;
    apply();
    Q_EMIT changed();
}

void Theme::apply() {
    const QPalette palette = (isDark() ? Palette::night() : Palette::light()).toQPalette();
    m_app.setPalette(palette);
    QToolTip::setPalette(palette);
}

Theme::Mode Theme::modeFromKey(const QString& key) {
    if (key == QLatin1String("light")) return Mode::Light;
    return key == QLatin1String("dark") ? Mode::Dark : Mode::System;
}

QString Theme::keyOf(Mode mode) {
    if (mode == Mode::System) return QStringLiteral("system");
    return mode == Mode::Dark ? QStringLiteral("dark") : QStringLiteral("light");
}

} // namespace inkstone
