#include "ui/widgets/notice_bar.h"

#include "ui/shell/icons.h"
#include "ui/shell/style_paint.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QPlainTextEdit>

namespace inkstone {

namespace {
struct Look {
    QString icon;
    Tone tone;
    QColor wash;
};
Look lookOf(Notice::Kind kind, const Palette& c) {
    switch (kind) {
    case Notice::Kind::Good:
        return {QStringLiteral("check"), Tone::Good, c.goodWash};
    case Notice::Kind::Warn:
        return {QStringLiteral("warning"), Tone::Warn, c.warnWash};
    case Notice::Kind::Bad:
        return {QStringLiteral("error"), Tone::Bad, c.badWash};
    case Notice::Kind::Info:
        break;
    }
    return {QStringLiteral("info"), Tone::Ink2, c.sunken};
}
} // namespace

NoticeBar::NoticeBar(Notice notice, QWidget* parent) : QWidget(parent), m_notice(std::move(notice)) {
    setAccessibleName(m_notice.title);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(38, 6, 6, 6);
    layout->setSpacing(6);
    layout->addWidget(makeRow());
    if (!m_notice.details.isEmpty()) layout->addWidget(m_details = makeDetails());
}

QWidget* NoticeBar::makeRow() {
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto* words = new QVBoxLayout;
    words->setContentsMargins(0, 5, 0, 5);
    words->setSpacing(2);
    auto* title = makeParagraph(m_notice.title, TextStyle::BodyMedium, Tone::Ink);
    title->setMinimumHeight(lineHeight(TextStyle::Body));
    words->addWidget(title);
    if (!m_notice.text.isEmpty()) words->addWidget(makeParagraph(m_notice.text));
    layout->addLayout(words, 1);
    if (!m_notice.details.isEmpty()) {
        m_detailsButton = new Button(tr("Details"), Button::Kind::Quiet);
        m_detailsButton->setCheckable(true);
        connect(m_detailsButton, &Button::toggled, this, &NoticeBar::setDetailsShown);
        layout->addWidget(m_detailsButton, 0, Qt::AlignTop);
    }
    if (!m_notice.remedy.isEmpty()) {
        auto* remedy = new Button(m_notice.remedy);
        remedy->setObjectName(QStringLiteral("notice.remedy"));
        connect(remedy, &Button::clicked, this, [this] {
            const auto act = m_notice.act;
            Q_EMIT dismissed(); // first: what is done may have a message of its own
            if (act) act();
        });
        layout->addWidget(remedy, 0, Qt::AlignTop);
    }
    if (m_notice.dismissible) {
        auto* close = Button::iconOnly(QStringLiteral("cross"), tr("Dismiss"));
        connect(close, &Button::clicked, this, &NoticeBar::dismissed);
        layout->addWidget(close, 0, Qt::AlignTop);
    }
    return row;
}

QWidget* NoticeBar::makeDetails() {
    auto* box = new QWidget(this);
    auto* layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto* text = new QPlainTextEdit(m_notice.details);
    text->setReadOnly(true);
    text->setFont(fontOf(TextStyle::Mono));
    text->setFixedHeight(96);
    text->setAccessibleName(tr("Details"));
    layout->addWidget(text, 1);
    auto* copy = new Button(tr("Copy details"), Button::Kind::Secondary, QStringLiteral("copy"));
    connect(copy, &Button::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_notice.details); });
    layout->addWidget(copy, 0, Qt::AlignTop);
    box->hide();
    return box;
}

void NoticeBar::setDetailsShown(bool shown) {
    if (!m_details) return;
    m_details->setVisible(shown);
    m_detailsButton->setChecked(shown);
}

void NoticeBar::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    const Look look = lookOf(m_notice.kind, c);
    QPainter p(this);
    paint::box(p, rect(), 8, look.wash, mix(c.border, look.wash, 0.35));
    paintIcon(p, look.icon, QRectF(12, 13, 16, 16), toneColor(c, look.tone));
}

} // namespace inkstone
