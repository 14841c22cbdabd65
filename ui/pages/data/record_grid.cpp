#include "ui/pages/data/record_grid.h"

#include "ui/models/record_model.h"
#include "ui/shell/format.h"
#include "ui/shell/icons.h"
#include "ui/widgets/composing.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/filter_box.h"
#include "ui/widgets/label.h"
#include "ui/widgets/length_histogram.h"
#include "ui/widgets/segmented.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/tag_chip.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPointer>
#include <QTimer>

namespace inkstone {

namespace {
constexpr int keepDelayMs = 400;
const char* const cellPlace = "cell."; ///< and the column

/// Cells are edited as texts of several lines: Enter saves, Shift+Enter breaks the line. What is typed is kept
/// against a crash until it is saved (by the document) or given up by Esc.
class RecordDelegate final : public TableDelegate {
public:
    RecordDelegate(DatasetDocument& document, TableView* table)
        : TableDelegate(table), m_document(document) {
        m_keep.setSingleShot(true);
        m_keep.setInterval(keepDelayMs);
        connect(&m_keep, &QTimer::timeout, this, &RecordDelegate::keepTyped);
        connect(this, &QAbstractItemDelegate::closeEditor, this, [this](QWidget* editor, EndEditHint hint) {
            m_keep.stop();
            if (hint == RevertModelCache) m_document.typed().forget(recordOf(editor), placeOf(editor));
        });
    }

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem&,
                          const QModelIndex& index) const override {
        auto* editor = new QPlainTextEdit(parent);
        editor->setTabChangesFocus(true);
        editor->setObjectName(QStringLiteral("data.cell"));
        editor->setAccessibleName(index.model()->headerData(index.column(), Qt::Horizontal).toString());
        editor->setProperty(recordProperty, qlonglong(m_document.model().idAt(index.row())));
        editor->setProperty(placeProperty, QLatin1String(cellPlace) + QString::number(index.column()));
        connect(editor, &QPlainTextEdit::textChanged, this, [this, editor] {
            m_editor = editor;
            m_keep.start();
        });
        return editor;
    }
    void setEditorData(QWidget* editor, const QModelIndex& index) const override {
        auto* text = static_cast<QPlainTextEdit*>(editor);
        if (text->document()->isModified()) return; // the model was read anew while somebody types
        text->setPlainText(index.data(Qt::EditRole).toString());
        text->document()->setModified(false);
        text->selectAll();
        if (const auto typed = m_document.typed().get(recordOf(editor), placeOf(editor)))
            text->insertPlainText(*typed);
    }
    void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override {
        const QString text = static_cast<QPlainTextEdit*>(editor)->toPlainText();
        model->setData(index, text, Qt::EditRole);
        if (index.data(Qt::EditRole).toString() == text) // else it was refused, and waits
            m_document.typed().forget(recordOf(editor), placeOf(editor));
    }
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                              const QModelIndex&) const override {
        const int height = 126, room = editor->parentWidget()->height();
        QRect rect = option.rect;
        rect.setHeight(height);
        if (rect.bottom() > room) rect.moveBottom(std::max(height, option.rect.bottom()));
        editor->setGeometry(rect);
    }

protected:
    bool eventFilter(QObject* object, QEvent* event) override {
        if (event->type() == QEvent::KeyPress) {
            auto* key = static_cast<QKeyEvent*>(event);
            const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
            const auto* text = qobject_cast<const QPlainTextEdit*>(object);
            if (text && isComposing(*text)) return false;
            if (enter && !(key->modifiers() & Qt::ShiftModifier)) {
                auto* editor = static_cast<QWidget*>(object);
                Q_EMIT commitData(editor);
                Q_EMIT closeEditor(editor);
                return true;
            }
        }
        return TableDelegate::eventFilter(object, event);
    }

private:
    static constexpr const char *recordProperty = "record", *placeProperty = "place";
    static RecordId recordOf(const QWidget* editor) { return editor->property(recordProperty).toLongLong(); }
    static QString placeOf(const QWidget* editor) { return editor->property(placeProperty).toString(); }

