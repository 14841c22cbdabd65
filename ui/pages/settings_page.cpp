#include "ui/pages/settings_page.h"

#include "core/base/paths.h"
#include "ui/pages/page_actions.h"
#include "ui/shell/settings_store.h"
#include "ui/shell/shell.h"
#include "ui/shell/theme.h"
#include "ui/shell/vocabulary.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/segmented.h"

#include <QBoxLayout>
#include <QCoreApplication>
#include <QDesktopServices>
#include <QScrollArea>
#include <QSpinBox>
#include <QUrl>
#include <thread>

namespace inkstone {

namespace {
constexpr int kReadingWidth = 680;

/// "Theme      [System] [Light] [Dark]", with a sentence below the name.
QWidget* makeRow(const QString& name, const QString& meaning, QWidget* control) {
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 6, 0, 6);
    layout->setSpacing(16);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(makeLabel(name, TextStyle::BodyMedium));
    words->addWidget(makeParagraph(meaning, TextStyle::Secondary));
    layout->addLayout(words, 1);
    control->setAccessibleName(name);
    layout->addWidget(control, 0, Qt::AlignVCenter);
    return row;
}

Segmented* makeChoice(SettingsStore& settings, const char* key, const QString& fallback,
                      const QList<QPair<QString, QString>>& options) {
    auto* choice = new Segmented;
    for (const auto& [id, text] : options) choice->addOption(id, text);
    choice->setCurrent(settings.value(key, fallback).toString());
    QObject::connect(choice, &Segmented::chosen, choice,
                     [&settings, key](const QString& id) { settings.setValue(key, id); });
    QObject::connect(&settings, &SettingsStore::changed, choice, [=, &settings](const QString& changed) {
        if (changed == QLatin1String(key)) choice->setCurrent(settings.value(key, fallback).toString());
    });
    return choice;
}
struct SettingWords {
    const char *id, *key, *value, *words;
};
constexpr SettingWords kChoices[] = {
    {"settings.light", keys::kTheme, "light", QT_TRANSLATE_NOOP("inkstone::SettingsPage", "Light theme")},
    {"settings.dark", keys::kTheme, "dark", QT_TRANSLATE_NOOP("inkstone::SettingsPage", "Dark theme")},
    {"settings.system", keys::kTheme, "system",
     QT_TRANSLATE_NOOP("inkstone::SettingsPage", "Theme of the system")},
    {"settings.en", keys::kLanguage, "en", QT_TRANSLATE_NOOP("inkstone::SettingsPage", "Language: English")},
    {"settings.zh", keys::kLanguage, "zh_CN",
     QT_TRANSLATE_NOOP("inkstone::SettingsPage", "Language: Chinese")}};

constexpr const char* kShowLogs = QT_TRANSLATE_NOOP("inkstone::SettingsPage", "Show log folder");

void showLogFolder(Shell& shell) {
    const std::string folder = stateFolder().string();
    const QUrl url = QUrl::fromLocalFile(QString::fromStdString(folder));
    std::error_code unknown;
    if (std::filesystem::exists(stateFolder(), unknown) && QDesktopServices::openUrl(url)) return;
    shell.fail({ErrorCode::NotFound, "cannot show the log folder", folder,
                "it could not be made, or no program here shows folders", "look for it by hand"});
}
} // namespace

std::vector<ActionSpec> settingsActions(Shell& shell, Theme& theme) {
    std::vector<ActionSpec> specs = keysOfLists();
    for (const SettingWords& choice : kChoices)
        specs.push_back({.id = QString::fromLatin1(choice.id),
                         .text = SettingsPage::tr(choice.words),
                         .group = SettingsPage::tr("Settings"),
                         .icon = QStringLiteral("sliders"),
                         .shortcut = {},
                         .run =
                             [&shell, &theme, choice] {
                                 const QString value = QString::fromLatin1(choice.value);
                                 shell.settings().setValue(choice.key, value);
                                 if (choice.key == std::string_view(keys::kTheme))
                                     theme.setMode(Theme::modeFromKey(value));
                             },
                         .keywords = shell.vocabulary().both("inkstone::SettingsPage", choice.words)});
    specs.push_back({.id = QStringLiteral("settings.showLogs"),
                     .text = SettingsPage::tr(kShowLogs),
                     .group = SettingsPage::tr("Settings"),
                     .icon = QStringLiteral("folder"),
                     .shortcut = {},
                     .run = [&shell] { showLogFolder(shell); },
                     .keywords = shell.vocabulary().both("inkstone::SettingsPage", kShowLogs)});
    return specs;
}

