#pragma once
// The right of Label: how far, how fast, what the labels mean. The choices can be edited in place.

#include "ui/documents/label_document.h"

#include <QWidget>

class QBoxLayout;
class QCheckBox;
class QLabel;
class QPlainTextEdit;

namespace inkstone {

class Button;
class ProgressBar;

class LabelSide final : public QWidget {
    Q_OBJECT
public:
    explicit LabelSide(LabelDocument& document, QWidget* parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeEditor();
    void refresh();
    void showFacts();
    void showGuidelines();
    void setEditing(bool on);
    void saveEditing();

    LabelDocument& m_document;
    DatasetId m_edited = 0; ///< whose guidelines and labels the editor holds
    QLabel *m_done, *m_of, *m_percent;
    ProgressBar* m_bar;
    QBoxLayout *m_facts, *m_guidelines;
    QWidget *m_view, *m_editor;
    QPlainTextEdit *m_text, *m_choices;
    QCheckBox *m_multiple, *m_rating, *m_advance;
    Button* m_edit;
};

} // namespace inkstone
