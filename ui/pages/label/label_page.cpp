#include "ui/pages/label/label_page.h"

#include "core/base/json.h"
#include "core/label/corrections.h"
#include "ui/models/record_fields.h"
#include "ui/pages/label/choice_bar.h"
#include "ui/pages/label/label_editor.h"
#include "ui/pages/label/label_side.h"
#include "ui/pages/page_actions.h"
#include "ui/shell/format.h"
#include "ui/shell/shell.h"
#include "ui/widgets/button.h"
#include "ui/widgets/choice_button.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/label.h"
#include "ui/widgets/page_header.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTimer>
#include <algorithm>

namespace inkstone {

namespace {
constexpr int columnWidth = 720, sideWidth = 288;
constexpr int sideNeeds = 860;      ///< a narrower page leaves the side out
constexpr int keepAfterMs = 300;    ///< after the first unsaved letter, however long the typing goes on
constexpr double contextPart = 0.4; ///< of the height at most

struct FilterWords {
    const char* id;
    const char* words;
};
constexpr FilterWords kFilters[] = {{"unlabeled", QT_TRANSLATE_NOOP("inkstone::LabelPage", "Waiting")},
                                    {"all", QT_TRANSLATE_NOOP("inkstone::LabelPage", "All records")},
                                    {"skipped", QT_TRANSLATE_NOOP("inkstone::LabelPage", "Skipped")},
                                    {"flagged", QT_TRANSLATE_NOOP("inkstone::LabelPage", "Flagged")},
                                    {"labeled", QT_TRANSLATE_NOOP("inkstone::LabelPage", "Labeled")}};

/// A button with its key behind it: Skip [S].
Button* withKey(QBoxLayout* row, Button* button, const QString& key) {
    button->setFocusPolicy(Qt::NoFocus); // keys go to the page
    row->addWidget(button);
    row->addWidget(new KeyCap(key));
    row->addSpacing(8);
    return button;
}

void clear(QLayout* layout) {
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (item->widget()) item->widget()->deleteLater();
        delete item;
    }
}
} // namespace

LabelPage::LabelPage(Shell& shell, Workbench& workbench, QWidget* parent)
    : Page(shell, tr("Label"), parent), m_workbench(workbench),
      m_document(new LabelDocument(workbench, this)), m_keep(new QTimer(this)) {
    setFocusPolicy(Qt::StrongFocus);
    makeHeader();
    m_views = new QStackedWidget(this);
    m_views->addWidget(makeColumn());
    m_empty = new EmptyState(tr("Nothing to label"),
                             tr("Records sent here from Data, Evaluate and Chat wait for you."), m_views);
    m_empty->setAction(tr("Open Data"), [this] { this->shell().open(QStringLiteral("data")); });
    m_views->addWidget(m_empty);
    m_side = new LabelSide(*m_document, this);
    m_side->setFixedWidth(sideWidth);
    auto* panes = new QHBoxLayout;
    panes->setSpacing(0);
    panes->addWidget(m_views, 1);
    m_sideLine = makeHairline(Qt::Vertical, this);
    panes->addWidget(m_sideLine);
    panes->addWidget(m_side);
    body()->addLayout(panes);
    m_keep->setSingleShot(true);
    m_keep->setInterval(keepAfterMs);
    connectParts();
    addActions();
    readSets();
    showRecord();
}

