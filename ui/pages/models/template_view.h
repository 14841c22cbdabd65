#pragma once
// What a model sees of a conversation: its chat template rendered over a question and an answer that can be
// edited, as text and as tokens; those that training would learn are coloured.

#include "core/model/model.h"

#include <QWidget>

class QLabel;
class QLineEdit;

namespace inkstone {

class CodeBlock;
class TokenStrip;

class TemplateView final : public QWidget {
    Q_OBJECT
public:
    explicit TemplateView(QWidget* parent = nullptr);
    void setModel(std::shared_ptr<const Model> model);

private:
    void render();

    std::shared_ptr<const Model> m_model;
    QLineEdit *m_question, *m_answer;
    CodeBlock* m_text;
    TokenStrip* m_tokens;
    QLabel* m_facts;
};

} // namespace inkstone
