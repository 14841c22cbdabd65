#pragma once
// What a page may ask of the window around it. Tests make a Shell without a window.

#include "core/base/result.h"

#include <QHash>
#include <QObject>
#include <QVariant>
#include <functional>
#include <memory>

namespace inkstone {

class ActionTable;
class DropRouter;
class JobBridge;
class JobModel;
class JobQueue;
class SearchIndex;
class SettingsStore;
class Vocabulary;
struct Notice;

class Shell final : public QObject {
    Q_OBJECT
public:
    Shell(JobBridge& jobs, SettingsStore& settings, QObject* parent = nullptr);
    ~Shell() override;

    JobQueue& queue() const;
    JobBridge& jobs() const { return m_jobs; }
    JobModel& jobModel() const { return *m_jobModel; }
    SettingsStore& settings() const { return m_settings; }
    ActionTable& actions() const { return *m_actions; }
    SearchIndex& search() const { return *m_search; }
    DropRouter& drops() const { return *m_drops; }
    const Vocabulary& vocabulary() const { return *m_vocabulary; }

    /// Goes to a page; `argument` reaches its Page::arrive(). Ids: home data label train evaluate chat models
    /// jobs settings.
    void open(const QString& page, const QVariant& argument = {}) { Q_EMIT openRequested(page, argument); }
    /// A quiet line in the status bar. With `undo` it offers Undo for a while.
    void say(const QString& sentence, const std::function<void()>& undo = {}) { Q_EMIT said(sentence, undo); }
    /// Something the person asked for failed: a bar in the page that is shown.
    void fail(const Error& error) { Q_EMIT failed(error); }
    /// The same for what is no failure, or has a remedy.
    void notify(const Notice& notice) { Q_EMIT noticed(notice); }
    /// Things waiting for the person on a page; 0 hides the number.
    void setCount(const QString& page, int count);
    int count(const QString& page) const { return m_counts.value(page); }
    /// Shown at the bottom of the rail.
    void setProjectName(const QString& name);
    const QString& projectName() const { return m_projectName; }
    /// At the right of the status bar: "CPU, 2 threads  ·  1.1 of 16 GB".
    void setDeviceText(const QString& text);
    const QString& deviceText() const { return m_deviceText; }

signals:
    void openRequested(const QString& page, const QVariant& argument);
    void said(const QString& sentence, const std::function<void()>& undo);
    void failed(const inkstone::Error& error);
    void noticed(const inkstone::Notice& notice);
    void countChanged(const QString& page, int count);
    void projectNameChanged(const QString& name);
    void deviceTextChanged(const QString& text);

private:
    JobBridge& m_jobs;
    SettingsStore& m_settings;
    JobModel* m_jobModel;
    ActionTable* m_actions;
    SearchIndex* m_search;
    DropRouter* m_drops;
    std::unique_ptr<Vocabulary> m_vocabulary;
    QHash<QString, int> m_counts;
    QString m_projectName, m_deviceText;
};

} // namespace inkstone