void LabelPage::makeHeader() {
    header().setLine(true);
    m_sets = new ChoiceButton(ChoiceButton::Size::Regular, this);
    m_sets->setPlaceholder(tr("Data set"));
    m_sets->setAccessibleName(tr("Data set"));
    m_sets->setObjectName(QStringLiteral("label.sets"));
    m_sets->setIconName(QStringLiteral("data"));
    m_filter = new ChoiceButton(ChoiceButton::Size::Regular, this);
    m_filter->setAccessibleName(tr("Which records"));
    m_filter->setIconName(QStringLiteral("filter"));
    QVector<PopupRow> rows;
    for (const FilterWords& filter : kFilters)
        rows.push_back({QString::fromLatin1(filter.id), tr(filter.words), {}, {}});
    m_filter->setRows(rows);
    m_filter->setCurrent(QStringLiteral("unlabeled"));
    header().addAction(m_sets);
    header().addAction(m_filter);
    m_sideButton = Button::iconOnly(QStringLiteral("sidebar"), tr("Show progress and choices"), this);
    m_sideButton->setObjectName(QStringLiteral("label.side"));
    m_sideButton->setCheckable(true);
    m_sideButton->setFocusPolicy(Qt::TabFocus);
    header().addAction(m_sideButton);
    connect(m_sideButton, &QAbstractButton::toggled, this, &LabelPage::fitSide);
}

QWidget* LabelPage::makeColumn() {
    auto* outer = new QWidget(m_views);
    auto* row = new QHBoxLayout(outer);
    row->setContentsMargins(24, 12, 24, 16);
    auto* column = new QWidget(outer);
    column->setMaximumWidth(columnWidth);
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    m_where = new ElidedLabel({}, TextStyle::Secondary, Tone::Ink2, column);
    layout->addWidget(m_where);
    m_contextArea = new QScrollArea(column);
    m_contextArea->setWidgetResizable(true);
    m_contextArea->setFrameShape(QFrame::NoFrame);
    m_contextArea->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_contextArea->setFocusPolicy(Qt::NoFocus);
    m_contextArea->setAccessibleName(tr("The record"));
    m_contextInner = new QWidget;
    auto* quoted = new QHBoxLayout(m_contextInner);
    quoted->setContentsMargins(0, 0, 8, 0);
    quoted->setSpacing(14);
    auto* bar = makeHairline(Qt::Vertical, m_contextInner);
    bar->setFixedWidth(3);
    quoted->addWidget(bar);
    m_context = new QVBoxLayout;
    m_context->setSpacing(2);
    quoted->addLayout(m_context, 1);
    m_contextArea->setWidget(m_contextInner);
    layout->addWidget(m_contextArea);
    m_answerHead = makeAnswerHead();
    layout->addWidget(m_answerHead);
    m_editor = new LabelEditor(column);
    m_editor->setAccessibleName(tr("Answer"));
    m_editor->setObjectName(QStringLiteral("label.answer"));
    layout->addWidget(m_editor, 1);
    layout->addWidget(makeLabels());
    layout->addWidget(makeActions());
    row->addWidget(column, 1000);
    row->addStretch(1);
    return outer;
}

QWidget* LabelPage::makeAnswerHead() {
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 4, 0, 0);
    row->addWidget(makeLabel(tr("Answer"), TextStyle::Secondary, Tone::Ink2, box));
    row->addStretch(1);
    m_tab = new KeyCap(tr("Tab"), box);
    m_tabWords = makeLabel(tr("take the draft"), TextStyle::Secondary, Tone::Ink2, box);
    m_draft = new Button(tr("Draft"), Button::Kind::Quiet, QStringLiteral("models"), box);
    m_draft->setSmall();
    m_draft->setFocusPolicy(Qt::NoFocus);
    m_draft->setToolTip(tr("The model writes an answer that you may take with Tab (D)"));
    m_draft->setObjectName(QStringLiteral("label.draft"));
    row->addWidget(m_tab);
    row->addWidget(m_tabWords);
    row->addWidget(m_draft);
    return box;
}

QWidget* LabelPage::makeLabels() {
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 2, 0, 0);
    layout->setSpacing(8);
    auto* head = new QHBoxLayout;
    head->addWidget(makeLabel(tr("How is the answer?"), TextStyle::BodyStrong, Tone::Ink, box));
    head->addStretch(1);
    m_ratingBox = new QWidget(box);
    auto* rating = new QHBoxLayout(m_ratingBox);
    rating->setContentsMargins(0, 0, 0, 0);
    rating->setSpacing(8);
    m_stars = new RatingStars(m_ratingBox);
    rating->addWidget(makeLabel(tr("Rating"), TextStyle::Body, Tone::Ink2, m_ratingBox));
    rating->addWidget(m_stars);
    rating->addWidget(new KeyCap(tr("Shift 1–5"), m_ratingBox));
    head->addWidget(m_ratingBox);
    layout->addLayout(head);
    m_choices = new ChoiceBar(box);
    layout->addWidget(m_choices);
    return box;
}

