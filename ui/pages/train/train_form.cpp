#include "ui/pages/train/train_form.h"

#include "ui/models/run_model.h"
#include "ui/pages/train/plan_table.h"
#include "ui/shell/core_text.h"
#include "ui/shell/format.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/button.h"
#include "ui/widgets/choice_button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/sentence_row.h"

#include <QBoxLayout>

namespace inkstone {

namespace {
constexpr int planDelayMs = 300;
QString key(const std::filesystem::path& path) { return QString::fromStdString(path.string()); }
} // namespace

TrainForm::TrainForm(Workbench& workbench, QWidget* parent) : Panel(parent), m_workbench(workbench) {
    m_advanced = new AdvancedSettings(this);
    content()->setSpacing(12);
    content()->addWidget(makeSentence());
    content()->addWidget(makePlan());
    content()->addWidget(m_advanced);
    m_advanced->setObjectName(QStringLiteral("train.settings"));
    m_advanced->hide();
    m_planTimer.setSingleShot(true);
    m_planTimer.setInterval(planDelayMs);
    connect(&m_planTimer, &QTimer::timeout, this, &TrainForm::plan);
    connect(m_advanced, &AdvancedSettings::changed, this, &TrainForm::planSoon);
    connect(&workbench, &Workbench::projectChanged, this, [this] {
        readSettings();
        readChoices();
    });
    connect(&workbench, &Workbench::modelsChanged, this, &TrainForm::readChoices);
    connect(&workbench, &Workbench::datasetsChanged, this, &TrainForm::readChoices);
    readSettings();
    readChoices();
}

QWidget* TrainForm::makeSentence() {
    const auto make = [this](const QString& name, const QString& placeholder, const char* object) {
        auto* choice = new ChoiceButton(ChoiceButton::Size::Large, this);
        choice->setPlaceholder(placeholder);
        choice->setAccessibleName(name);
        choice->setObjectName(QLatin1String(object));
        return choice;
    };
    m_model = make(tr("Base model"), tr("a model"), "train.model");
    m_data = make(tr("Data set"), tr("a data set"), "train.data");
    m_method = make(tr("Method"), {}, "train.method");
    QVector<PopupRow> methods;
    for (const auto& [method, title, meaning] :
         {std::tuple(loraMethod, methodName(loraMethod), tr("an adapter beside the frozen model")),
          std::tuple(fullMethod, tr("full fine-tuning"),
                     tr("all weights: a new model, and much more memory"))})
        methods.push_back({.id = QString::fromLatin1(method),
                           .title = title,
                           .note = meaning,
                           .icon = {},
                           .noteInButton = false});
    m_method->setRows(methods);
    m_advancedButton = new Button(tr("Advanced"), Button::Kind::Quiet, QStringLiteral("sliders"), this);
    m_advancedButton->setObjectName(QStringLiteral("train.advanced"));
    m_advancedButton->setCheckable(true);
    connect(m_advancedButton, &QAbstractButton::toggled, this, [this](bool on) {
        m_advanced->setVisible(on);
        m_parts->setVisible(on && m_memory->isVisible());
    });
    m_start = new Button(tr("Fine-tune"), Button::Kind::Primary, {}, this);
    m_start->setObjectName(QStringLiteral("train.start"));
    connect(m_start, &QAbstractButton::clicked, this, &TrainForm::start);
    connect(m_method, &ChoiceButton::chosen, this, [this](const QString& method) {
        m_advanced->setMethod(method.toStdString());
        planSoon();
    });
    for (ChoiceButton* choice : {m_model, m_data})
        connect(choice, &ChoiceButton::chosen, this, [this, choice](const QString& id) {
            choice->setCurrent(id);
            planSoon();
        });
    //: %1 is a model, %2 a data set, %3 a method
    return new SentenceRow(tr("Teach %1 with %2 using %3"), {m_model, m_data, m_method},
                           {m_advancedButton, m_start}, this);
}

QWidget* TrainForm::makePlan() {
    auto* box = new QWidget(this);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    m_memory = new MemoryBar(box);
    layout->addWidget(m_memory);
    m_facts = new QWidget(box);
    auto* facts = new QHBoxLayout(m_facts);
    facts->setContentsMargins(0, 0, 0, 0);
    facts->setSpacing(6);
    const auto add = [&](const QString& name, const QString& meaning) {
        QLabel* label = makeLabel(name, TextStyle::Body, Tone::Ink2, m_facts);
        label->setToolTip(meaning);
        QLabel* value = makeLabel({}, TextStyle::BodyMedium, Tone::Ink, m_facts);
        facts->addWidget(label);
        facts->addWidget(value);
        facts->addSpacing(14);
        return value;
    };
    m_steps = add(tr("Steps"), tr("How often the weights that learn are changed"));
    m_tokens = add(tr("Tokens"), tr("Pieces of text the run reads, all epochs together"));
    m_time = add(tr("Time"), tr("Estimated from a short measurement of this machine"));
    m_steps->setObjectName(QStringLiteral("train.steps"));
    m_tokens->setObjectName(QStringLiteral("train.tokens"));
    m_time->setObjectName(QStringLiteral("train.time"));
    m_warningBox = new QWidget(m_facts);
    auto* warning = new QHBoxLayout(m_warningBox);
    warning->setContentsMargins(0, 0, 0, 0);
    m_warning = makeLabel({}, TextStyle::BodyMedium, Tone::Warn, m_warningBox);
    m_warning->setObjectName(QStringLiteral("train.warning"));
    m_showRows = new Button(tr("Show"), Button::Kind::Link, {}, m_warningBox);
    m_showRows->setSmall();
    connect(m_showRows, &QAbstractButton::clicked, this, [this] { Q_EMIT showRowsRequested(dataset()); });
    warning->addWidget(m_warning);
    warning->addWidget(m_showRows);
    facts->addWidget(m_warningBox);
    facts->addStretch(1);
    layout->addWidget(m_facts);
    m_choice = makeParagraph({}, TextStyle::Secondary, Tone::Ink2, box);
    m_choice->setObjectName(QStringLiteral("train.choice"));
    layout->addWidget(m_choice);
    m_parts = new PlanTable(box);
    m_parts->setObjectName(QStringLiteral("train.plan"));
    layout->addWidget(m_parts);
    return box;
}

DatasetId TrainForm::dataset() const { return m_data->current().toLongLong(); }

void TrainForm::readChoices() {
    QVector<PopupRow> models, sets;
    for (const ModelOnDisk& model : m_workbench.models())
        models.push_back({key(model.path), QString::fromStdString(model.name), {}, {}});
    m_model->setRows(models);
    const Settings& settings = m_workbench.settings();
    const std::string chosen = m_model->current().toStdString();
    const std::string wanted = m_workbench.model(chosen) ? chosen : settings.get(setting::trainModel);
    // A model that is gone is no choice: another one is offered, or none.
    m_model->setCurrent(m_workbench.model(wanted) ? QString::fromStdString(wanted)
                                                  : key(m_workbench.currentModel()));

    const QString before = m_data->current();
    if (m_workbench.hasProject())
        if (const auto list = m_workbench.project().datasets().list())
            for (const DatasetInfo& info : *list)
                sets.push_back({QString::number(info.id),
                                QString::fromStdString(info.name),
                                tr("%n rows", nullptr, int(info.records)),
                                {}});
    m_data->setRows(sets);
    const QString saved = QString::fromStdString(settings.get(setting::trainData));
    const auto known = [&](const QString& id) {
        return std::any_of(sets.begin(), sets.end(), [&](const PopupRow& row) { return row.id == id; });
    };
    m_data->setCurrent(known(before)    ? before
                       : known(saved)   ? saved
                       : sets.isEmpty() ? QString()
                                        : sets.first().id);
    planSoon();
}

// Apart from the choices: what was changed and not used yet stays when a model or a data set comes.
void TrainForm::readSettings() {
    const Settings& settings = m_workbench.settings();
    const auto json = parseJson(settings.get(setting::trainAdvanced), "train.advanced");
    const auto config =
        json ? trainConfigFromJson(*json, "train.advanced") : Result<TrainConfig>(TrainConfig());
    m_advanced->setConfig(config ? *config : TrainConfig());
    const bool full = settings.get(setting::trainMethod) == fullMethod;
    m_method->setCurrent(QString::fromLatin1(full ? fullMethod : loraMethod));
    m_advanced->setMethod(full ? fullMethod : loraMethod);
}

void TrainForm::setDataset(DatasetId id) {
    m_data->setCurrent(QString::number(id));
    planSoon();
}

void TrainForm::setModel(const std::filesystem::path& path) {
    m_model->setCurrent(key(path));
    planSoon();
}

void TrainForm::setRunning(bool running) {
    m_running = running;
    planSoon();
}

void TrainForm::showWaiting(const QString& why) {
    showEstimates(QStringLiteral("–"));
    m_warning->setText(why);
    m_warningBox->setVisible(!why.isEmpty());
    m_showRows->hide();
    m_start->setEnabled(false);
}

/// The same word for all of them while nothing is known yet.
void TrainForm::showEstimates(const QString& word) {
    for (QWidget* part : {static_cast<QWidget*>(m_memory), m_warningBox, static_cast<QWidget*>(m_choice),
                          static_cast<QWidget*>(m_parts)})
        part->hide();
    for (QLabel* label : {m_steps, m_tokens, m_time}) label->setText(word);
}

void TrainForm::planSoon() {
    m_planTimer.stop();
    if (m_planJob) m_workbench.queue().cancel(m_planJob);
    if (m_model->current().isEmpty()) return showWaiting(tr("Choose a model, or get one on the Models page"));
    if (!m_workbench.hasProject() || dataset() == 0) return showWaiting(tr("Import a data set first"));
    if (!m_advanced->valid()) return showWaiting(tr("A setting under Advanced is out of range"));
    if (m_steps->text().isEmpty()) showEstimates(QStringLiteral("…"));
    m_start->setEnabled(!m_running);
    m_start->setToolTip(m_running ? tr("One run at a time: the machine is busy with another") : QString());
    m_planTimer.start();
}

TrainConfig TrainForm::config() const {
    TrainConfig config = m_advanced->config();
    config.threads = int(m_workbench.settings().get(setting::threads));
    return config;
}

void TrainForm::plan() {
    const auto planned = std::make_shared<PlannedRun>();
    // Without a title: too short to be listed among the jobs.
    Job job{.kind = "plan", .title = {}, .lane = Lane::Interactive, .run = {}};
    job.run = [planned, project = m_workbench.sharedProject(), path = m_model->current().toStdString(),
               id = dataset(), config = config()](std::stop_token stop, JobSink& sink) -> JobResult {
        const auto model = Model::open(path);
        if (!model) return {Outcome::Failed, model.error(), {}};
        auto result = planInProject(*project, *model, id, config, stop, sink);
        if (stop.stop_requested()) return {Outcome::Cancelled, {}, {}};
        if (!result) return {Outcome::Failed, result.error(), {}};
        *planned = std::move(*result);
        return {};
    };
    const auto finished = [this, planned](const JobInfo& info) {
        if (info.id != m_planJob) return; // a newer choice is being planned
        m_planJob = 0;
        if (info.result.outcome == Outcome::Done)
            showPlan(*planned);
        else if (info.result.outcome == Outcome::Failed)
            showWaiting(wordsOf(info.result.error).reason);
    };
    m_planJob = m_workbench.start(std::move(job), this, {.onEvent = {}, .onFinished = finished});
}

void TrainForm::showPlan(const PlannedRun& planned) {
    const TrainPlan& plan = planned.plan;
    const TrainMemory& memory = plan.memory;
    m_memory->setParts(
        {{tr("weights"), qint64(memory.weights), tr("The base model, packed for this machine")},
         {plan.config.method == fullMethod ? tr("trained weights") : tr("adapter"), qint64(memory.adapter),
          tr("What is learned")},
         {tr("optimizer"), qint64(memory.optimizer), tr("Gradients and their running means")},
         {tr("activations"), qint64(memory.activations + memory.logits),
          tr("What backward needs of the largest batch")},
         {tr("other"), qint64(memory.kv + memory.workspace + memory.other),
          tr("The program, scratch memory and tables")}},
        qint64(plan.available));
    m_memory->show();
    m_parts->setPlan(plan);
    m_parts->setVisible(m_advancedButton->isChecked()); // the bar is enough for who changes nothing
    m_choice->setText(toQString(plan.choice));
    m_choice->setVisible(!plan.choice.empty());
    m_steps->setText(formatCount(plan.steps));
    m_tokens->setText(formatCount(plan.tokens));
    m_time->setText(tr("about %1").arg(formatDuration(plan.seconds.total())));
    m_advanced->setResolved(plan.config);

    QString warning;
    if (!plan.fits())
        warning = tr("This needs more memory than is free");
    else if (!planned.overlap.empty())
        warning = tr("%n suite cases share text with training rows", nullptr, int(planned.overlap.size()));
    else if (plan.cut)
        warning = tr("%n rows are cut at %1 tokens", nullptr, int(plan.cut))
                      .arg(formatCount(plan.config.maxLength));
    else if (plan.untrainable)
        warning = tr("%n rows have no answer to learn", nullptr, int(plan.untrainable));
    m_warning->setText(warning);
    m_warningBox->setVisible(!warning.isEmpty());
    m_showRows->setVisible(plan.fits());
}

void TrainForm::start() {
    RunRequest request{.model = m_model->current().toStdString(),
                       .dataset = dataset(),
                       .config = config(),
                       .run = {},
                       .control = std::make_shared<TrainControl>()};
    const Project& project = m_workbench.project();
    const auto info = project.datasets().info(request.dataset);
    if (!info) return Q_EMIT failed(info.error());
    const auto name = project.runs().freeName(info->name);
    if (!name) return Q_EMIT failed(name.error());
    request.run = *name;

    Settings& settings = m_workbench.settings();
    for (const Status& saved :
         {settings.set(setting::trainModel, request.model.string()),
          settings.set(setting::trainData, std::to_string(request.dataset)),
          settings.set(setting::trainMethod, request.config.method),
          settings.set(setting::trainAdvanced, dumpJson(toJson(m_advanced->config()), -1))})
        if (!saved) return Q_EMIT failed(saved.error());
    Q_EMIT fineTune(request);
}

} // namespace inkstone
