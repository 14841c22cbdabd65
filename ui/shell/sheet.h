#pragma once
// A card over a dimmed window: the command palette, the keyboard list, questions before closing. It is a
// child of the window, so nothing blocks and no second event loop runs. Esc or a click beside it closes it.

#include <QPointer>
#include <QWidget>

class QBoxLayout;

namespace inkstone {

class Sheet : public QWidget {
    Q_OBJECT
public:
    explicit Sheet(QWidget* window);
    QBoxLayout* content() const { return m_content; }
    /// Distance from the top of the window; negative: centred.
    void setTop(int pixels) { m_top = pixels; }
    void setCardWidth(int pixels) { m_width = pixels; }
    void open();
    virtual void dismiss();

signals:
    void closed();

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;
    void resizeEvent(QResizeEvent*) override;
    bool event(QEvent* event) override;
    bool focusNextPrevChild(bool next) override;

private:
    void place();

    QWidget* m_card;
    QBoxLayout* m_content;
    QPointer<QWidget> m_before;
    int m_top = -1, m_width = 560;
};

} // namespace inkstone
