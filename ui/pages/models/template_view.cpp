#include "ui/pages/models/template_view.h"

#include "core/tokenizer/rendered_prompt.h"
#include "ui/models/shown_tokens.h"
#include "ui/shell/core_text.h"
#include "ui/widgets/code_block.h"
#include "ui/widgets/label.h"
#include "ui/widgets/token_strip.h"

#include <QBoxLayout>
#include <QFormLayout>
#include <QLineEdit>

namespace inkstone {

TemplateView::TemplateView(QWidget* parent) : QWidget(parent) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_question = new QLineEdit(tr("Who are you?"), this);
    m_answer = new QLineEdit(tr("I am an assistant."), this);
    const std::pair<QString, QLineEdit*> rows[] = {{tr("Question"), m_question}, {tr("Answer"), m_answer}};
    for (const auto& [name, edit] : rows) {
        auto* row = new QHBoxLayout;
        auto* label = makeLabel(name, TextStyle::Secondary, Tone::Ink2, this);
        label->setFixedWidth(64);
        row->addWidget(label);
        row->addWidget(edit, 1);
        edit->setAccessibleName(name);
        connect(edit, &QLineEdit::textChanged, this, &TemplateView::render);
        layout->addLayout(row);
    }
    m_text = new CodeBlock(this);
    layout->addWidget(m_text);
    m_facts = makeParagraph({}, TextStyle::Secondary, Tone::Ink2, this);
    layout->addWidget(m_facts);
    m_tokens = new TokenStrip(this);
    layout->addWidget(m_tokens);
}

void TemplateView::setModel(std::shared_ptr<const Model> model) {
    m_model = std::move(model);
    render();
}

void TemplateView::render() {
    if (!m_model) return;
    const std::vector<Message> messages = {{"user", m_question->text().toStdString(), {}},
                                           {"assistant", m_answer->text().toStdString(), {}}};
    m_text->hide();
    m_tokens->hide();
    const auto tokenizer = requireTokenizer(*m_model);
    if (!tokenizer) return m_facts->setText(wordsOf(tokenizer.error()).reason);
    ConversationOptions options;
    options.render.addGenerationPrompt = false;
    options.withMask = true;
    const auto prompt = encodeConversation(**tokenizer, *m_model->chatTemplate(), messages, options);
    if (!prompt) return m_facts->setText(wordsOf(prompt.error()).reason);
    m_text->setCode(QString::fromStdString(prompt->text),
                    m_model->hasOwnChatTemplate() ? tr("its own template") : QStringLiteral("ChatML"));
    m_tokens->setTokens(shownTokens(prompt->ids, prompt->trained, **tokenizer));
    const auto trained = std::count(prompt->trained.begin(), prompt->trained.end(), 1);
    m_facts->setText(
        tr("%n tokens; the coloured %1 are what a run would learn.", nullptr, int(prompt->ids.size()))
            .arg(trained));
    m_text->show();
    m_tokens->show();
}

} // namespace inkstone