    void keepTyped() {
        if (!m_editor || !m_editor->document()->isModified()) return;
        const Status kept =
            m_document.typed().keep(recordOf(m_editor), placeOf(m_editor), m_editor->toPlainText());
        if (!kept) Q_EMIT m_document.failed(kept.error());
    }

    DatasetDocument& m_document;
    mutable QTimer m_keep; // Qt makes editors in a const function
    mutable QPointer<QPlainTextEdit> m_editor; ///< typed in last
};

TagChip* makeChip(const QString& text, std::optional<Tone> dot, QWidget* parent) {
    auto* chip = new TagChip(text, parent);
    chip->setCheckable(true);
    chip->setDot(dot);
    return chip;
}
} // namespace

RecordGrid::RecordGrid(Workbench& workbench, DatasetDocument& document, QWidget* parent)
    : QWidget(parent), m_workbench(workbench), m_document(document) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeTools());
    layout->addWidget(makeHairline());
    m_lengthsBox = makeLengths();
    layout->addWidget(m_lengthsBox);
    makeTable();
    layout->addWidget(m_table, 1);
    connect(&document, &DatasetDocument::infoChanged, this, &RecordGrid::showCounts);
    connect(&document, &DatasetDocument::rowsChanged, this, &RecordGrid::rowsReset);
    connect(&document, &DatasetDocument::lengthsChanged, this, &RecordGrid::showLengths);
    showCounts();
    showLengths();
}

QWidget* RecordGrid::makeTools() {
    auto* box = new QWidget(this);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(16, 14, 16, 12);
    layout->setSpacing(12);
    auto* first = new QHBoxLayout;
    first->setSpacing(10);
    m_search = new FilterBox(tr("Search records"), box);
    m_search->setObjectName(QStringLiteral("data.search"));
    m_split = new Segmented(box);
    m_split->setAccessibleName(tr("Split"));
    m_split->addOption(QStringLiteral("all"), tr("All"));
    m_split->addOption(QStringLiteral("train"), tr("Train"));
    m_split->addOption(QStringLiteral("held"), tr("Held-out"));
    first->addWidget(m_search, 1);
    first->addWidget(m_split);
    layout->addLayout(first);
    auto* second = new QHBoxLayout;
    second->setSpacing(8);
    m_unlabeled = makeChip(tr("Unlabeled"), {}, box);
    m_labeled = makeChip(tr("Labeled"), Tone::Good, box);
    m_flagged = makeChip(tr("Flagged"), Tone::Bad, box);
    m_shown = makeLabel({}, TextStyle::Secondary, Tone::Ink2, box);
    for (TagChip* chip : {m_unlabeled, m_labeled, m_flagged}) {
        second->addWidget(chip);
        connect(chip, &QAbstractButton::clicked, this, [this, chip](bool on) {
            if (on)
                for (TagChip* other : {m_unlabeled, m_labeled, m_flagged})
                    if (other != chip) other->setChecked(false);
            query();
        });
    }
    second->addStretch(1);
    second->addWidget(m_shown);
    layout->addLayout(second);
    connect(m_search, &FilterBox::filterChanged, this, &RecordGrid::query);
    connect(m_search, &FilterBox::leaveDown, this, [this] { m_table->setFocus(); });
    connect(m_split, &Segmented::chosen, this, &RecordGrid::query);
    return box;
}

QWidget* RecordGrid::makeLengths() {
    auto* box = new QWidget(this);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(16, 0, 16, 0);
    layout->setSpacing(0);
    m_lengths = new LengthHistogram(box);
    m_lengths->setFixedHeight(94);
    m_lengths->setAccessibleName(tr("Lengths of the records in tokens"));
    layout->addWidget(m_lengths);
    layout->addWidget(makeHairline());
    connect(m_lengths, &LengthHistogram::cutDragged, this, &RecordGrid::showCut);
    connect(m_lengths, &LengthHistogram::cutChosen, this, [this](double value) {
        showCut(value);
        // Where the line stands is a convenience; without a writable project it is forgotten.
        (void)m_workbench.settings().set(setting::lengthCut, int64_t(value));
    });
    return box;
}

