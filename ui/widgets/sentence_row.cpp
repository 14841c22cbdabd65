#include "ui/widgets/sentence_row.h"

#include "ui/widgets/label.h"

#include <algorithm>

namespace inkstone {

namespace {
constexpr int kGap = 10, kLineGap = 8;
}

FlowLayout::FlowLayout(QWidget* parent) : QLayout(parent) { setContentsMargins(0, 0, 0, 0); }

FlowLayout::~FlowLayout() {
    for (QLayoutItem* item : m_items) delete item;
}

QLayoutItem* FlowLayout::itemAt(int index) const {
    return index >= 0 && index < count() ? m_items[size_t(index)] : nullptr;
}

QLayoutItem* FlowLayout::takeAt(int index) {
    if (index < 0 || index >= count()) return nullptr;
    QLayoutItem* item = m_items[size_t(index)];
    m_items.erase(m_items.begin() + index);
    return item;
}

QSize FlowLayout::sizeHint() const {
    int width = 0, height = 0;
    for (QLayoutItem* item : m_items) {
        width += item->sizeHint().width() + kGap;
        height = std::max(height, item->sizeHint().height());
    }
    return {width, height};
}

QSize FlowLayout::minimumSize() const {
    QSize most;
    for (QLayoutItem* item : m_items) most = most.expandedTo(item->minimumSize());
    return most;
}

void FlowLayout::setGeometry(const QRect& rect) {
    QLayout::setGeometry(rect);
    place(rect, true);
}

/// Returns the height all lines need.
int FlowLayout::place(const QRect& rect, bool move) const {
    int y = rect.y();
    for (size_t first = 0; first < m_items.size();) {
        size_t end = first;
        int used = 0, height = 0;
        for (; end < m_items.size(); ++end) {
            const QSize size = m_items[end]->sizeHint();
            if (end > first && used + kGap + size.width() > rect.width()) break;
            used += (end > first ? kGap : 0) + size.width();
            height = std::max(height, size.height());
        }
        int x = rect.x();
        for (size_t i = first; move && i < end; ++i) {
            if (i == std::max(first, m_trailing) && i >= m_trailing)
                x += std::max(0, rect.width() - used); // the rest keeps to the right
            const QSize size = m_items[i]->sizeHint();
            m_items[i]->setGeometry(
                {x, y + (height - size.height()) / 2, std::min(size.width(), rect.width()), size.height()});
            x += size.width() + kGap;
        }
        y += height + (end < m_items.size() ? kLineGap : 0);
        first = end;
    }
    return y - rect.y();
}

SentenceRow::SentenceRow(const QString& sentence, const std::vector<QWidget*>& controls,
                         const std::vector<QWidget*>& buttons, QWidget* parent)
    : QWidget(parent) {
    auto* layout = new FlowLayout(this);
    QString words;
    const auto addWords = [&] {
        if (!words.trimmed().isEmpty())
            layout->addWidget(makeLabel(words.trimmed(), TextStyle::Choice, Tone::Ink2, this));
        words.clear();
    };
    for (int i = 0; i < sentence.size(); ++i) {
        const int number =
            i + 1 < sentence.size() && sentence[i] == QLatin1Char('%') ? sentence[i + 1].digitValue() : -1;
        if (number < 1 || number > int(controls.size())) {
            words += sentence[i];
            continue;
        }
        addWords();
        layout->addWidget(controls[size_t(number - 1)]);
        ++i;
    }
    addWords();
    layout->beginTrailing();
    for (QWidget* button : buttons) layout->addWidget(button);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

} // namespace inkstone
