#include "ui/pages/train/advanced_settings.h"

#include "ui/shell/style.h"
#include "ui/widgets/button.h"
#include "ui/widgets/filter_box.h"
#include "ui/widgets/label.h"

#include <QBoxLayout>
#include <QLineEdit>

namespace inkstone {

namespace {
QString numberText(double value) { return QString::number(value, 'g', 6); }

/// A number between two bounds; `automatic` (0) is written as an empty field.
template <class T> auto numberField(T TrainConfig::*member, double least, double most, bool automatic) {
    return std::pair(
        std::function<QString(const TrainConfig&)>([=](const TrainConfig& c) {
            return automatic && double(c.*member) == 0 ? QString() : numberText(double(c.*member));
        }),
        std::function<bool(TrainConfig&, const QString&)>([=](TrainConfig& c, const QString& text) {
            bool ok = true;
            const double value = text.isEmpty() && automatic ? 0 : text.toDouble(&ok);
            const bool accepted =
                ok && (value == 0 ? automatic || least <= 0 : value >= least && value <= most);
            if (accepted) c.*member = T(value);
            return accepted;
        }));
}

template <class T> auto loraField(T LoraConfig::*member, double least, double most) {
    return std::pair(
        std::function<QString(const TrainConfig&)>(
            [=](const TrainConfig& c) { return numberText(double(c.lora.*member)); }),
        std::function<bool(TrainConfig&, const QString&)>([=](TrainConfig& c, const QString& text) {
            bool ok = false;
            const double value = text.toDouble(&ok);
            if (!ok || value < least || value > most) return false;
            c.lora.*member = T(value);
            return true;
        }));
}

auto optimizerField() {
    return std::pair(
        std::function<QString(const TrainConfig&)>(
            [](const TrainConfig& c) { return QString::fromLatin1(name(c.optimizer)); }),
        std::function<bool(TrainConfig&, const QString&)>([](TrainConfig& c, const QString& text) {
            const auto optimizer = parseOptimizer(text.toStdString());
            if (optimizer) c.optimizer = *optimizer;
            return optimizer.has_value();
        }));
}
} // namespace

AdvancedSettings::AdvancedSettings(QWidget* parent) : QWidget(parent) {
    describeFields();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->setSpacing(0);
    auto* search = new FilterBox(tr("Search settings"), this);
    search->setMaximumWidth(320);
    connect(search, &FilterBox::filterChanged, this, &AdvancedSettings::filter);
    layout->addWidget(search);
    layout->addSpacing(8);
    for (Field& field : m_fields) layout->addWidget(makeRow(field));
    setConfig({});
}

void AdvancedSettings::describeFields() {
    const auto add = [this](const QString& name, const QString& meaning, auto access) {
        m_fields.push_back({name, meaning, false, std::move(access.first), std::move(access.second)});
    };
    const auto addOfAdapter = [&](const QString& name, const QString& meaning, auto access) {
        add(name, meaning, std::move(access));
        m_fields.back().ofAdapter = true;
    };
    add(tr("Learning rate"),
        tr("Size of a step. Raise it when the loss falls too slowly, lower it when it jumps."),
        numberField(&TrainConfig::learningRate, 1e-9, 1, true));
    add(tr("Epochs"), tr("How often every row is seen. More for small sets, fewer to forget less."),
        numberField(&TrainConfig::epochs, 0.01, 1000, true));
    add(tr("Largest number of steps"), tr("Ends the run early; wins over epochs."),
        numberField(&TrainConfig::maxSteps, 1, 1e9, true));
    addOfAdapter(tr("Rank"), tr("Width of the adapter. More can learn more, and costs memory."),
                 loraField(&LoraConfig::rank, 1, 1024));
    addOfAdapter(tr("Alpha"), tr("Strength of the adapter: it is scaled by alpha / rank."),
                 loraField(&LoraConfig::alpha, 0.01, 4096));
    addOfAdapter(tr("Dropout"),
                 tr("Part of the adapter's input that is switched off at random, against learning by heart."),
                 loraField(&LoraConfig::dropout, 0, 0.9));
    add(tr("Tokens per step"), tr("All tokens of one step. More is steadier, and gives fewer steps."),
        numberField(&TrainConfig::batchTokens, 16, 1e7, false));
    add(tr("Fit into (GB)"),
        tr("Most memory the run may take: batches get smaller, and what backward needs is made again, until "
           "it "
           "fits."),
        numberField(&TrainConfig::fitGigabytes, 0.01, 1e5, true));
    add(tr("Longest row"), tr("Rows with more tokens are cut at the end."),
        numberField(&TrainConfig::maxLength, 8, 1e7, true));
    add(tr("Warm-up"),
        tr("The learning rate rises over this part of the steps (below 1), or over so many steps."),
        numberField(&TrainConfig::warmup, 0, 1e6, false));
    add(tr("Held-out part"), tr("Rows kept back to measure the held-out loss, when none are marked."),
        numberField(&TrainConfig::evalFraction, 0, 0.5, false));
    add(tr("Optimizer"),
        tr("adamw, or adamw_8bit: its memory is a quarter, which counts when all weights are trained."),
        optimizerField());
    add(tr("Weight decay"), tr("Pulls weights towards zero a little at every step."),
        numberField(&TrainConfig::weightDecay, 0, 1, false));
    add(tr("Gradient clip"), tr("Longer gradients are shortened to this norm; 0 leaves them."),
        numberField(&TrainConfig::clip, 0, 1e6, false));
    add(tr("Steps between checkpoints"), tr("A stopped or crashed run goes on from the last one."),
        numberField(&TrainConfig::saveSteps, 1, 1e9, true));
    add(tr("Seed"), tr("The same seed gives the same order and the same start."),
        numberField(&TrainConfig::seed, 0, 1e15, false));
    add(tr("Pinned prompts"), tr("Answered while the run goes on; separate several with a vertical bar."),
        std::pair(std::function<QString(const TrainConfig&)>([](const TrainConfig& c) {
                      QStringList prompts;
                      for (const std::string& prompt : c.pinnedPrompts)
                          prompts << QString::fromStdString(prompt);
                      return prompts.join(QStringLiteral(" | "));
                  }),
                  std::function<bool(TrainConfig&, const QString&)>([](TrainConfig& c, const QString& text) {
                      c.pinnedPrompts.clear();
                      for (const QString& prompt : text.split(QLatin1Char('|'), Qt::SkipEmptyParts))
                          if (!prompt.trimmed().isEmpty())
                              c.pinnedPrompts.push_back(prompt.trimmed().toStdString());
                      return true;
                  })));
}

QWidget* AdvancedSettings::makeRow(Field& field) {
    auto* row = new QWidget(this);
    field.row = row;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 3, 0, 3);
    layout->setSpacing(12);
    QLabel* name = makeLabel(field.name, TextStyle::BodyMedium, Tone::Ink, row);
    name->setFixedWidth(190);
    field.edit = new QLineEdit(row);
    field.edit->setFixedWidth(160);
    field.edit->setAccessibleName(field.name);
    field.edit->setObjectName(QStringLiteral("setting.") + field.name);
    name->setBuddy(field.edit);
    field.reset = Button::iconOnly(QStringLiteral("undo"), tr("Back to the default"), row);
    field.reset->setSmall();
    layout->addWidget(name);
    layout->addWidget(field.edit);
    layout->addWidget(field.reset);
    layout->addWidget(new ElidedLabel(field.meaning, TextStyle::Secondary, Tone::Ink2, row), 1);
    Field* target = &field;
    connect(field.edit, &QLineEdit::textEdited, this, [this, target] { edited(*target); });
    connect(field.reset, &QAbstractButton::clicked, this, [this, target] {
        target->edit->setText(target->read(TrainConfig()));
        edited(*target);
    });
    return row;
}

