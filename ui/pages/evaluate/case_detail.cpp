#include "ui/pages/evaluate/case_detail.h"

#include "ui/models/scorer_words.h"
#include "ui/pages/evaluate/case_model.h"
#include "ui/shell/core_text.h"
#include "ui/shell/format.h"
#include "ui/widgets/button.h"
#include "ui/widgets/code_block.h"
#include "ui/widgets/diff_view.h"
#include "ui/widgets/label.h"
#include "ui/widgets/panel.h"

#include <QBoxLayout>
#include <QScrollArea>

namespace inkstone {

CaseDetail::CaseDetail(QWidget* parent) : QWidget(parent) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 10, 0, 0);
    layout->setSpacing(8);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    m_id = new ElidedLabel({}, TextStyle::BodyStrong, Tone::Ink, this);
    head->addWidget(m_id, 1);
    m_label = new Button(tr("Send to Label"), Button::Kind::Secondary, QStringLiteral("label"), this);
    m_label->setSmall();
    m_label->setToolTip(
        tr("Key L: write the right answer there; it becomes a record the next run learns from"));
    m_label->setObjectName(QStringLiteral("case.label"));
    connect(m_label, &QAbstractButton::clicked, this, [this] {
        if (m_record) return Q_EMIT recordRequested(m_record);
        Q_EMIT labelRequested(m_stored);
    });
    head->addWidget(m_label);
    head->addSpacing(16);
    layout->addLayout(head);
    auto* area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* inner = new QWidget;
    m_content = new QVBoxLayout(inner);
    m_content->setContentsMargins(0, 0, 16, 16);
    m_content->addStretch(1);
    area->setWidget(inner);
    area->viewport()->setAutoFillBackground(false);
    inner->setAutoFillBackground(false); // the panel shows through
    layout->addWidget(area, 1);
    clear();
}

void CaseDetail::clear() {
    delete m_inner;
    m_inner = nullptr;
    m_stored = m_record = 0;
    m_sendable = false;
    m_id->setText(tr("Choose a case"));
    m_label->setEnabled(false);
}

void CaseDetail::show(const ComparedCase& shown, const QString& voice, const QString& baseVoice) {
    clear();
    const StoredCase& after = *shown.after;
    const CaseResult& result = after.result;
    m_stored = after.id;
    m_id->setText(QString::fromStdString(shown.id));
    m_record = after.correction.value_or(0);
    m_sendable = result.scorer != Scorer::Perplexity;
    m_label->setEnabled(m_sendable);
    m_label->setText(m_record ? tr("Show in Label") : tr("Send to Label"));
    m_inner = new QWidget;
    auto* layout = new QVBoxLayout(m_inner);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    const auto heading = [&](const QString& words) {
        layout->addWidget(makeLabel(words, TextStyle::SecondaryMedium, Tone::Ink2, m_inner));
    };
    heading(tr("Question"));
    layout->addWidget(makeParagraph(questionOf(after).left(4000), TextStyle::Body, Tone::Ink, m_inner));
    if (!result.expected.empty()) {
        QStringList expected;
        for (const std::string& one : result.expected) expected << QString::fromStdString(one);
        heading(tr("Expected (%1)").arg(scorerWord(result.scorer)));
        layout->addWidget(
            makeParagraph(expected.join(QStringLiteral("  ·  ")), TextStyle::Body, Tone::Ink, m_inner));
    }
    if (result.problem)
        layout->addWidget(makeParagraph(wordsOf(*result.problem).whole, TextStyle::Body, Tone::Bad, m_inner));
    auto* answers = new QHBoxLayout;
    answers->setSpacing(12);
    const QString before = shown.before ? QString::fromStdString(shown.before->result.answer) : QString();
    if (shown.before) addAnswer(*answers, baseVoice, *shown.before, {});
    addAnswer(*answers, voice, after, before);
    layout->addLayout(answers);
    if (!result.prompt.empty()) {
        heading(tr("Prompt as rendered"));
        auto* code = new CodeBlock(m_inner);
        code->setCode(QString::fromStdString(result.prompt), {});
        layout->addWidget(code);
    }
    m_content->insertWidget(0, m_inner);
}

void CaseDetail::addAnswer(QBoxLayout& row, const QString& voice, const StoredCase& one,
                           const QString& compareWith) {
    const CaseResult& result = one.result;
    auto* panel = new Panel(m_inner);
    panel->setSunken(true);
    panel->content()->setContentsMargins(12, 10, 12, 10);
    panel->content()->setSpacing(4);
    auto* head = new QHBoxLayout;
    head->addWidget(new ElidedLabel(voice, TextStyle::BodyMedium, Tone::Ink, panel), 1);
    const bool perplexity = result.scorer == Scorer::Perplexity;
    head->addWidget(makeLabel(perplexity       ? tr("perplexity %1").arg(result.score, 0, 'f', 2)
                              : result.right() ? tr("right")
                                               : tr("wrong"),
                              TextStyle::SecondaryMedium,
                              perplexity       ? Tone::Ink2
                              : result.right() ? Tone::Good
                                               : Tone::Bad,
                              panel));
    panel->content()->addLayout(head);
    if (!perplexity) {
        auto* answer = new DiffView(panel);
        answer->setTexts(compareWith, QString::fromStdString(result.answer));
        panel->content()->addWidget(answer);
    }
    const qint64 tokens = perplexity ? result.tokens : result.completionTokens;
    panel->content()->addWidget(
        makeLabel(joinFacts({tr("%n tokens", nullptr, int(tokens)), formatDuration(result.seconds)}),
                  TextStyle::Secondary, Tone::Ink2, panel));
    panel->content()->addStretch(1);
    row.addWidget(panel, 1);
}

} // namespace inkstone