QWidget* LabelPage::makeActions() {
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    const auto quiet = [&](const QString& text, const char* icon) {
        return new Button(text, Button::Kind::Quiet, QString::fromLatin1(icon), box);
    };
    Button* back = withKey(row, quiet(tr("Back"), "chevron-left"), QStringLiteral("⌫"));
    m_undo = withKey(row, quiet(tr("Undo"), "undo"), tr("Ctrl Z"));
    Button* skip = withKey(row, quiet(tr("Skip"), "skip"), QStringLiteral("S"));
    m_flag = withKey(row, quiet(tr("Flag"), "flag"), QStringLiteral("F"));
    row->addStretch(1);
    auto* save = new Button(tr("Save and next"), Button::Kind::Primary, {}, box);
    save->setObjectName(QStringLiteral("label.save"));
    save->setToolTip(tr("Ctrl+Enter"));
    row->addWidget(save);
    back->setObjectName(QStringLiteral("label.back"));
    skip->setObjectName(QStringLiteral("label.skip"));
    m_flag->setObjectName(QStringLiteral("label.flag"));
    connect(back, &QAbstractButton::clicked, m_document, &LabelDocument::previous);
    connect(m_undo, &QAbstractButton::clicked, m_document, &LabelDocument::undo);
    connect(skip, &QAbstractButton::clicked, m_document, &LabelDocument::skip);
    connect(m_flag, &QAbstractButton::clicked, m_document, &LabelDocument::flag);
    connect(save, &QAbstractButton::clicked, this, [this] { m_document->accept(answer()); });
    return box;
}

void LabelPage::connectParts() {
    connect(m_document, &LabelDocument::recordChanged, this, &LabelPage::showRecord);
    connect(m_document, &LabelDocument::progressChanged, this, &LabelPage::refreshHeader);
    connect(m_document, &LabelDocument::answerSaved, this, [this] {
        m_editor->document()->setModified(false);
        keepTyped();
    });
    connect(m_document, &LabelDocument::failed, this, [this](const Error& error) { notify(error); });
    connect(m_document, &LabelDocument::drafted, this,
            [this](const QString& piece) { m_editor->setGhost(m_editor->ghost() + piece); });
    connect(m_document, &LabelDocument::draftFinished, this, &LabelPage::showLabels);
    connect(&m_workbench, &Workbench::projectLeaving, this, &LabelPage::leave);
    connect(&m_workbench, &Workbench::projectChanged, this, &LabelPage::readSets);
    connect(&m_workbench, &Workbench::datasetsChanged, this, &LabelPage::readSets);
    connect(&m_workbench, &Workbench::recordsChanged, this, &LabelPage::readSets);
    connect(m_sets, &ChoiceButton::chosen, this, [this](const QString& id) {
        keepTyped();
        m_document->open(id.toLongLong());
        m_sets->setCurrent(id);
        setFocus();
    });
    connect(m_filter, &ChoiceButton::chosen, this, [this](const QString& id) {
        keepTyped();
        m_filter->setCurrent(id);
        if (const auto filter = labelFilterFromName(id.toStdString())) m_document->setFilter(*filter);
        setFocus();
    });
    connect(m_draft, &QAbstractButton::clicked, this, &LabelPage::toggleDraft);
    connect(m_editor, &LabelEditor::left, this, [this] { setFocus(Qt::OtherFocusReason); });
    connect(m_editor, &LabelEditor::saved, this, [this] {
        if (m_document->accept(answer())) setFocus(Qt::OtherFocusReason);
    });
    connect(m_editor, &QPlainTextEdit::textChanged, m_keep, [this] {
        if (!m_keep->isActive()) m_keep->start();
    });
    connect(m_keep, &QTimer::timeout, this, &LabelPage::keepTyped);
    connect(m_choices, &ChoiceBar::chosen, this, [this](int index) { m_document->choose(index, answer()); });
    connect(m_stars, &RatingStars::chosen, this, [this](int rating) { m_document->rate(rating, answer()); });
}

