#pragma once
// A choice that reads as a word of a sentence: "Teach [SmolLM2-135M] with [identity 80 rows]". Large for the
// Train sentence, regular (30 px) for headers. Opens a list with secondary texts.

#include "ui/widgets/popup_list.h"

#include <QAbstractButton>

namespace inkstone {

class ChoiceButton final : public QAbstractButton {
    Q_OBJECT
public:
    enum class Size { Regular, Large };
    explicit ChoiceButton(Size size = Size::Large, QWidget* parent = nullptr);

    void setRows(const QVector<PopupRow>& rows);
    const QVector<PopupRow>& rows() const { return m_rows; }
    /// Shows `id` without a signal; unknown ids show the placeholder.
    void setCurrent(const QString& id);
    const QString& current() const { return m_current; }
    void setPlaceholder(const QString& text);
    void setIconName(const QString& name);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    PopupList& popup() { return *m_popup; }

signals:
    void chosen(const QString& id);

protected:
    void paintEvent(QPaintEvent*) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void open();
    const PopupRow* currentRow() const;

    Size m_size;
    QVector<PopupRow> m_rows;
    QString m_current, m_placeholder, m_iconName;
    PopupList* m_popup;
};

} // namespace inkstone
