#pragma once
// A section that folds away behind its title.

#include <QAbstractButton>
#include <QWidget>

class QBoxLayout;

namespace inkstone {

class Collapsible final : public QWidget {
    Q_OBJECT
public:
    explicit Collapsible(const QString& title, QWidget* parent = nullptr);
    QBoxLayout* content() const { return m_content; }

signals:
    void toggled(bool open);

private:
    QAbstractButton* m_head;
    QWidget* m_body;
    QBoxLayout* m_content;
};

} // namespace inkstone
