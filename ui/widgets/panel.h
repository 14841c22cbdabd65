#pragma once
// A surface with a hairline edge and 8 px corners; panels carry the content of Home and Train.

#include <QWidget>

class QBoxLayout;

namespace inkstone {

class Panel : public QWidget {
    Q_OBJECT
public:
    explicit Panel(QWidget* parent = nullptr);
    /// The vertical layout inside, 16 px from the edge.
    QBoxLayout* content() const { return m_content; }
    /// A first row with a title in section type; returns its layout, to add actions at the right.
    QBoxLayout* setTitle(const QString& title);
    /// `surface` with an edge (the usual), or `sunken` without one.
    void setSunken(bool sunken);

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QBoxLayout* m_content;
    bool m_sunken = false;
};

} // namespace inkstone