SettingsPage::SettingsPage(Shell& shell, Theme& theme, QWidget* parent)
    : Page(shell, tr("Settings"), parent) {
    header().setSubtitle(tr("What you choose here is kept for every project"));
    auto* column = new QWidget;
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(24, 4, 24, 24);
    layout->setSpacing(16);
    for (QWidget* panel : {makeAppearance(theme), makeComputing(), makeAbout()}) {
        panel->setMaximumWidth(kReadingWidth);
        layout->addWidget(panel);
    }
    layout->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(column);
    body()->addWidget(scroll);
}

QWidget* SettingsPage::makeAppearance(Theme& theme) {
    auto* panel = new Panel;
    panel->setTitle(tr("Window"));
    SettingsStore& settings = shell().settings();
    const QString system = QStringLiteral("system");
    auto* look = makeChoice(settings, keys::kTheme, system,
                            {{system, tr("System")},
                             {QStringLiteral("light"), tr("Light")},
                             {QStringLiteral("dark"), tr("Dark")}});
    connect(look, &Segmented::chosen, &theme,
            [&theme](const QString& id) { theme.setMode(Theme::modeFromKey(id)); });
    panel->content()->addWidget(makeRow(tr("Theme"), tr("Paper by day, ink by night"), look));
    panel->content()->addWidget(makeHairline());
    panel->content()->addWidget(makeRow(tr("Language"), tr("Takes effect at once"),
                                        makeChoice(settings, keys::kLanguage, system,
                                                   {{system, tr("System")},
                                                    {QStringLiteral("en"), QStringLiteral("English")},
                                                    {QStringLiteral("zh_CN"), QStringLiteral("简体中文")}})));
    return panel;
}

QWidget* SettingsPage::makeComputing() {
    auto* panel = new Panel;
    panel->setTitle(tr("Computing"));
    auto* threads = new QSpinBox;
    threads->setRange(0, int(std::thread::hardware_concurrency()));
    threads->setSpecialValueText(tr("all"));
    threads->setFixedWidth(96);
    threads->setValue(shell().settings().value(keys::kThreads, 0).toInt());
    connect(threads, &QSpinBox::valueChanged, this,
            [this](int value) { shell().settings().setValue(keys::kThreads, value); });
    panel->content()->addWidget(makeRow(tr("Threads"),
                                        tr("How many cores a job may use; fewer leave the machine "
                                           "to other programs"),
                                        threads));
    return panel;
}

QWidget* SettingsPage::makeAbout() {
    auto* panel = new Panel;
    panel->setTitle(tr("About"));
    panel->content()->addWidget(makeLabel(
        QStringLiteral("Inkstone 砚 %1").arg(QCoreApplication::applicationVersion()), TextStyle::BodyMedium));
    panel->content()->addWidget(makeParagraph(tr("Inkstone is free software under the GNU General Public "
                                                 "License, version 3 or later, with an additional "
                                                 "permission under section 7 to combine it with NVIDIA's "
                                                 "CUDA libraries. It comes without any warranty.")));
    panel->content()->addWidget(makeParagraph(
        tr("It stands on Qt, QCustomPlot, SQLite, SentencePiece, simdjson and other free libraries.")));
    auto* logs = new Button(tr(kShowLogs), Button::Kind::Secondary);
    logs->setObjectName(QStringLiteral("settings.logs"));
    logs->setSmall();
    connect(logs, &QAbstractButton::clicked, this, [this] { showLogFolder(shell()); });
    panel->content()->addWidget(makeHairline());
    panel->content()->addWidget(makeRow(
        tr("Log"),
        tr("What the program did and why something failed; of your data at most a short wrong value"), logs));
    return panel;
}

} // namespace inkstone