void RecordGrid::makeTable() {
    m_table = new TableView(this);
    m_table->setObjectName(QStringLiteral("data.rows"));
    m_table->setAccessibleName(tr("Records"));
    m_table->setItemDelegate(new RecordDelegate(m_document, m_table));
    m_table->setModel(&m_document.model());
    m_table->setColumnWidth(RecordModel::Number, 64);
    m_table->setColumnWidth(RecordModel::Prompt, 190);
    m_table->setColumnWidth(RecordModel::Tokens, 72);
    m_table->setColumnWidth(RecordModel::Label, 104);
    m_table->setStretchColumn(RecordModel::Answer);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setEmptyState(
        new EmptyState(tr("No record here"), tr("No record of this data set fits the search.")));
    QHeaderView* head = m_table->horizontalHeader();
    head->setSortIndicator(RecordModel::Number, Qt::AscendingOrder);
    head->setSortIndicatorShown(true);
    connect(head, &QHeaderView::sortIndicatorChanged, this, &RecordGrid::sort);
    connect(m_table, &TableView::rowChosen, this, [this](int row) {
        if (row < 0 || row >= m_document.model().rowCount()) return;
        m_row = row;
        m_current = m_document.model().idAt(row);
        Q_EMIT currentChanged(m_current);
    });
    connect(m_table, &TableView::trashRequested, this, &RecordGrid::trashRequested);
    connect(m_table, &QWidget::customContextMenuRequested, this, &RecordGrid::showMenu);
}

std::vector<RecordId> RecordGrid::selected() const {
    std::vector<RecordId> ids;
    for (int row : m_table->selectedRows()) ids.push_back(m_document.model().idAt(row));
    return ids;
}

void RecordGrid::showRecord(RecordId id) {
    m_current = id;
    const int row = m_document.model().rowOf(id);
    if (row < 0) return;
    m_table->selectRow(row);
    m_table->scrollTo(m_document.model().index(row, 0));
}

void RecordGrid::step(int rows) {
    const int count = m_document.model().rowCount();
    if (count) m_table->selectRow(std::clamp(m_row + rows, 0, count - 1));
}

void RecordGrid::save() {
    auto* cell = m_table->findChild<QPlainTextEdit*>(QStringLiteral("data.cell"));
    if (!cell || !cell->document()->isModified()) return;
    m_table->itemDelegate()->setModelData(cell, m_table->model(), m_table->currentIndex());
    cell->document()->setModified(false);
}

bool RecordGrid::resume(RecordId id, const QString& place) {
    showRecord(id);
    if (!place.startsWith(QLatin1String(cellPlace))) return false;
    const QModelIndex cell = m_document.model().index(
        m_document.model().rowOf(id), place.mid(int(qstrlen(cellPlace))).toInt());
    if (cell.isValid()) m_table->edit(cell);
    return true;
}

void RecordGrid::clearSearch() {
    m_search->blockSignals(true); // the document reads its rows anew anyway
    m_search->clear();
    m_search->blockSignals(false);
    m_split->setCurrent(QStringLiteral("all"));
    for (TagChip* chip : {m_unlabeled, m_labeled, m_flagged}) chip->setChecked(false);
    showOrder({});
    m_current = 0;
    m_row = 0;
}

void RecordGrid::query() {
    RowQuery query;
    query.text = m_search->text().trimmed().toStdString();
    if (m_split->current() == QLatin1String("train")) query.split = Split::Train;
    if (m_split->current() == QLatin1String("held")) query.split = Split::Validation;
    if (m_unlabeled->isChecked()) query.state = LabelState::Unlabeled;
    if (m_labeled->isChecked()) query.state = LabelState::Labeled;
    if (m_flagged->isChecked()) query.flagged = true;
    query.order = m_order.order;
    query.descending = m_order.descending;
    m_document.setQuery(query);
}

