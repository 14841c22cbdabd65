#include "ui/widgets/page_header.h"

#include "ui/shell/format.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QPainter>

namespace inkstone {

PageHeader::PageHeader(const QString& title, QWidget* parent) : QWidget(parent) {
    setFixedHeight(kHeight);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(24, 0, 24, 0);
    layout->setSpacing(16);
    auto* words = new QVBoxLayout;
    words->setContentsMargins(0, 14, 0, 10);
    words->setSpacing(2);
    words->addWidget(m_title = makeLabel(title, TextStyle::PageTitle));
    words->addWidget(m_subtitle = new ElidedLabel({}, TextStyle::Body, Tone::Ink2));
    layout->addLayout(words, 1);
    m_actions = new QHBoxLayout;
    m_actions->setSpacing(8);
    layout->addLayout(m_actions);
}

void PageHeader::setTitle(const QString& title) { m_title->setText(title); }

void PageHeader::setFacts(const QStringList& parts) { setSubtitle(joinFacts(parts)); }

void PageHeader::setSubtitle(const QString& line) { m_subtitle->setText(line); }

void PageHeader::addAction(QWidget* widget) { m_actions->addWidget(widget); }

void PageHeader::setLine(bool on) {
    m_line = on;
    setFixedHeight(kHeight + (on ? 1 : 0));
    layout()->setContentsMargins(24, 0, 24, on ? 1 : 0);
    update();
}

void PageHeader::paintEvent(QPaintEvent*) {
    if (m_line) QPainter(this).fillRect(0, height() - 1, width(), 1, Palette::of(this).hairline);
}

} // namespace inkstone
