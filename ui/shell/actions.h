#pragma once
// What can be done, as a table: id, words, shortcut, handler. The command palette and the keyboard list read
// it.

#include <QKeySequence>
#include <QObject>
#include <QPointer>
#include <QString>
#include <functional>
#include <vector>

class QAction;
class QWidget;

namespace inkstone {

struct ActionSpec {
    QString id;            ///< "data.import"
    QString text;          ///< "Import data…", translated
    QString group;         ///< heading in the keyboard list: "Data"; translated
    QString icon;          ///< file in resources/icons; may be empty
    QKeySequence shortcut; ///< may be empty
    std::function<void()> run;
    bool inPalette = true; ///< false: only in the keyboard list
    QString keywords = {}; ///< also found by these, in every language
    QString keys = {};     ///< how the keyboard list writes the keys; "": as the shortcut
    bool listed = true;    ///< false: a declared action names it already
};

class ActionTable final : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// The action lives as long as `owner` and its shortcut works while `owner` is visible: give the window
    /// for what works everywhere, the page for what works on it.
    QAction* add(QWidget* owner, ActionSpec spec);
    /// Names what can be done somewhere else, on a page that may not be made yet: `run` goes there first.
    /// Without a handler it only explains keys. Forgotten with `owner`.
    void declare(QObject* owner, ActionSpec spec);

    /// In the order they were added; actions whose owner is gone are left out.
    std::vector<QAction*> all() const;
    std::vector<ActionSpec> declared() const;
    QAction* find(const QString& id) const;

    static QString groupOf(const QAction* action);
    static QString keywordsOf(const QAction* action);
    static bool inPalette(const QAction* action);

private:
    struct Declared {
        QPointer<QObject> owner;
        ActionSpec spec;
    };
    std::vector<QAction*> m_actions, m_unlisted;
    std::vector<Declared> m_declared;
};

} // namespace inkstone
