#pragma once
// What happens when files are dropped on the window. Pages offer: "Import 2 files as data". The overlay says
// the offer before the button is released, or why nobody takes the files.

#include <QObject>
#include <QPointer>
#include <QStringList>
#include <functional>
#include <vector>

namespace inkstone {

struct DropOffer {
    int fit = 0;      ///< 0: not mine; higher wins
    QString sentence; ///< what will happen, translated: "Import 2 files as data"
    QString icon;
    std::function<void()> act;
};

class DropRouter final : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    /// Looks at names and kinds only (this runs while the pointer moves); may be asked often.
    using Handler = std::function<DropOffer(const QStringList& files)>;

    void add(QObject* owner, Handler handler);
    /// The best offer. With fit == 0 the sentence says why the files are not taken.
    DropOffer offerFor(const QStringList& files) const;

private:
    struct Entry {
        QPointer<QObject> owner;
        Handler handler;
    };
    std::vector<Entry> m_entries;
};

} // namespace inkstone
