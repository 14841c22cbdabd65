#include "ui/shell/shell.h"

#include "ui/jobs/job_bridge.h"
#include "ui/jobs/job_model.h"
#include "ui/shell/actions.h"
#include "ui/shell/drop_router.h"
#include "ui/shell/search_index.h"
#include "ui/shell/settings_store.h"
#include "ui/shell/vocabulary.h"

namespace inkstone {

Shell::Shell(JobBridge& jobs, SettingsStore& settings, QObject* parent)
    : QObject(parent), m_jobs(jobs), m_settings(settings), m_jobModel(new JobModel(jobs, this)),
      m_actions(new ActionTable(this)), m_search(new SearchIndex(this)), m_drops(new DropRouter(this)),
      m_vocabulary(std::make_unique<Vocabulary>()) {}

Shell::~Shell() = default;

JobQueue& Shell::queue() const { return m_jobs.queue(); }

void Shell::setCount(const QString& page, int count) {
    if (m_counts.value(page) == count) return;
    m_counts[page] = count;
    Q_EMIT countChanged(page, count);
}

void Shell::setProjectName(const QString& name) {
    if (m_projectName == name) return;
    m_projectName = name;
    Q_EMIT projectNameChanged(name);
}

void Shell::setDeviceText(const QString& text) {
    if (m_deviceText == text) return;
    m_deviceText = text;
    Q_EMIT deviceTextChanged(text);
}

} // namespace inkstone