/// Numbers, tokens and labels sort; a million texts in alphabetical order help nobody.
void RecordGrid::sort(int column, Qt::SortOrder direction) {
    const auto order = column == RecordModel::Number   ? std::optional(RowOrder::Position)
                       : column == RecordModel::Tokens ? std::optional(RowOrder::Tokens)
                       : column == RecordModel::Label  ? std::optional(RowOrder::State)
                                                       : std::nullopt;
    if (!order) {
        showOrder(m_order);
        return Q_EMIT sortRefused();
    }
    m_order = {*order, direction == Qt::DescendingOrder};
    query();
}

void RecordGrid::showOrder(Order order) {
    m_order = order;
    QHeaderView* head = m_table->horizontalHeader();
    const QSignalBlocker quiet(head);
    head->setSortIndicator(order.order == RowOrder::Tokens  ? RecordModel::Tokens
                           : order.order == RowOrder::State ? RecordModel::Label
                                                            : RecordModel::Number,
                           order.descending ? Qt::DescendingOrder : Qt::AscendingOrder);
    head->viewport()->update();
}

/// Other rows: the record that was chosen stays so, else the row that took its place.
void RecordGrid::rowsReset() {
    showCounts();
    const int count = m_document.model().rowCount();
    if (count == 0) {
        m_current = 0;
        Q_EMIT currentChanged(0);
        return;
    }
    const int known = m_current ? m_document.model().rowOf(m_current) : -1;
    const int row = known >= 0 ? known : std::clamp(m_row, 0, count - 1);
    m_table->selectRow(row);
    m_table->scrollTo(m_document.model().index(row, 0));
}

void RecordGrid::showCounts() {
    const DatasetInfo& info = m_document.info();
    const auto with = [](const QString& word, int64_t count) {
        return word + QLatin1Char(' ') + formatCount(count);
    };
    m_split->setText(QStringLiteral("all"), with(tr("All"), info.records));
    m_split->setText(QStringLiteral("train"), with(tr("Train"), info.records - info.validation));
    m_split->setText(QStringLiteral("held"), with(tr("Held-out"), info.validation));
    m_unlabeled->setCount(info.records - info.labeled - info.skipped);
    m_labeled->setCount(info.labeled);
    m_flagged->setCount(info.flagged);
    const int shown = m_document.model().rowCount();
    m_shown->setText(shown == info.records
                         ? tr("%n records", nullptr, shown)
                         : tr("%1 of %2 records").arg(formatCount(shown), formatCount(info.records)));
}

void RecordGrid::showLengths() {
    const Histogram& histogram = m_document.histogram();
    m_lengthsBox->setVisible(!histogram.records.empty());
    if (histogram.records.empty()) return;
    QVector<qint64> counts;
    for (int64_t records : histogram.records) counts << records;
    m_lengths->setBins(counts, double(histogram.binWidth), tr("tokens"));
    showCut(double(m_workbench.settings().get(setting::lengthCut)));
}

void RecordGrid::showCut(double value) {
    const Histogram& histogram = m_document.histogram();
    int64_t beyond = 0;
    for (size_t i = 0; i < histogram.records.size(); ++i)
        if (double(histogram.binWidth) * double(i) >= value) beyond += histogram.records[i];
    const double end = double(histogram.binWidth) * double(histogram.records.size());
    m_lengths->setCut(value <= end ? value : end);
    m_lengths->setCutText(
        value <= end ? tr("cut at %1 tokens, %2 records").arg(formatCount(qint64(value)), formatCount(beyond))
                     : tr("cut at %1 tokens, none is longer").arg(formatCount(qint64(value))));
}

void RecordGrid::showMenu(const QPoint& at) {
    const std::vector<RecordId> ids = selected();
    if (ids.empty()) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(iconOf(QStringLiteral("label")), tr("Label"), this,
                    [this, id = ids.front()] { Q_EMIT labelRequested(id); });
    menu->addSeparator();
    menu->addAction(tr("Move to held-out"), this, [this, ids] { m_document.move(ids, Split::Validation); });
    menu->addAction(tr("Move to train"), this, [this, ids] { m_document.move(ids, Split::Train); });
    menu->addSeparator();
    menu->addAction(iconOf(QStringLiteral("trash")), tr("Delete") + QStringLiteral("\tDel"), this,
                    &RecordGrid::trashRequested);
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

} // namespace inkstone