void AdvancedSettings::edited(Field& field) {
    field.wrong = !field.write(m_config, field.edit->text().trimmed());
    setInvalid(field.edit, field.wrong);
    showRest();
    Q_EMIT changed();
}

void AdvancedSettings::showRest() {
    for (const Field& field : m_fields) {
        const bool rests = field.ofAdapter && m_config.method == fullMethod;
        field.row->setEnabled(!rests);
        field.row->setToolTip(rests ? tr("Only with LoRA: full fine-tuning makes no adapter") : QString());
        field.reset->setEnabled(!rests && field.edit->text() != field.read(TrainConfig()));
    }
}

void AdvancedSettings::setMethod(const std::string& method) {
    m_config.method = method;
    showRest();
}

void AdvancedSettings::setConfig(const TrainConfig& config) {
    m_config = config;
    for (Field& field : m_fields) {
        field.edit->setText(field.read(config));
        field.wrong = false;
    }
    showRest();
}

void AdvancedSettings::setResolved(const TrainConfig& resolved) {
    for (Field& field : m_fields) field.edit->setPlaceholderText(field.read(resolved));
}

bool AdvancedSettings::valid() const {
    return std::none_of(m_fields.begin(), m_fields.end(), [this](const Field& field) {
        return field.wrong && !(field.ofAdapter && m_config.method == fullMethod);
    });
}

void AdvancedSettings::filter(const QString& text) {
    for (Field& field : m_fields)
        field.row->setVisible(text.isEmpty() || field.name.contains(text, Qt::CaseInsensitive) ||
                              field.meaning.contains(text, Qt::CaseInsensitive));
}

} // namespace inkstone
