#pragma once
// What the command palette finds: providers list their things (models, data sets, runs, settings) when it
// opens.

#include <QObject>
#include <QPointer>
#include <QString>
#include <functional>
#include <vector>

namespace inkstone {

struct SearchItem {
    QString title;
    QString note; ///< secondary text at the right of the title: "data set, 80 records"
    QString icon;
    QString shortcut; ///< native text, at the far right
    QString keywords; ///< also matched, never shown; words of another language, say
    std::function<void()> run;
};

class SearchIndex final : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    using Provider = std::function<std::vector<SearchItem>()>;

    /// Asked each time the palette opens, while `owner` lives. Answer from memory: this runs in the window.
    void add(QObject* owner, Provider provider);
    std::vector<SearchItem> all() const;

private:
    struct Entry {
        QPointer<QObject> owner;
        Provider provider;
    };
    std::vector<Entry> m_entries;
};

/// How well `needle` fits `text`: 0 not at all; higher is better. Letters must appear in order; starts of
/// words and runs of letters count more.
int fuzzyScore(const QString& needle, const QString& text);

} // namespace inkstone
