#pragma once
// Label: one record large. Number keys label, Shift and a number rate, S skips, F flags, Backspace goes back;
// inside the answer keys write, Esc leaves it, Ctrl+Enter saves and goes on.

#include "ui/documents/label_document.h"
#include "ui/shell/page.h"

class QBoxLayout;
class QLabel;
class QScrollArea;
class QStackedWidget;
class QTimer;

namespace inkstone {

class Button;
class ChoiceBar;
class ChoiceButton;
class ElidedLabel;
class EmptyState;
class KeyCap;
class LabelEditor;
class LabelSide;
class RatingStars;

class LabelPage final : public Page {
    Q_OBJECT
public:
    LabelPage(Shell& shell, Workbench& workbench, QWidget* parent = nullptr);

    /// {"dataset": id} or {"record": id}.
    void arrive(const QVariant& argument) override;
    void leave() override;

protected:
    bool focusNextPrevChild(bool next) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void makeHeader();
    QWidget* makeColumn();
    QWidget* makeAnswerHead();
    QWidget* makeLabels();
    QWidget* makeActions();
    void connectParts();
    void addActions();
    void readSets();
    void showRecord();
    void showContext();
    void showAnswer();
    void showLabels();
    void showEmpty();
    void refreshHeader();
    void fitContext();
    void fitSide();
    void toggleDraft();
    void keepTyped();
    std::string answer() const;
    std::string draftKey() const;
    bool rateByKey(const QKeyEvent& event);

    Workbench& m_workbench;
    LabelDocument* m_document;
    ChoiceButton *m_sets, *m_filter;
    QStackedWidget* m_views;
    EmptyState* m_empty;
    ElidedLabel* m_where;
    QScrollArea* m_contextArea;
    QBoxLayout* m_context;
    QWidget *m_contextInner, *m_answerHead;
    KeyCap* m_tab;
    QLabel* m_tabWords;
    Button *m_draft, *m_undo, *m_flag, *m_sideButton;
    LabelEditor* m_editor;
    QWidget* m_ratingBox;
    RatingStars* m_stars;
    ChoiceBar* m_choices;
    LabelSide* m_side;
    QWidget* m_sideLine;
    QTimer* m_keep;
    RecordId m_shown = 0;
};

} // namespace inkstone