void LabelPage::addActions() {
    bindAction(*this, "label.undo", [this] { m_document->undo(); });
    bindAction(*this, "label.redo", [this] { m_document->redo(); });
    bindAction(*this, "label.draft", [this] { toggleDraft(); });
}

void LabelPage::arrive(const QVariant& argument) {
    const QVariantMap map = argument.toMap();
    if (m_workbench.hasProject() && map.contains(QStringLiteral("record")))
        m_document->openRecord(map.value(QStringLiteral("record")).toLongLong());
    if (map.contains(QStringLiteral("dataset")))
        m_document->open(map.value(QStringLiteral("dataset")).toLongLong());
    readSets();
    setFocus(Qt::OtherFocusReason);
}

void LabelPage::leave() {
    keepTyped();
    m_document->stopDraft();
}

/// Corrections come first: they are why somebody opens this page.
void LabelPage::readSets() {
    QVector<PopupRow> rows;
    DatasetId first = 0, corrections = 0, current = m_document->dataset();
    bool there = false;
    if (m_workbench.hasProject())
        if (const auto list = m_workbench.project().datasets().list())
            for (const DatasetInfo& set : *list) {
                const int64_t waiting = set.records - set.labeled - set.skipped;
                rows.push_back({QString::number(set.id),
                                QString::fromStdString(set.name),
                                tr("%1 waiting").arg(formatCount(waiting)),
                                {}});
                if (!first) first = set.id;
                if (set.name == correctionsName && waiting > 0) corrections = set.id;
                there |= set.id == current;
            }
    m_sets->setRows(rows);
    m_sets->setVisible(!rows.isEmpty());
    m_sets->updateGeometry();
    if (!there && (first || current)) m_document->open(corrections ? corrections : first);
    m_sets->setCurrent(QString::number(m_document->dataset()));
}

std::string LabelPage::draftKey() const { return "label/answer/" + std::to_string(m_shown); }

std::string LabelPage::answer() const {
    if (!m_document->record() || m_editor->isHidden()) return {};
    // Untouched, the answer is the record's own: an editor may not hold every text letter by letter.
    if (!m_editor->document()->isModified()) return answerOf(*m_document->record());
    return m_editor->toPlainText().toStdString();
}

/// What is typed and not yet saved survives a crash.
void LabelPage::keepTyped() {
    m_keep->stop();
    if (!m_shown || !m_workbench.hasProject() || m_workbench.project().readOnly()) return;
    const bool typed = m_editor->document()->isModified();
    const Status kept =
        m_workbench.project().drafts().set(draftKey(), typed ? m_editor->toPlainText().toStdString() : "");
    if (!kept) notify(kept.error());
}

void LabelPage::showRecord() {
    const auto& record = m_document->record();
    m_sets->setCurrent(QString::number(m_document->dataset()));
    const bool same = record && record->id == m_shown;
    if (!same && m_shown && m_keep->isActive()) keepTyped();
    if (!record) {
        m_shown = 0;
        showEmpty();
        return;
    }
    m_views->setCurrentIndex(0);
    const bool typing = same && m_editor->document()->isModified() &&
                        m_editor->toPlainText().toStdString() != answerOf(*record);
    m_shown = record->id;
    if (!same) showContext();
    if (!typing) showAnswer();
    showLabels();
    refreshHeader();
    if (!same) fitContext();
}

