#pragma once
// The data set that the Data page shows: which of its rows, what was edited, how long they are. Edits go
// through one undo history; reading many rows and counting tokens are jobs.

#include "ui/commands/record_commands.h"
#include "ui/documents/typed_texts.h"
#include "ui/documents/workbench.h"
#include "ui/models/shown_token.h"

#include <QObject>
#include <QUndoStack>
#include <QVector>

namespace inkstone {

class Model;
class RecordModel;

/// A record as a run would read it.
struct RecordReading {
    RecordId id = 0;
    QString prompt;             ///< as rendered by the model's template
    QVector<ShownToken> tokens; ///< the first ones
    int64_t count = 0, supervised = 0;
    std::optional<Error> problem; ///< why it cannot be read
};

class DatasetDocument final : public QObject {
    Q_OBJECT
public:
    explicit DatasetDocument(Workbench& workbench, QObject* parent = nullptr);
    ~DatasetDocument() override;

    DatasetId dataset() const { return m_info.id; } ///< 0: none
    const DatasetInfo& info() const { return m_info; }
    RecordModel& model() const { return *m_model; }
    QUndoStack& history() const { return *m_history; }
    TypedTexts& typed() { return m_typed; }
    const RowQuery& query() const { return m_query; }
    const LengthStats& lengths() const { return m_lengths; } ///< of the current model's tokenizer
    const Histogram& histogram() const { return m_histogram; }
    bool counting() const { return m_countJob != 0; }

    void open(DatasetId id); ///< 0: none
    void setQuery(const RowQuery& query);
    /// False when it was refused: failed() has said why.
    bool edit(const Record& before, const Record& after);
    /// These three say what they did by rowsTrashed(), rowsMoved(), rowsSetAside(). Many rows are changed by
    /// a job: then they are no step of history(), and the signal carries their way back.
    void trash(const std::vector<RecordId>& ids);
    void move(const std::vector<RecordId>& ids, Split to);
    void setAside(double ratio);
    /// Counts what is not counted yet with the current model's tokenizer.
    void countTokens();
    /// Renders and cuts a record with the current model, in a job; recordRead() tells.
    void read(const Record& record);
    Result<std::vector<RecordEdit>> editsOf(RecordId id) const; ///< newest first

signals:
    void infoChanged(); ///< name or counts
    void rowsChanged(); ///< the model has other rows
    void lengthsChanged();
    void recordRead(const inkstone::RecordReading& reading);
    void rowsTrashed(qint64 rows, const std::function<void()>& undo);
    void rowsMoved(qint64 rows, const std::function<void()>& undo);
    void rowsSetAside(const std::function<void()>& undo);
    void failed(const inkstone::Error& error);

private:
    /// Many rows at once, there and back.
    struct BigChange {
        Text title;
        std::function<Status(DatasetRepository&)> apply, revert;
        std::function<void(const std::function<void()>& undo)> tell;
    };
    void changeByJob(const std::shared_ptr<const BigChange>& change, bool back);
    /// False when it was refused.
    bool push(QUndoCommand* command);

    void readInfo();
    void readRows();
    /// What the job that counts tokens finds out.
    struct Counted {
        std::string tokenizer;
        LengthStats lengths;
        Histogram histogram;
    };
    void takeLengths(Counted counted);
    void recordsChanged(DatasetId id);
    void takeRows(std::vector<RecordId> ids);

    Workbench& m_workbench;
    RecordModel* m_model;
    QUndoStack* m_history;
    TypedTexts m_typed;
    RecordWorld m_world;
    DatasetInfo m_info;
    RowQuery m_query;
    LengthStats m_lengths;
    Histogram m_histogram;
    std::string m_tokenizer;
    std::filesystem::path m_readerPath;
    std::shared_ptr<const Model> m_reader; ///< of m_readerPath; kept, so that one record is read at once
    JobId m_rowsJob = 0, m_countJob = 0, m_readJob = 0;
    bool m_editing = false; ///< an edit of ours: the rows stay although they may not match the search now
};

} // namespace inkstone
