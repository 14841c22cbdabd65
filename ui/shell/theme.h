#pragma once
// Light, dark or as the system does. Setting the mode changes the running window at once.

#include <QObject>
#include <QString>

class QApplication;

namespace inkstone {

class Theme final : public QObject {
    Q_OBJECT
public:
    enum class Mode { System, Light, Dark };
    Q_ENUM(Mode)

    /// Installs the style, the fonts and the palette; reads what the system prefers first.
    explicit Theme(QApplication& app, Mode mode = Mode::System);
    ~Theme() override;

    Mode mode() const { return m_mode; }
    bool isDark() const;
    void setMode(Mode mode);

    static Mode modeFromKey(const QString& key); ///< "light", "dark"; anything else is System
    static QString keyOf(Mode mode);

signals:
    void changed();

private:
    void apply();

    QApplication& m_app;
    Mode m_mode;
    bool m_systemDark = false;
};

} // namespace inkstone
