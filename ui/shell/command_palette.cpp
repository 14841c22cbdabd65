#include "ui/shell/command_palette.h"

#include "ui/shell/actions.h"
#include "ui/shell/icons.h"
#include "ui/shell/palette.h"
#include "ui/shell/style_paint.h"
#include "ui/widgets/label.h"
#include "ui/widgets/walked_list.h"

#include <QAction>
#include <QBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <algorithm>

namespace inkstone {

namespace {
constexpr int kRow = 36, kRows = 9, kMostShown = 60;
enum { NoteRole = Qt::UserRole + 1, IconRole, ShortcutRole };

class PaletteDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, kRow}; }

    void paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Palette& c = Palette::of(option.widget);
        const QRect r = option.rect;
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver))
            paint::box(*p, r.adjusted(6, 1, -6, -1), 6,
                       option.state & QStyle::State_Selected ? c.hover : c.select, QColor());
        const QString icon = index.data(IconRole).toString();
        if (!icon.isEmpty()) paintIcon(*p, icon, QRectF(r.left() + 16, r.center().y() - 8, 17, 17), c.ink2);
        QRect text = r.adjusted(44, 0, -18, 0);
        p->setFont(fontOf(TextStyle::BodyMedium));
        p->setPen(c.ink);
        const QString title =
            p->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, text.width());
        p->drawText(text, Qt::AlignLeft | Qt::AlignVCenter, title);
        text.setLeft(text.left() + p->fontMetrics().horizontalAdvance(title) + 10);
        p->setFont(fontOf(TextStyle::Secondary));
        p->setPen(c.ink2);
        const QString keys = index.data(ShortcutRole).toString();
        p->drawText(text, Qt::AlignRight | Qt::AlignVCenter, keys);
        text.setRight(text.right() - p->fontMetrics().horizontalAdvance(keys) - 10);
        p->drawText(
            text, Qt::AlignLeft | Qt::AlignVCenter,
            p->fontMetrics().elidedText(index.data(NoteRole).toString(), Qt::ElideRight, text.width()));
    }
};
} // namespace

CommandPalette::CommandPalette(SearchIndex& index, ActionTable& actions, QWidget* window)
    : Sheet(window), m_index(index), m_actions(actions) {
    setTop(96);
    setAccessibleName(tr("Search"));
    setCardWidth(600);
    content()->setContentsMargins(1, 1, 1, 7);
    content()->setSpacing(0);
    m_query = new QLineEdit;
    m_query->setFrame(false);
    m_query->setFixedHeight(46);
    m_query->setTextMargins(14, 0, 14, 0);
    m_query->setFont(fontOf(TextStyle::Reading));
    m_query->setPlaceholderText(tr("Search pages, actions, models, data sets and runs"));
    m_query->setAccessibleName(m_query->placeholderText());
    QPalette clear = m_query->palette();
    clear.setColor(QPalette::Base, Qt::transparent);
    m_query->setPalette(clear);
    content()->addWidget(m_query);
    content()->addWidget(makeHairline());
    content()->addSpacing(6);

    m_list = new WalkedList(new PaletteDelegate, kRows);
    m_list->takeKeysOf(m_query);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setAccessibleName(tr("Results"));
    content()->addWidget(m_list);
    m_nothing = makeLabel(tr("Nothing has this name"), TextStyle::Body, Tone::Ink2);
    m_nothing->setContentsMargins(15, 0, 0, 0);
    content()->addWidget(m_nothing);

    connect(m_query, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_list, &WalkedList::chosen, this, &CommandPalette::run);
    connect(m_list, &WalkedList::left, this, &CommandPalette::dismiss);
}

void CommandPalette::popUp() {
    collect();
    m_query->clear();
    filter();
    open();
    m_query->setFocus(Qt::OtherFocusReason);
}

void CommandPalette::setQuery(const QString& query) { m_query->setText(query); }

QStringList CommandPalette::shownTitles() const { return m_list->titles(); }

void CommandPalette::collect() {
    m_items.clear();
    for (QAction* action : m_actions.all()) {
        const auto* owner = qobject_cast<QWidget*>(action->parent());
        const bool reachable = action->isEnabled() && owner && (owner->isVisible() || owner->isWindow());
        if (!ActionTable::inPalette(action) || !reachable) continue;
        m_items.push_back({.title = action->text(),
                           .note = ActionTable::groupOf(action),
                           .icon = action->property("inkIcon").toString(),
                           .shortcut = action->shortcut().toString(QKeySequence::NativeText),
                           .keywords = ActionTable::keywordsOf(action),
                           .run = [action] { action->trigger(); }});
    }
    for (ActionSpec& spec : m_actions.declared())
        if (spec.inPalette)
            m_items.push_back({.title = spec.text,
                               .note = spec.group,
                               .icon = spec.icon,
                               .shortcut = spec.shortcut.toString(QKeySequence::NativeText),
                               .keywords = spec.keywords,
                               .run = spec.run});
    for (SearchItem& item : m_index.all()) m_items.push_back(std::move(item));
}

void CommandPalette::filter() {
    const QString query = m_query->text().trimmed();
    std::vector<std::pair<int, size_t>> ranked;
    for (size_t i = 0; i < m_items.size(); ++i) {
        const SearchItem& item = m_items[i];
        const auto beside = [&](const QString& text) { return (fuzzyScore(query, text) + 1) / 2; };
        const int score = std::max({fuzzyScore(query, item.title), beside(item.keywords),
                                    beside(item.title + QLatin1Char(' ') + item.note)});
        if (query.isEmpty() || score > 0) ranked.push_back({query.isEmpty() ? 0 : -score, i});
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](auto& a, auto& b) { return a.first < b.first; });
    if (ranked.size() > size_t(kMostShown)) ranked.resize(kMostShown);

    QStandardItemModel& rows = m_list->rows();
    rows.clear();
    m_shown.clear();
    for (const auto& [score, i] : ranked) {
        const SearchItem& item = m_items[i];
        auto* row = new QStandardItem(item.title);
        row->setData(item.note, NoteRole);
        row->setData(item.icon, IconRole);
        row->setData(item.shortcut, ShortcutRole);
        rows.appendRow(row);
        m_shown.push_back(i);
    }
    m_list->setFixedHeight(std::min<int>(int(m_shown.size()), kRows) * kRow);
    m_list->setVisible(!m_shown.empty());
    m_nothing->setVisible(m_shown.empty());
    m_list->setCurrentIndex(rows.index(0, 0));
}

void CommandPalette::run(const QModelIndex& row) {
    const auto run = m_items[m_shown[size_t(row.row())]].run;
    dismiss();
    if (run) run();
}

} // namespace inkstone
