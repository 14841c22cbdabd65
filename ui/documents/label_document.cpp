#include "ui/documents/label_document.h"

#include "ui/models/record_fields.h"

#include <QScopedValueRollback>
#include <algorithm>

namespace inkstone {

namespace {
constexpr int64_t draftTokens = 256;
}

LabelDocument::LabelDocument(Workbench& workbench, QObject* parent)
    : QObject(parent), m_workbench(workbench) {
    connect(&workbench, &Workbench::projectChanged, this, [this] { open(0); });
    connect(&workbench, &Workbench::recordsChanged, this, [this](DatasetId id) {
        if (id == m_info.id && !m_telling) reread();
    });
}

// Silently: the page that would show the end of the draft is half gone.
LabelDocument::~LabelDocument() {
    if (m_job) m_workbench.queue().cancel(m_job);
}

void LabelDocument::open(DatasetId id) {
    stopDraft();
    m_undo.clear();
    m_redo.clear();
    m_info = {};
    m_record.reset();
    m_progress = {};
    if (id && m_workbench.hasProject())
        if (const auto info = m_workbench.project().datasets().info(id)) m_info = *info;
    readCounts();
    if (!m_info.id) return Q_EMIT recordChanged();
    show(queue().next(m_info.id, m_filter));
}

void LabelDocument::openRecord(RecordId id) {
    const auto record = m_workbench.project().datasets().record(id);
    if (!record) return Q_EMIT failed(record.error());
    if (record->dataset != m_info.id) open(record->dataset);
    show(std::optional<Record>(*record));
}

void LabelDocument::setFilter(LabelFilter filter) {
    m_filter = filter;
    if (m_info.id) show(queue().next(m_info.id, m_filter));
}

void LabelDocument::show(Result<std::optional<Record>> record) {
    stopDraft();
    if (!record) return Q_EMIT failed(record.error());
    m_record = std::move(*record);
    Q_EMIT recordChanged();
}

void LabelDocument::next() {
    if (m_info.id) show(queue().next(m_info.id, m_filter, m_record ? m_record->id : 0));
}

/// Back is to see what was just labeled: it walks over all records.
void LabelDocument::previous() {
    if (!m_info.id) return;
    auto found = queue().previous(m_info.id, LabelFilter::All, m_record ? m_record->id : 0);
    if (!found || *found) show(std::move(found));
}

void LabelDocument::readCounts() {
    if (m_info.id) {
        DatasetRepository datasets = m_workbench.project().datasets();
        if (auto info = datasets.info(m_info.id)) m_info = std::move(*info);
        if (auto schema = labelSchema(datasets, m_info.id)) m_schema = std::move(*schema);
        if (auto progress = queue().progress(m_info.id)) m_progress = *progress;
    }
    Q_EMIT progressChanged();
}

void LabelDocument::tell() {
    const QScopedValueRollback telling(m_telling, true);
    m_workbench.tellRecords(m_info.id);
}

/// Somebody else changed the data set: the record may be another one now, or gone.
void LabelDocument::reread() {
    readCounts();
    if (!m_record) return show(queue().next(m_info.id, m_filter));
    auto record = m_workbench.project().datasets().record(m_record->id);
    if (record && record->version == m_record->version) return;
    if (!record) return show(queue().next(m_info.id, m_filter));
    show(std::optional<Record>(std::move(*record)));
}

bool LabelDocument::take(Result<LabelEdit> edit) {
    if (!edit) {
        Q_EMIT failed(edit.error());
        return false;
    }
    m_record = edit->after;
    m_undo.push_back(std::move(*edit));
    m_redo.clear();
    readCounts();
    tell();
    return true;
}

bool LabelDocument::saveAnswer(const std::string& answer) {
    if (!m_record || answer.empty() || answer == answerOf(*m_record)) return true;
    if (!take(queue().rewriteAnswer(*m_record, answer))) return false;
    Q_EMIT answerSaved();
    return true;
}

bool LabelDocument::accept(const std::string& answer) {
    if (!m_record) return false;
    const bool says =
        !answer.empty() && (answer != answerOf(*m_record) || m_record->labels.state != LabelState::Labeled);
    if (says && !take(queue().rewriteAnswer(*m_record, answer))) return false;
    Q_EMIT answerSaved();
    next();
    return true;
}

bool LabelDocument::choose(int index, const std::string& answer) {
    if (!m_record || index < 0 || index >= int(m_schema.choices.size())) return false;
    if (!saveAnswer(answer)) return false;
    const std::string& name = m_schema.choices[size_t(index)].name;
    std::vector<std::string> choices = m_record->labels.choices;
    const auto at = std::find(choices.begin(), choices.end(), name);
    const bool taken = at != choices.end();
    if (taken)
        choices.erase(at);
    else if (m_schema.multiple)
        choices.push_back(name);
    else
        choices = {name};
    if (!take(queue().setChoices(*m_record, std::move(choices)))) return false;
    if (!taken && !m_schema.multiple && m_schema.autoAdvance)
        next();
    else
        Q_EMIT recordChanged();
    return true;
}

bool LabelDocument::rate(int rating, const std::string& answer) {
    if (!m_record || !m_schema.rating || !saveAnswer(answer)) return false;
    if (!take(queue().setRating(*m_record, m_record->labels.rating == rating ? 0 : rating))) return false;
    Q_EMIT recordChanged();
    return true;
}

bool LabelDocument::skip() {
    if (!m_record || !take(queue().skip(*m_record))) return false;
    next();
    return true;
}

bool LabelDocument::flag() {
    if (!m_record || !take(queue().flag(*m_record, !m_record->labels.flagged))) return false;
    Q_EMIT recordChanged();
    return true;
}

void LabelDocument::undo() {
    if (m_undo.empty()) {
        // Before this session: core remembers every edit.
        if (!m_info.id) return;
        auto edit = queue().undoLast(m_info.id);
        if (!edit) return Q_EMIT failed(edit.error());
        if (!*edit) return;
        m_redo.push_back(**edit);
        m_record = (*edit)->after;
    } else {
        const LabelEdit last = m_undo.back();
        m_undo.pop_back();
        auto edit = queue().undo(last);
        if (!edit) return Q_EMIT failed(edit.error());
        m_record = edit->after;
        m_redo.push_back(std::move(*edit));
    }
    readCounts();
    tell();
    Q_EMIT recordChanged();
}

void LabelDocument::redo() {
    if (m_redo.empty()) return;
    const LabelEdit last = m_redo.back();
    m_redo.pop_back();
    auto edit = queue().undo(last);
    if (!edit) return Q_EMIT failed(edit.error());
    m_record = edit->after;
    m_undo.push_back(std::move(*edit));
    readCounts();
    tell();
    Q_EMIT recordChanged();
}

bool LabelDocument::setSchema(const LabelSchema& schema) {
    if (!m_info.id) return false;
    DatasetRepository datasets = m_workbench.project().datasets();
    if (const Status saved = setLabelSchema(datasets, m_info.id, schema); !saved) {
        Q_EMIT failed(saved.error());
        return false;
    }
    readCounts();
    Q_EMIT recordChanged();
    return true;
}

bool LabelDocument::setGuidelines(const std::string& text) {
    if (!m_info.id) return false;
    if (const Status saved = m_workbench.project().datasets().setGuidelines(m_info.id, text); !saved) {
        Q_EMIT failed(saved.error());
        return false;
    }
    readCounts();
    return true;
}

void LabelDocument::draft() {
    if (!m_record || m_job) return;
    std::vector<Turn> turns = m_record->turns;
    if (!turns.empty() && turns.back().role == "assistant") turns.pop_back();
    Voice voice{.model = m_workbench.currentModel(), .adapter = {}};
    if (voice.model.empty())
        return Q_EMIT failed(Error{ErrorCode::NotFound,
                                   "no draft can be written",
                                   {},
                                   "no model is on this machine",
                                   "get one on the page Models"});
    if (voice.model == m_workbench.settings().get(setting::chatModel))
        voice.adapter = m_workbench.settings().get(setting::chatAdapter);
    GenerationOptions options{.maxTokens = draftTokens};
    options.sampling.temperature = 0;
    Job job{.kind = "draft", .title = "Draft an answer", .lane = Lane::Interactive, .run = {}};
    job.run = [engine = &m_workbench.engine(), voice, options,
               messages = toMessages(turns)](std::stop_token stop, JobSink& sink) -> JobResult {
        const auto answer = engine->answer(voice, messages, options, stop, sink);
        if (answer) return {};
        const bool cancelled = answer.error().code == ErrorCode::Cancelled;
        return {cancelled ? Outcome::Cancelled : Outcome::Failed, answer.error(), {}};
    };
    const auto started = std::make_shared<JobId>(0);
    *started = m_job = m_workbench.start(std::move(job), this,
                                         {.onEvent =
                                              [this, started](const JobEvent& event) {
                                                  if (m_job != *started)
                                                      return; // another record is shown by now
                                                  if (const auto* piece = std::get_if<GeneratedPiece>(&event))
                                                      Q_EMIT drafted(QString::fromStdString(piece->text));
                                              },
                                          .onFinished =
                                              [this](const JobInfo& info) {
                                                  if (info.result.outcome == Outcome::Failed)
                                                      Q_EMIT failed(info.result.error);
                                                  if (m_job != info.id) return;
                                                  m_job = 0;
                                                  Q_EMIT draftFinished();
                                              }});
}

void LabelDocument::stopDraft() {
    if (!m_job) return;
    m_workbench.queue().cancel(m_job);
    m_job = 0;
    Q_EMIT draftFinished();
}

} // namespace inkstone
