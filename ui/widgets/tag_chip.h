#pragma once
// A facet of the rows below: a word, how many, a cross when it is in force. "● Right 64 ×"

#include "ui/shell/palette.h"

#include <QAbstractButton>
#include <optional>

namespace inkstone {

class TagChip final : public QAbstractButton {
    Q_OBJECT
public:
    explicit TagChip(const QString& text, QWidget* parent = nullptr);
    void setCount(qint64 count); ///< negative: no number
    void setDot(std::optional<Tone> tone);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override;

private:
    qint64 m_count = -1;
    std::optional<Tone> m_dot;
};

} // namespace inkstone