void LabelPage::showEmpty() {
    const bool sets = m_document->dataset();
    const bool all = m_document->filter() != LabelFilter::Unlabeled;
    m_empty->setWords(!sets ? tr("Nothing to label")
                      : all ? tr("No such record")
                            : tr("All done"),
                      !sets ? tr("Records sent here from Data, Evaluate and Chat wait for you.")
                      : all ? tr("No record of this data set fits the filter.")
                            : tr("Every record of this data set is labeled or skipped."));
    m_views->setCurrentIndex(1);
    refreshHeader();
}

void LabelPage::showContext() {
    clear(m_context);
    const Record& record = *m_document->record();
    const auto block = [this](const QString& role, const std::string& text) {
        if (m_context->count()) m_context->addSpacing(8);
        m_context->addWidget(makeLabel(role, TextStyle::Secondary, Tone::Ink2));
        QLabel* words = makeParagraph(QString::fromStdString(text), TextStyle::Reading, Tone::Ink);
        words->setTextFormat(Qt::PlainText);
        m_context->addWidget(words);
    };
    std::vector<Turn> turns = record.turns;
    // The last answer is the one under work, below.
    if (record.kind == RecordKind::Chat && !turns.empty() && turns.back().role == "assistant")
        turns.pop_back();
    if (record.kind == RecordKind::Text) block(roleWord(QStringLiteral("text")), record.text);
    for (const Turn& turn : turns) block(roleWord(QString::fromStdString(turn.role)), turn.content);
    if (!record.rejected.empty()) block(roleWord(QStringLiteral("rejected")), record.rejected.back().content);
    for (const auto& [name, json] : record.extra)
        if (name == "expected")
            if (const auto list = parseJson(json, name); list && list->is_array())
                for (const Json& item : *list)
                    if (item.is_string()) block(tr("Expected"), item.get<std::string>());
    const std::string written = answerOf(record);
    if (!record.draft.empty() && !written.empty()) block(tr("What the model said"), record.draft);
    m_context->addStretch(1);
}

void LabelPage::showAnswer() {
    const Record& record = *m_document->record();
    const bool rewrites = record.kind != RecordKind::Text && m_document->schema().rewrite;
    m_answerHead->setVisible(rewrites);
    m_editor->setVisible(rewrites);
    const std::string written = answerOf(record);
    m_editor->blockSignals(true);
    m_editor->setPlainText(QString::fromStdString(written));
    m_editor->document()->setModified(false);
    if (const auto typed = m_workbench.project().drafts().get(draftKey()); typed && *typed) {
        if (**typed != written) {
            m_editor->setPlainText(QString::fromStdString(**typed));
            m_editor->document()->setModified(true);
        } else if (const Status gone = m_workbench.project().drafts().set(draftKey(), ""); !gone) {
            notify(gone.error());
        }
    }
    m_editor->blockSignals(false);
    m_editor->setGhost(written.empty() && !m_editor->document()->isModified()
                           ? QString::fromStdString(record.draft)
                           : QString());
}

void LabelPage::showLabels() {
    const auto& record = m_document->record();
    if (!record) return;
    m_choices->setSchema(m_document->schema());
    m_choices->setChosen(record->labels.choices);
    m_ratingBox->setVisible(m_document->schema().rating);
    m_stars->setRating(record->labels.rating);
    m_flag->setText(record->labels.flagged ? tr("Flagged") : tr("Flag"));
    const bool ghost = !m_editor->ghost().isEmpty();
    m_tab->setVisible(ghost);
    m_tabWords->setVisible(ghost);
    m_draft->setText(m_document->drafting() ? tr("Stop") : tr("Draft"));
    const QString state = record->labels.state == LabelState::Skipped   ? tr("skipped")
                          : record->labels.state == LabelState::Labeled ? tr("labeled")
                                                                        : tr("waiting");
    m_where->setText(
        joinFacts({QStringLiteral("#%1").arg(record->id), QString::fromStdString(m_document->info().name),
                   record->split == Split::Train ? tr("train") : tr("held-out"), state}));
}

