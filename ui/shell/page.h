#pragma once
// A page of the window: header, notices, content. Pages derive from it, fill body() in their constructor and
// register themselves in ui/pages/pages.cpp.

#include "ui/widgets/notice_bar.h"

#include <QPointer>
#include <QVariant>
#include <QWidget>
#include <functional>

class QBoxLayout;

namespace inkstone {

class PageHeader;
class Shell;
struct ActionSpec;
struct Error;

class Page : public QWidget {
    Q_OBJECT
public:
    Page(Shell& shell, const QString& title, QWidget* parent = nullptr);

    Shell& shell() const { return m_shell; }
    PageHeader& header() const { return *m_header; }
    /// The layout below the header (and the notices). No margins: panes touch the edge; content of Home and
    /// Train puts 24 px around itself.
    QBoxLayout* body() const { return m_body; }

    /// Shows a bar above the content. A notice with the same key replaces the older one.
    NoticeBar* notify(Notice notice, const QString& key = {});
    /// An error in three parts, with its details; `remedy` is the verb of the button, if there is one.
    NoticeBar* notify(const Error& error, const QString& remedy = {}, std::function<void()> act = {});
    void clearNotice(const QString& key = {});

    /// The page is being shown; `argument` is what Shell::open() was given, invalid when the rail was used.
    virtual void arrive(const QVariant& argument) { Q_UNUSED(argument) }
    /// Another page is about to be shown, or the window closes: keep what was typed.
    virtual void leave() {}

private:
    Shell& m_shell;
    PageHeader* m_header;
    QBoxLayout* m_notices;
    QBoxLayout* m_body;
    QHash<QString, QPointer<NoticeBar>> m_shown;
};

/// One line of the list of pages.
struct PageEntry {
    QString id; ///< also the name of its icon, unless `icon` says otherwise
    QString icon;
    std::function<QString()> title;                     ///< translated now
    std::function<Page*(Shell&, QWidget* parent)> make; ///< called when the page is first shown
    bool inRail = true;
    QString keywords = {};                                       ///< its title in every language
    std::function<std::vector<ActionSpec>(Shell&)> actions = {}; ///< what it can do, wherever one is
};

} // namespace inkstone
