#include "ui/documents/dataset_document.h"

#include "core/train/samples.h"
#include "ui/models/record_model.h"
#include "ui/models/shown_tokens.h"

#include <QScopedValueRollback>

namespace inkstone {

namespace {
/// Up to here ids are read at once (a few milliseconds), above it by a job.
constexpr int64_t rowsAtOnce = 20000;
constexpr int bins = 60;
constexpr size_t mostShownTokens = 2000;

JobResult resultOf(const Error& error) {
    return {error.code == ErrorCode::Cancelled ? Outcome::Cancelled : Outcome::Failed, error, {}};
}

RecordReading readingOf(const Record& record, const Model& model) {
    RecordReading reading;
    reading.id = record.id;
    const auto sample = makeSample(record, model);
    if (!sample) {
        reading.problem = sample.error();
        return reading;
    }
    const size_t shown = std::min(sample->ids.size(), mostShownTokens);
    const std::span<const TokenId> ids(sample->ids.data(), shown);
    std::string bytes;
    for (const TokenId id : ids) bytes += model.tokenizer()->bytes(id, true);
    reading.prompt = QString::fromStdString(bytes);
    reading.tokens = shownTokens(ids, sample->trained, *model.tokenizer());
    reading.count = int64_t(sample->ids.size());
    reading.supervised = sample->supervised();
    return reading;
}

bool filters(const RowQuery& query) {
    return !query.text.empty() || query.split || query.state || query.flagged;
}
} // namespace

DatasetDocument::DatasetDocument(Workbench& workbench, QObject* parent)
    : QObject(parent), m_workbench(workbench), m_model(new RecordModel(this)),
      m_history(new QUndoStack(this)), m_typed(workbench) {
    m_world = {.repository = [this] { return m_workbench.project().datasets(); },
               .changed = [this](DatasetId id) { m_workbench.tellRecords(id); },
               .failed = [this](const Error& error) { Q_EMIT failed(error); }};
    connect(m_model, &RecordModel::edited, this, &DatasetDocument::edit);
    connect(&workbench, &Workbench::projectChanged, this, [this] {
        m_history->clear();
        open(0);
    });
    connect(&workbench, &Workbench::recordsChanged, this, &DatasetDocument::recordsChanged);
    connect(&workbench, &Workbench::datasetsChanged, this, &DatasetDocument::readInfo);
}

DatasetDocument::~DatasetDocument() {
    m_history->disconnect(this);
    for (JobId job : {m_rowsJob, m_countJob, m_readJob})
        if (job) m_workbench.queue().cancel(job);
}

void DatasetDocument::open(DatasetId id) {
    if (m_countJob) m_workbench.queue().cancel(m_countJob);
    m_countJob = 0;
    m_info = {};
    m_info.id = m_workbench.hasProject() ? id : 0;
    m_lengths = {};
    m_histogram = {};
    m_query = {};
    m_tokenizer.clear();
    m_model->setRepository(m_info.id ? std::optional(m_workbench.project().datasets()) : std::nullopt);
    readInfo();
    readRows();
    Q_EMIT lengthsChanged();
}

void DatasetDocument::setQuery(const RowQuery& query) {
    m_query = query;
    readRows();
}

void DatasetDocument::readInfo() {
    if (!m_info.id) return Q_EMIT infoChanged();
    if (const auto info = m_workbench.project().datasets().info(m_info.id); info && !info->trashedMs)
        m_info = *info;
    Q_EMIT infoChanged();
}

void DatasetDocument::readRows() {
    if (m_rowsJob) m_workbench.queue().cancel(m_rowsJob);
    m_rowsJob = 0;
    m_query.tokenizer = m_tokenizer;
    if (!m_info.id) return takeRows({});
    if (m_info.records <= rowsAtOnce) {
        auto ids = m_workbench.project().datasets().rows(m_info.id, m_query);
        if (!ids) return Q_EMIT failed(ids.error());
        return takeRows(std::move(*ids));
    }
    const auto found = std::make_shared<std::vector<RecordId>>();
    Job job{
        .kind = "rows", .title = text("Read rows of %1", m_info.name), .lane = Lane::Interactive, .run = {}};
    job.run = [found, project = m_workbench.sharedProject(), id = m_info.id,
               query = m_query](std::stop_token, JobSink&) -> JobResult {
        auto ids = project->datasets().rows(id, query);
        if (!ids) return resultOf(ids.error());
        *found = std::move(*ids);
        return {};
    };
    m_rowsJob = m_workbench.start(std::move(job), this,
                                  {.onEvent = {}, .onFinished = [this, found](const JobInfo& info) {
                                       if (info.id != m_rowsJob) return; // another search began meanwhile
                                       m_rowsJob = 0;
                                       if (info.result.outcome == Outcome::Done)
                                           return takeRows(std::move(*found));
                                       if (info.result.outcome == Outcome::Failed)
                                           Q_EMIT failed(info.result.error);
                                   }});
}

void DatasetDocument::takeRows(std::vector<RecordId> ids) {
    m_model->setRows(std::move(ids));
    Q_EMIT rowsChanged();
}

void DatasetDocument::recordsChanged(DatasetId id) {
    if (id != m_info.id) return;
    const int64_t records = m_info.records;
    readInfo();
    const bool sameRows = m_info.records == records && (m_editing || !filters(m_query));
    if (sameRows)
        m_model->refresh();
    else
        readRows();
}

bool DatasetDocument::edit(const Record& before, const Record& after) {
    const QScopedValueRollback editing(m_editing, true);
    return push(new EditRecord(m_world, before, after)); // a refused step is not kept
}

bool DatasetDocument::push(QUndoCommand* command) {
    const int steps = m_history->index();
    m_history->push(command);
    return m_history->index() > steps;
}

void DatasetDocument::changeByJob(const std::shared_ptr<const BigChange>& change, bool back) {
    Job job{.kind = "rows", .title = change->title, .lane = Lane::Files, .run = {}};
    job.run = [change, back, project = m_workbench.sharedProject()](std::stop_token, JobSink&) -> JobResult {
        DatasetRepository datasets = project->datasets();
        const Status done = back ? change->revert(datasets) : change->apply(datasets);
        return done ? JobResult{} : resultOf(done.error());
    };
    m_workbench.start(std::move(job), this,
                      {.onEvent = {}, .onFinished = [=, this, id = m_info.id](const JobInfo& info) {
                           m_workbench.tellRecords(id);
                           if (info.result.outcome == Outcome::Failed)
                               return Q_EMIT failed(info.result.error);
                           if (!back) change->tell([this, change] { changeByJob(change, true); });
                       }});
}

void DatasetDocument::trash(const std::vector<RecordId>& ids) {
    const auto rows = qint64(ids.size());
    if (rows == 0) return;
    if (rows <= rowsAtOnce) {
        if (push(new TrashRecords(m_world, m_info.id, ids)))
            Q_EMIT rowsTrashed(rows, [this] { m_history->undo(); });
        return;
    }
    const auto all = std::make_shared<const std::vector<RecordId>>(ids);
    changeByJob(std::make_shared<BigChange>(BigChange{
                    text("Move %1 records to the trash", rows),
                    [all](DatasetRepository& datasets) { return datasets.trashRecords(*all); },
                    [all](DatasetRepository& datasets) { return datasets.restoreRecords(*all); },
                    [this, rows](const std::function<void()>& undo) { Q_EMIT rowsTrashed(rows, undo); }}),
                false);
}

namespace {
/// Those of `ids` that are not in `split` yet.
Result<std::vector<RecordId>> outside(const DatasetRepository& datasets, std::span<const RecordId> ids,
                                      Split split) {
    constexpr size_t batch = 1000;
    std::vector<RecordId> moved;
    for (size_t at = 0; at < ids.size(); at += batch) {
        INK_TRY(records, datasets.fetch(ids.subspan(at, std::min(batch, ids.size() - at))));
        for (const Record& record : records)
            if (record.split != split) moved.push_back(record.id);
    }
    return moved;
}
} // namespace

void DatasetDocument::move(const std::vector<RecordId>& ids, Split to) {
    if (int64_t(ids.size()) <= rowsAtOnce) {
        auto moved = outside(m_workbench.project().datasets(), ids, to);
        if (!moved) return Q_EMIT failed(moved.error());
        const auto rows = qint64(moved->size());
        if (rows > 0 && push(new MoveRecords(m_world, m_info.id, std::move(*moved), to)))
            Q_EMIT rowsMoved(rows, [this] { m_history->undo(); });
        return;
    }
    const auto moved = std::make_shared<std::vector<RecordId>>();
    const Split from = to == Split::Train ? Split::Validation : Split::Train;
    changeByJob(std::make_shared<BigChange>(BigChange{
                    text("Move %1 records to another split", ids.size()),
                    [moved, ids, to](DatasetRepository& datasets) -> Status {
                        INK_TRY(found, outside(datasets, ids, to));
                        *moved = std::move(found);
                        return datasets.setSplit(*moved, to);
                    },
                    [moved, from](DatasetRepository& datasets) { return datasets.setSplit(*moved, from); },
                    [this, moved](const std::function<void()>& undo) {
                        Q_EMIT rowsMoved(qint64(moved->size()), undo);
                    }}),
                false);
}

void DatasetDocument::setAside(double ratio) {
    if (!m_info.id) return;
    if (m_info.records <= rowsAtOnce) {
        if (push(new SetAside(m_world, m_info.id, ratio))) Q_EMIT rowsSetAside([this] { m_history->undo(); });
        return;
    }
    const auto before = std::make_shared<std::vector<RecordId>>();
    const DatasetId id = m_info.id;
    changeByJob(std::make_shared<BigChange>(BigChange{
                    text("Set aside records of %1", m_info.name),
                    [=](DatasetRepository& datasets) -> Status {
                        INK_TRY(heldOut, datasets.splitRandomly(id, ratio, SetAside::drawSeed));
                        *before = std::move(heldOut);
                        return {};
                    },
                    [=](DatasetRepository& datasets) { return datasets.setValidation(id, *before); },
                    [this](const std::function<void()>& undo) { Q_EMIT rowsSetAside(undo); }}),
                false);
}

void DatasetDocument::countTokens() {
    const std::filesystem::path path = m_workbench.currentModel();
    if (!m_info.id || m_countJob || path.empty()) return;
    const auto counted = std::make_shared<Counted>();
    Job job{.kind = "count",
            .title = text("Count tokens of %1", m_info.name),
            .lane = Lane::Files,
            .losesNothing = true,
            .run = {}};
    job.run = [counted, path, project = m_workbench.sharedProject(),
               id = m_info.id](std::stop_token stop, JobSink& sink) -> JobResult {
        const auto model = Model::open(path);
        if (!model) return resultOf(model.error());
        if (!(*model)->tokenizer()) return resultOf((*model)->tokenizerError());
        counted->tokenizer = (*model)->tokenizer()->fingerprint();
        const auto count = [&](const Record& record) -> Result<int64_t> {
            INK_TRY(sample, makeSample(record, **model));
            return int64_t(sample.ids.size());
        };
        const DatasetRepository datasets = project->datasets();
        const auto outcome = project->datasets().countTokens(id, counted->tokenizer, count, stop, sink);
        if (!outcome) return resultOf(outcome.error());
        if (auto lengths = datasets.lengths(id, counted->tokenizer)) counted->lengths = *lengths;
        if (auto histogram = datasets.histogram(id, counted->tokenizer, bins))
            counted->histogram = std::move(*histogram);
        return {*outcome, {}, {}};
    };
    m_countJob = m_workbench.start(std::move(job), this,
                                   {.onEvent = {}, .onFinished = [this, counted](const JobInfo& info) {
                                        if (info.id != m_countJob) return;
                                        m_countJob = 0;
                                        if (info.result.outcome == Outcome::Failed)
                                            Q_EMIT failed(info.result.error);
                                        takeLengths(std::move(*counted));
                                    }});
}

void DatasetDocument::takeLengths(Counted counted) {
    if (counted.tokenizer.empty() || !m_info.id) return;
    m_tokenizer = std::move(counted.tokenizer);
    m_lengths = counted.lengths;
    m_histogram = std::move(counted.histogram);
    m_model->setTokenizer(m_tokenizer);
    Q_EMIT lengthsChanged();
    if (m_query.order == RowOrder::Tokens) readRows();
}

Result<std::vector<RecordEdit>> DatasetDocument::editsOf(RecordId id) const {
    return m_workbench.project().datasets().history(id, 50);
}

void DatasetDocument::read(const Record& record) {
    if (m_readJob) m_workbench.queue().cancel(m_readJob);
    m_readJob = 0;
    const std::filesystem::path path = m_workbench.currentModel();
    RecordReading none;
    none.id = record.id;
    none.problem = Error{.code = ErrorCode::NotFound, .what = text("there is no model to read it with")};
    if (path.empty()) return Q_EMIT recordRead(none);
    struct Read {
        std::shared_ptr<const Model> model;
        RecordReading reading;
    };
    const auto read = std::make_shared<Read>();
    if (path == m_readerPath) read->model = m_reader;
    Job job{.kind = "read", .title = {}, .lane = Lane::Interactive, .run = {}};
    job.run = [read, path, record](std::stop_token, JobSink&) -> JobResult {
        if (!read->model) {
            auto model = Model::open(path);
            if (!model) return resultOf(model.error());
            read->model = std::move(*model);
        }
        read->reading = readingOf(record, *read->model);
        return {};
    };
    m_readJob =
        m_workbench.start(std::move(job), this, {.onEvent = {}, .onFinished = [=, this](const JobInfo& info) {
                                                     if (info.id != m_readJob)
                                                         return; // another record is looked at
                                                     m_readJob = 0;
                                                     m_reader = read->model;
                                                     m_readerPath = path;
                                                     if (info.result.outcome == Outcome::Done)
                                                         return Q_EMIT recordRead(read->reading);
                                                     RecordReading failure;
                                                     failure.id = record.id;
                                                     failure.problem = info.result.error;
                                                     Q_EMIT recordRead(failure);
                                                 }});
}

} // namespace inkstone
