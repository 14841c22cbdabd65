#include "ui/pages/pages.h"

#include "ui/pages/chat/chat_page.h"
#include "ui/pages/data/data_page.h"
#include "ui/pages/evaluate/evaluate_page.h"
#include "ui/pages/home/home_page.h"
#include "ui/pages/jobs/jobs_page.h"
#include "ui/pages/label/label_page.h"
#include "ui/pages/models/models_page.h"
#include "ui/pages/page_actions.h"
#include "ui/pages/settings_page.h"
#include "ui/pages/train/train_page.h"
#include "ui/shell/shell.h"
#include "ui/shell/vocabulary.h"
#include "ui/widgets/empty_state.h"

#include <QBoxLayout>
#include <QCoreApplication>

namespace inkstone {

namespace {
struct Words {
    const char *id, *title, *emptyTitle, *emptySentence;
};
// The words of a page that has nothing to show yet.
constexpr Words kPages[] = {
    {"home", QT_TRANSLATE_NOOP("Pages", "Home"), QT_TRANSLATE_NOOP("Pages", "No project yet"),
     QT_TRANSLATE_NOOP("Pages", "Open the sample project, drop data, or open a model.")},
    {"data", QT_TRANSLATE_NOOP("Pages", "Data"), QT_TRANSLATE_NOOP("Pages", "No data sets yet"),
     QT_TRANSLATE_NOOP("Pages", "Drop a JSON, JSONL, CSV or text file anywhere on the window.")},
    {"label", QT_TRANSLATE_NOOP("Pages", "Label"), QT_TRANSLATE_NOOP("Pages", "Nothing to label"),
     QT_TRANSLATE_NOOP("Pages", "Records sent here from Data, Evaluate and Chat wait for you.")},
    {"train", QT_TRANSLATE_NOOP("Pages", "Train"), QT_TRANSLATE_NOOP("Pages", "No runs yet"),
     QT_TRANSLATE_NOOP("Pages", "A run teaches a model with a data set.")},
    {"evaluate", QT_TRANSLATE_NOOP("Pages", "Evaluate"), QT_TRANSLATE_NOOP("Pages", "No suites yet"),
     QT_TRANSLATE_NOOP("Pages", "A suite is a list of prompts with expected answers.")},
    {"chat", QT_TRANSLATE_NOOP("Pages", "Chat"), QT_TRANSLATE_NOOP("Pages", "No conversations yet"),
     QT_TRANSLATE_NOOP("Pages", "Choose a model and ask it something.")},
    {"models", QT_TRANSLATE_NOOP("Pages", "Models"), QT_TRANSLATE_NOOP("Pages", "No models yet"),
     QT_TRANSLATE_NOOP("Pages", "Drop a GGUF file or a model folder anywhere on the window.")},
    {"jobs", QT_TRANSLATE_NOOP("Pages", "Jobs"), QT_TRANSLATE_NOOP("Pages", "No jobs yet"),
     QT_TRANSLATE_NOOP("Pages",
                       "Imports, trainings and evaluations are listed here while they run and after.")},
};

QString words(const char* text) { return QCoreApplication::translate("Pages", text); }

Page* makePage(const Words& w, const PageServices& services, Shell& shell, QWidget* parent) {
    const QLatin1String id(w.id);
    if (id == QLatin1String("train")) return new TrainPage(shell, services.workbench, parent);
    if (id == QLatin1String("home")) return new HomePage(shell, services.workbench, parent);
    if (id == QLatin1String("evaluate")) return new EvaluatePage(shell, services.workbench, parent);
    if (id == QLatin1String("models"))
        return new ModelsPage(shell, services.workbench, services.fetch, services.exporting, parent);
    if (id == QLatin1String("jobs")) return new JobsPage(shell, services.workbench, parent);
    if (id == QLatin1String("chat")) return new ChatPage(shell, services.workbench, parent);
    if (id == QLatin1String("data")) return new DataPage(shell, services.workbench, parent);
    if (id == QLatin1String("label")) return new LabelPage(shell, services.workbench, parent);
    auto* page = new Page(shell, words(w.title), parent);
    page->body()->addWidget(new EmptyState(words(w.emptyTitle), words(w.emptySentence)));
    return page;
}
} // namespace

std::vector<PageEntry> standardPages(const PageServices& services) {
    const Vocabulary vocabulary;
    std::vector<PageEntry> pages;
    for (const Words& w : kPages)
        pages.push_back(
            {.id = QString::fromLatin1(w.id),
             .icon = {},
             .title = [&w] { return words(w.title); },
             .make = [&w, services](Shell& shell,
                                    QWidget* parent) { return makePage(w, services, shell, parent); },
             .keywords = vocabulary.both("Pages", w.title),
             .actions = [&w](Shell& shell) { return actionsOf(w.id, shell.vocabulary()); }});
    constexpr const char* settings = QT_TRANSLATE_NOOP("Pages", "Settings");
    pages.push_back(
        {.id = QStringLiteral("settings"),
         .icon = QStringLiteral("sliders"),
         .title = [] { return words(settings); },
         .make = [services](Shell& shell,
                            QWidget* parent) { return new SettingsPage(shell, services.theme, parent); },
         .inRail = false,
         .keywords = vocabulary.both("Pages", settings),
         .actions = [services](Shell& shell) { return settingsActions(shell, services.theme); }});
    return pages;
}

} // namespace inkstone
