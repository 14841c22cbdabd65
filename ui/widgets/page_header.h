#pragma once
// The head of a page, 72 px: title, one line of facts, actions at the right.

#include <QWidget>

class QBoxLayout;
class QLabel;

namespace inkstone {

class ElidedLabel;

class PageHeader final : public QWidget {
    Q_OBJECT
public:
    static constexpr int kHeight = 72;

    explicit PageHeader(const QString& title, QWidget* parent = nullptr);
    void setTitle(const QString& title);
    /// Parts are joined by a middle dot; empty ones are left out.
    void setFacts(const QStringList& parts);
    void setSubtitle(const QString& line);
    /// Adds at the right, in the order of the calls.
    void addAction(QWidget* widget);
    /// A hairline below, where panes follow.
    void setLine(bool on);

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QLabel* m_title;
    ElidedLabel* m_subtitle;
    QBoxLayout* m_actions;
    bool m_line = false;
};

} // namespace inkstone
