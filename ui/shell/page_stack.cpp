#include "ui/shell/page_stack.h"

#include <QAbstractButton>
#include <QAction>
#include <algorithm>

namespace inkstone {

PageStack::PageStack(Shell& shell, std::vector<PageEntry> entries, QWidget* parent)
    : QStackedWidget(parent), m_shell(shell), m_entries(std::move(entries)) {}

bool PageStack::open(const QString& id, const QVariant& argument) {
    const auto entry = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const PageEntry& candidate) { return candidate.id == id; });
    if (entry == m_entries.end()) return false;
    if (Page* before = m_pages.value(m_current); before && m_current != id) before->leave();
    Page*& page = m_pages[id];
    if (!page) {
        page = entry->make(m_shell, this);
        addWidget(page);
    }
    m_current = id;
    setCurrentWidget(page);
    page->arrive(argument);
    Q_EMIT opened(id);
    return true;
}

bool PageStack::act(const QString& id) {
    const Page* page = m_pages.value(m_current);
    if (!page) return false;
    for (QAction* action : page->actions())
        if (action->objectName() == id) {
            action->trigger();
            return true;
        }
    for (QAbstractButton* button : page->findChildren<QAbstractButton*>(id)) {
        if (!button->isVisible() || !button->isEnabled()) continue;
        button->click();
        return true;
    }
    return false;
}

} // namespace inkstone
