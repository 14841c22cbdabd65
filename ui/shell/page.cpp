#include "ui/shell/page.h"

#include "ui/shell/core_text.h"
#include "ui/shell/format.h"
#include "ui/widgets/page_header.h"

#include <QVBoxLayout>

namespace inkstone {

Page::Page(Shell& shell, const QString& title, QWidget* parent)
    : QWidget(parent), m_shell(shell), m_header(new PageHeader(title)) {
    setAccessibleName(title);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    m_notices = new QVBoxLayout;
    m_notices->setSpacing(8);
    layout->addLayout(m_notices);
    m_body = new QVBoxLayout;
    m_body->setContentsMargins(0, 0, 0, 0);
    m_body->setSpacing(0);
    layout->addLayout(m_body, 1);
}

NoticeBar* Page::notify(Notice notice, const QString& key) {
    clearNotice(key);
    auto* bar = new NoticeBar(std::move(notice), this);
    m_notices->setContentsMargins(24, 4, 24, 12);
    m_notices->addWidget(bar);
    m_shown[key] = bar;
    connect(bar, &NoticeBar::dismissed, this, [this, key] { clearNotice(key); });
    return bar;
}

NoticeBar* Page::notify(const Error& error, const QString& remedy, std::function<void()> act) {
    const ErrorWords words = wordsOf(error);
    return notify({.kind = Notice::Kind::Bad,
                   .title = words.title,
                   .text = joinFacts({words.place, words.reason}),
                   .details = words.details,
                   .remedy = remedy,
                   .act = std::move(act)});
}

void Page::clearNotice(const QString& key) {
    if (NoticeBar* bar = m_shown.take(key)) {
        m_notices->removeWidget(bar);
        bar->hide();
        bar->deleteLater();
    }
    if (m_notices->count() == 0) m_notices->setContentsMargins(0, 0, 0, 0);
}

} // namespace inkstone
