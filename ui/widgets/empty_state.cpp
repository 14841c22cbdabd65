#include "ui/widgets/empty_state.h"

#include "ui/widgets/button.h"
#include "ui/widgets/label.h"

#include <QVBoxLayout>

namespace inkstone {

EmptyState::EmptyState(const QString& title, const QString& sentence, QWidget* parent) : QWidget(parent) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(8);
    layout->addStretch(1);
    layout->addWidget(m_title = makeLabel(title, TextStyle::Section), 0, Qt::AlignHCenter);
    m_sentence = makeParagraph(sentence);
    m_sentence->setAlignment(Qt::AlignHCenter);
    m_sentence->setFixedWidth(std::min(440, m_sentence->fontMetrics().horizontalAdvance(sentence) + 8));
    layout->addWidget(m_sentence);
    layout->setAlignment(m_sentence, Qt::AlignHCenter);
    layout->addStretch(1);
}

Button* EmptyState::setAction(const QString& verb, std::function<void()> act) {
    if (!m_button) {
        m_button = new Button(verb, Button::Kind::Primary);
        auto* box = static_cast<QVBoxLayout*>(layout());
        box->insertSpacing(box->count() - 1, 4);
        box->insertWidget(box->count() - 1, m_button, 0, Qt::AlignHCenter);
    }
    m_button->setText(verb);
    if (act) connect(m_button, &Button::clicked, this, act);
    return m_button;
}

void EmptyState::setWords(const QString& title, const QString& sentence) {
    m_title->setText(title);
    m_sentence->setText(sentence);
    m_sentence->setFixedWidth(std::min(440, m_sentence->fontMetrics().horizontalAdvance(sentence) + 8));
}

} // namespace inkstone
