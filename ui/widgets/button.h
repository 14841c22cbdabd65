#pragma once
// Buttons are verbs. One primary button a page; the rest are secondary (with an edge) or quiet (without).

#include <QPushButton>

namespace inkstone {

class Button final : public QPushButton {
    Q_OBJECT
public:
    enum class Kind {
        Primary,   ///< filled, white text
        Secondary, ///< edge
        Quiet,     ///< text in ink2, no edge
        Link,      ///< text in accent
        Icon,      ///< icon only; give it a tooltip, which is its name for screen readers too
    };

    explicit Button(const QString& text, Kind kind = Kind::Secondary, const QString& icon = {},
                    QWidget* parent = nullptr);
    /// An icon button with its word as tooltip.
    static Button* iconOnly(const QString& icon, const QString& word, QWidget* parent = nullptr);

    /// 24 px high instead of 30.
    Button* setSmall(bool small = true);
    void setKind(Kind kind);
    void setIconName(const QString& name);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override;
    void changeEvent(QEvent* event) override;

private:
    struct Colors;
    Colors colors() const;
    QFont textFont() const;

    Kind m_kind;
    QString m_iconName;
    bool m_small = false;
};

} // namespace inkstone
