#pragma once
// The right of Data: every text of the chosen record, editable, and what is known about it; the prompt as a
// run reads it, its tokens, its history. What is typed is saved when the editor loses the focus, by
// Ctrl+Enter, or before another record is shown.

#include "ui/documents/dataset_document.h"

#include <QWidget>

class QBoxLayout;
class QLabel;
class QPlainTextEdit;
class QStackedWidget;
class QTimer;

namespace inkstone {

class Button;
class CodeBlock;
class Segmented;
class TokenStrip;

class RecordInspector final : public QWidget {
    Q_OBJECT
public:
    explicit RecordInspector(DatasetDocument& document, QWidget* parent = nullptr);

    void show(RecordId id); ///< 0: none
    void save();            ///< what is typed, if anything
    void keepTyped();       ///< the same, against a crash: the record itself stays as it is

signals:
    void stepRequested(int rows);
    void labelRequested(qint64 id);
    void trashRequested();

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void makeHead(QBoxLayout* layout);
    void makeFoot(QBoxLayout* layout);
    void refresh();
    void fillFields();
    void fillFacts();
    QWidget* makeFields();
    QWidget* makePrompt();
    QWidget* makeTokens();
    QWidget* makeHistory();
    void openTab();
    void showReading(const RecordReading& reading);
    void fillHistory();

    DatasetDocument& m_document;
    QLabel* m_title;
    Segmented* m_tabs;
    QStackedWidget* m_views;
    QWidget* m_foot;
    QBoxLayout *m_fields, *m_facts, *m_edits;
    QLabel *m_promptWords, *m_tokenWords;
    CodeBlock* m_prompt;
    TokenStrip* m_tokens;
    QTimer* m_keep;
    struct Field {
        QPlainTextEdit* editor;
        QString saved; ///< as the editor shows the record's own text
        bool typed() const;
    };
    bool typing() const;
    std::vector<Field> m_editors;
    Record m_record; ///< as shown; id 0: none
    int m_row = -1;
};

} // namespace inkstone
