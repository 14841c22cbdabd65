#pragma once
// A text with what is new in it marked: the sample answers of a run, two models side by side.

#include <QString>
#include <QVector>
#include <QWidget>

class QTextDocument;

namespace inkstone {

struct DiffPiece {
    QString text;
    bool changed = false;
};

/// Words of `after` in order; those that do not stand in `before` (longest common subsequence) are changed. A
/// Chinese character counts as a word.
QVector<DiffPiece> wordDiff(const QString& before, const QString& after);

class DiffView final : public QWidget {
    Q_OBJECT
public:
    explicit DiffView(QWidget* parent = nullptr);
    /// Shows `after`; an empty `before` marks nothing.
    void setTexts(const QString& before, const QString& after);
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override { return {240, heightForWidth(240)}; }

protected:
    void paintEvent(QPaintEvent*) override;
    void changeEvent(QEvent* event) override;

private:
    void fill(QTextDocument& document) const;

    QVector<DiffPiece> m_pieces;
};

} // namespace inkstone
