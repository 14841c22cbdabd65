#pragma once
// The labels as keyed buttons, and the stars of the rating.

#include "core/label/label_schema.h"

#include <QAbstractButton>
#include <QWidget>

class QBoxLayout;

namespace inkstone {

/// One label with its key: [1] good ✓
class ChoiceKey final : public QAbstractButton {
    Q_OBJECT
public:
    ChoiceKey(int number, const QString& text, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {56, 36}; }

protected:
    void paintEvent(QPaintEvent*) override;

private:
    int m_number;
};

class ChoiceBar final : public QWidget {
    Q_OBJECT
public:
    explicit ChoiceBar(QWidget* parent = nullptr);
    void setSchema(const LabelSchema& schema);
    void setChosen(const std::vector<std::string>& names);

signals:
    void chosen(int index);

private:
    QBoxLayout* m_row;
    std::vector<ChoiceKey*> m_keys;
    std::vector<std::string> m_names;
};

/// Five stars; choosing the lit one again takes the rating away.
class RatingStars final : public QWidget {
    Q_OBJECT
public:
    explicit RatingStars(QWidget* parent = nullptr);
    void setRating(int rating);

signals:
    void chosen(int rating);

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    int m_rating = 0;
};

} // namespace inkstone
