#include "ui/pages/evaluate/evaluate_form.h"

#include "ui/documents/base_finder.h"
#include "ui/shell/format.h"
#include "ui/widgets/button.h"
#include "ui/widgets/choice_button.h"
#include "ui/widgets/sentence_row.h"

namespace inkstone {

namespace {
const QString baseOnly = QStringLiteral("base");
const QString besidePrefix =
    QStringLiteral("both|"); ///< the base model and what a run made, one after the other
const QString alonePrefix = QStringLiteral("one|");

bool holds(const QVector<PopupRow>& rows, const QString& id) {
    return std::any_of(rows.begin(), rows.end(), [&](const PopupRow& row) { return row.id == id; });
}

void offer(ChoiceButton& choice, const QVector<PopupRow>& rows, const QString& wanted) {
    const QString before = choice.current();
    choice.setRows(rows);
    choice.setCurrent(holds(rows, before)   ? before
                      : holds(rows, wanted) ? wanted
                      : rows.isEmpty()      ? QString()
                                            : rows.first().id);
}
} // namespace

EvaluateForm::EvaluateForm(Workbench& workbench, QWidget* parent) : Panel(parent), m_workbench(workbench) {
    content()->setContentsMargins(16, 14, 16, 14);
    const auto make = [this](const QString& name, const QString& placeholder, const char* object) {
        auto* choice = new ChoiceButton(ChoiceButton::Size::Large, this);
        choice->setAccessibleName(name);
        choice->setPlaceholder(placeholder);
        choice->setObjectName(QLatin1String(object));
        connect(choice, &ChoiceButton::chosen, this, [this, choice](const QString& id) {
            choice->setCurrent(id);
            m_wantedVoice.clear();
            readChoices(); // who can answer depends on the model
        });
        return choice;
    };
    m_model = make(tr("Base model"), tr("a model"), "evaluate.model");
    m_voice = make(tr("Who answers"), tr("base model"), "evaluate.voice");
    m_suite = make(tr("Suite"), tr("a suite"), "evaluate.suite");
    m_start = new Button(tr("Evaluate"), Button::Kind::Primary, {}, this);
    m_start->setObjectName(QStringLiteral("evaluate.start"));
    connect(m_start, &QAbstractButton::clicked, this, &EvaluateForm::start);
    //: %1 is a model, %2 who answers (base model, what a run made of it, both), %3 a suite
    content()->addWidget(
        new SentenceRow(tr("Test %1 as %2 on %3"), {m_model, m_voice, m_suite}, {m_start}, this));
    for (auto signal : {&Workbench::projectChanged, &Workbench::modelsChanged, &Workbench::runsChanged,
                        &Workbench::suitesChanged})
        connect(&workbench, signal, this, &EvaluateForm::readChoices);
    readChoices();
}

void EvaluateForm::readChoices() {
    QVector<PopupRow> models, voices, suites;
    for (const ModelOnDisk& model : m_workbench.models())
        models.push_back({QString::fromStdString(model.path.string()),
                          QString::fromStdString(model.name),
                          formatBytes(qint64(model.bytes)),
                          {}});
    std::filesystem::path wanted = m_workbench.currentModel();
    for (const TrainedModel& model : m_workbench.trainedModels()) // asked beside the one it began with
        if (model.folder == wanted && m_workbench.model(model.basePath)) wanted = model.basePath;
    offer(*m_model, models, QString::fromStdString(wanted.string()));

    const std::filesystem::path base = m_model->current().toStdString();
    const ModelOnDisk* known = m_workbench.model(base);
    const bool made = known && known->source == ModelSource::Run;
    voices.push_back({baseOnly, made ? tr("the model itself") : tr("base model alone"), {}, {}});
    const auto add = [&](const QString& name, const std::filesystem::path& folder, const QString& alone) {
        const QString id = QString::fromStdString(folder.string());
        voices.push_back({besidePrefix + id, tr("base and %1").arg(name), {}, {}});
        voices.push_back({alonePrefix + id, name, alone, {}});
    };
    for (const AdapterChoice& adapter : m_workbench.adaptersOf(base))
        add(adapter.name, adapter.folder, tr("adapter alone"));
    for (const TrainedModel& model : m_workbench.trainedModelsOf(base))
        add(model.name, model.folder, tr("model alone"));
    offer(*m_voice, voices, voices.size() > 1 ? voices[1].id : baseOnly);
    if (holds(voices, m_wantedVoice)) m_voice->setCurrent(std::exchange(m_wantedVoice, QString()));

    const auto list =
        m_workbench.hasProject() ? m_workbench.project().suites() : Result<std::vector<SuiteInfo>>();
    QString largest; // questions before a text to read
    int64_t most = 0;
    for (const SuiteInfo& suite : list ? *list : std::vector<SuiteInfo>()) {
        if (suite.cases > most) {
            most = suite.cases;
            largest = QString::fromStdString(suite.name);
        }
        suites.push_back({QString::fromStdString(suite.name),
                          QString::fromStdString(suite.name),
                          tr("%n cases", nullptr, int(suite.cases)),
                          {}});
    }
    offer(*m_suite, suites, largest);
    refresh();
}

void EvaluateForm::refresh() {
    const bool complete = !m_model->current().isEmpty() && !m_suite->current().isEmpty();
    m_start->setEnabled(complete && m_running == 0);
    m_start->setToolTip(m_running                      ? tr("An evaluation is running; its progress is below")
                        : complete                     ? QString()
                        : m_workbench.models().empty() ? tr("Get a model on the Models page first")
                                                       : tr("Add a suite first"));
}

void EvaluateForm::setRun(RunId run) {
    std::filesystem::path learned;
    for (const AdapterChoice& adapter : m_workbench.adapters())
        if (adapter.run == run) learned = adapter.folder;
    const auto trained = m_workbench.trainedModel(run);
    if (trained) learned = trained->folder;
    if (learned.empty()) return;
    findBase(m_workbench, run, this,
             [this, learned, whole = trained.has_value()](const Result<std::filesystem::path>& base) {
                 const QString beside = besidePrefix + QString::fromStdString(learned.string());
                 // A whole model needs no base to be asked by itself.
                 if (whole && !(base && m_workbench.model(*base))) return chooseVoice(learned, baseOnly);
                 if (!base) return Q_EMIT failed(base.error());
                 chooseVoice(*base, beside);
             });
}

/// A model that was just found is asked for its hash first: its adapters are offered a moment later.
void EvaluateForm::chooseVoice(const std::filesystem::path& model, const QString& voice) {
    const QString path = QString::fromStdString(model.string());
    if (holds(m_model->rows(), path)) m_model->setCurrent(path);
    m_wantedVoice = voice;
    readChoices();
}

void EvaluateForm::setSuite(const QString& name) {
    m_suite->setCurrent(name);
    refresh();
}

void EvaluateForm::setRunning(int jobs) {
    m_running = jobs;
    refresh();
}

void EvaluateForm::start() {
    auto suite = m_workbench.project().loadSuiteByName(m_suite->current().toStdString());
    if (!suite) return Q_EMIT failed(suite.error());
    const QString who = m_voice->current();
    EvaluateRequest request;
    request.voice.model = m_model->current().toStdString();
    request.suite = std::move(*suite);
    std::vector<EvaluateRequest> requests;
    if (who == baseOnly || who.startsWith(besidePrefix)) requests.push_back(request);
    if (who != baseOnly) {
        const std::filesystem::path learned = who.section(QLatin1Char('|'), 1).toStdString();
        (m_workbench.model(learned) ? request.voice.model : request.voice.adapter) = learned;
        requests.push_back(request);
    }
    Q_EMIT evaluate(requests);
}

} // namespace inkstone