void LabelPage::refreshHeader() {
    const LabelProgress& progress = m_document->progress();
    if (!m_document->dataset())
        return header().setSubtitle(tr("Say which answers are right, and write better ones"));
    header().setFacts(
        {QString::fromStdString(m_document->info().name),
         tr("%n records, %1 waiting", nullptr, int(progress.records)).arg(formatCount(progress.remaining))});
}

void LabelPage::toggleDraft() {
    if (m_document->drafting()) return m_document->stopDraft();
    if (!m_document->record() || m_editor->isHidden()) return;
    m_editor->setGhost({});
    m_document->draft();
    showLabels();
    m_tab->setVisible(true);
    m_tabWords->setVisible(true);
    m_editor->setFocus(Qt::OtherFocusReason);
}

bool LabelPage::rateByKey(const QKeyEvent& event) {
    if (!(event.modifiers() & Qt::ShiftModifier)) return false;
    // Shift and a digit is another character on most keyboards; its place on the keyboard is the same.
    constexpr quint32 firstDigit = 10;
    int rating = event.key() - Qt::Key_1 + 1;
    if (event.nativeScanCode() >= firstDigit && event.nativeScanCode() < firstDigit + 5)
        rating = int(event.nativeScanCode() - firstDigit) + 1;
    else if (const qsizetype at = QStringLiteral("!@#$%").indexOf(event.text());
             at >= 0 && !event.text().isEmpty())
        rating = int(at) + 1;
    if (rating < 1 || rating > 5) return false;
    m_document->rate(rating, answer());
    return true;
}

/// The keys of the page: Tab takes a draft.
bool LabelPage::focusNextPrevChild(bool next) {
    const bool draft = next && hasFocus() && !m_editor->ghost().isEmpty();
    return !draft && Page::focusNextPrevChild(next);
}

void LabelPage::keyPressEvent(QKeyEvent* event) {
    const bool plain = !(event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier));
    if (!plain || !m_document->dataset() || rateByKey(*event)) return Page::keyPressEvent(event);
    const int key = event->key();
    if (key >= Qt::Key_1 && key <= Qt::Key_9) {
        m_document->choose(key - Qt::Key_1, answer());
        return;
    }
    switch (key) {
    case Qt::Key_S:
        m_document->skip();
        break;
    case Qt::Key_F:
        m_document->flag();
        break;
    case Qt::Key_D:
        toggleDraft();
        break;
    case Qt::Key_Backspace:
        m_document->previous();
        break;
    case Qt::Key_Right:
        m_document->next();
        break;
    case Qt::Key_Left:
        m_document->previous();
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_E:
        m_editor->setFocus(Qt::OtherFocusReason);
        break;
    case Qt::Key_Tab:
        if (!m_editor->ghost().isEmpty()) {
            m_editor->takeGhost();
            m_editor->setFocus(Qt::OtherFocusReason);
            break;
        }
        [[fallthrough]];
    default:
        Page::keyPressEvent(event);
    }
}

void LabelPage::fitContext() {
    const int width = m_contextArea->viewport()->width();
    const int wanted = m_contextInner->layout()->hasHeightForWidth()
                           ? m_contextInner->layout()->totalHeightForWidth(width)
                           : m_contextInner->sizeHint().height();
    const bool alone = m_editor->isHidden(); // a plain text has the room for itself
    const int most = int(m_views->height() * (alone ? 0.7 : contextPart));
    m_contextArea->setFixedHeight(std::clamp(wanted + 4, 40, std::max(most, 80)));
}

/// A narrow page shows progress and choices when they are asked for.
void LabelPage::fitSide() {
    const bool wide = width() >= sideNeeds;
    m_sideButton->setVisible(!wide);
    m_side->setVisible(wide || m_sideButton->isChecked());
    m_sideLine->setVisible(!m_side->isHidden());
}

void LabelPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    fitSide();
    QTimer::singleShot(0, this, &LabelPage::fitContext);
}

} // namespace inkstone
