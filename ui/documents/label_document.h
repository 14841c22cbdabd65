#pragma once
// The record that is being labeled: walking, labeling, undo. Every change goes through core's LabelQueue and
// is on disk before the next record is shown.

#include "ui/documents/workbench.h"

#include <QObject>

namespace inkstone {

class LabelDocument final : public QObject {
    Q_OBJECT
public:
    explicit LabelDocument(Workbench& workbench, QObject* parent = nullptr);
    ~LabelDocument() override;

    DatasetId dataset() const { return m_info.id; } ///< 0: none
    const DatasetInfo& info() const { return m_info; }
    const LabelSchema& schema() const { return m_schema; }
    const LabelProgress& progress() const { return m_progress; }
    LabelFilter filter() const { return m_filter; }
    const std::optional<Record>& record() const { return m_record; } ///< none: nothing is left
    bool drafting() const { return m_job != 0; }

    void open(DatasetId id);
    void openRecord(RecordId id);
    void setFilter(LabelFilter filter);
    void next();
    void previous();

    /// False when it was refused: failed() has said why. `answer` is what stands in the editor; it is saved
    /// with the label when it differs from the record's.
    bool choose(int index, const std::string& answer); ///< of the schema; goes on when the schema says so
    bool rate(int rating, const std::string& answer);
    bool saveAnswer(const std::string& answer); ///< no change is fine
    bool accept(const std::string& answer);     ///< this is the answer: labeled, and goes on
    bool skip();                                ///< and goes on
    bool flag();                                ///< on or off
    void undo();
    void redo();
    bool setSchema(const LabelSchema& schema);
    bool setGuidelines(const std::string& text);

    /// The model answers the record's prompt; pieces come by drafted().
    void draft();
    void stopDraft();

signals:
    void recordChanged();   ///< another record, or the same one read anew
    void progressChanged(); ///< counts, schema, guidelines
    void drafted(const QString& piece);
    void draftFinished();
    void answerSaved(); ///< what stood in the editor is in the record now
    void failed(const inkstone::Error& error);

private:
    LabelQueue queue() const { return m_workbench.project().labels(); }
    bool take(Result<LabelEdit> edit);
    void show(Result<std::optional<Record>> record);
    void readCounts();
    void tell();
    void reread();

    Workbench& m_workbench;
    DatasetInfo m_info;
    LabelSchema m_schema;
    LabelProgress m_progress;
    LabelFilter m_filter = LabelFilter::Unlabeled;
    std::optional<Record> m_record;
    std::vector<LabelEdit> m_undo, m_redo;
    JobId m_job = 0;
    bool m_telling = false;
};

} // namespace inkstone
