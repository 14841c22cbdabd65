#pragma once
// The pages, made when they are first shown.

#include "ui/shell/page.h"

#include <QStackedWidget>

namespace inkstone {

class PageStack final : public QStackedWidget {
    Q_OBJECT
public:
    PageStack(Shell& shell, std::vector<PageEntry> entries, QWidget* parent = nullptr);

    /// Makes the page if need be, shows it and tells it. False when there is no such page.
    bool open(const QString& id, const QVariant& argument = {});
    /// Does an action of the page that is shown: its own, or that of the button of this name. False when it
    /// cannot be done now.
    bool act(const QString& id);
    const QString& current() const { return m_current; }
    Page* page(const QString& id) const { return m_pages.value(id); }
    const std::vector<PageEntry>& entries() const { return m_entries; }

signals:
    void opened(const QString& id);

private:
    Shell& m_shell;
    std::vector<PageEntry> m_entries;
    QHash<QString, Page*> m_pages;
    QString m_current;
};

} // namespace inkstone
