#pragma once
// A sentence whose placeholders are controls, with buttons at its end: "Teach [model] with [data] using
// [method]". What does not fit in one line goes on in the next; the buttons keep to the right.

#include <QLayout>
#include <QWidget>
#include <vector>

namespace inkstone {

/// Left to right in lines; from `setTrailing` on, items are pushed to the right edge of their line.
class FlowLayout final : public QLayout {
public:
    explicit FlowLayout(QWidget* parent = nullptr);
    ~FlowLayout() override;
    /// Items added from now on stand at the right.
    void beginTrailing() { m_trailing = m_items.size(); }

    void addItem(QLayoutItem* item) override { m_items.push_back(item); }
    int count() const override { return int(m_items.size()); }
    QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return Qt::Horizontal; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return place({0, 0, width, 0}, false); }
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    void setGeometry(const QRect& rect) override;

private:
    int place(const QRect& rect, bool move) const;

    std::vector<QLayoutItem*> m_items;
    size_t m_trailing = size_t(-1);
};

class SentenceRow final : public QWidget {
    Q_OBJECT
public:
    /// `sentence` is translated whole; its %1, %2... are `controls` in that order.
    SentenceRow(const QString& sentence, const std::vector<QWidget*>& controls,
                const std::vector<QWidget*>& buttons, QWidget* parent = nullptr);
};

} // namespace inkstone
