#include "ui/pages/page_actions.h"

#include "ui/shell/page.h"
#include "ui/shell/shell.h"
#include "ui/shell/vocabulary.h"

#include <QCoreApplication>
#include <string_view>

namespace inkstone {

namespace {
constexpr const char* kContext = "PageActions";

struct PageAction {
    const char *page, *id, *words, *icon;
    const char* shortcut = ""; ///< bound by the page
    const char* keys = "";     ///< handled by a widget; only written
    bool inPalette = true;
};

constexpr PageAction kActions[] = {
    {"home", "home.next", QT_TRANSLATE_NOOP("PageActions", "Do what comes next"), "arrow-right"},
    {"data", "data.import", QT_TRANSLATE_NOOP("PageActions", "Import data…"), "import", "Ctrl+I"},
    {"data", "data.export", QT_TRANSLATE_NOOP("PageActions", "Export data…"), "export", "Ctrl+E"},
    {"data", "data.undo", QT_TRANSLATE_NOOP("PageActions", "Undo"), "undo", "Ctrl+Z"},
    {"data", "data.redo", QT_TRANSLATE_NOOP("PageActions", "Redo"), "redo", "Ctrl+Shift+Z"},
    {"data", "data.set_aside", QT_TRANSLATE_NOOP("PageActions", "Set aside 10 % as held-out"), "split"},
    {"data", "data.rename", QT_TRANSLATE_NOOP("PageActions", "Rename the data set"), "edit"},
    {"data", "data.trash", QT_TRANSLATE_NOOP("PageActions", "Move the data set to the trash"), "trash"},
    {"data", "", QT_TRANSLATE_NOOP("PageActions", "Save the cell"), "", "", "Enter", false},
    {"data", "", QT_TRANSLATE_NOOP("PageActions", "New line in the cell"), "", "", "Shift+Enter", false},
    {"label", "label.save", QT_TRANSLATE_NOOP("PageActions", "Save and next"), "check", "", "Ctrl+Enter"},
    {"label", "label.skip", QT_TRANSLATE_NOOP("PageActions", "Skip"), "skip", "", "S"},
    {"label", "label.flag", QT_TRANSLATE_NOOP("PageActions", "Flag"), "flag", "", "F"},
    {"label", "label.back", QT_TRANSLATE_NOOP("PageActions", "Back"), "chevron-left", "", "Backspace"},
    {"label", "label.draft", QT_TRANSLATE_NOOP("PageActions", "Draft an answer"), "models", "Ctrl+D"},
    {"label", "label.undo", QT_TRANSLATE_NOOP("PageActions", "Undo"), "undo", "Ctrl+Z"},
    {"label", "label.redo", QT_TRANSLATE_NOOP("PageActions", "Redo"), "redo", "Ctrl+Shift+Z"},
    {"label", "label.edit", QT_TRANSLATE_NOOP("PageActions", "Change the labels and what to look for"),
     "edit"},
    {"label", "", QT_TRANSLATE_NOOP("PageActions", "Give a label"), "", "", "1 – 9", false},
    {"label", "", QT_TRANSLATE_NOOP("PageActions", "Rate"), "", "", "Shift+1 – 5", false},
    {"label", "", QT_TRANSLATE_NOOP("PageActions", "Rewrite the answer"), "", "", "E", false},
    {"label", "", QT_TRANSLATE_NOOP("PageActions", "Take the draft"), "", "", "Tab", false},
    {"label", "", QT_TRANSLATE_NOOP("PageActions", "Leave the answer"), "", "", "Esc", false},
    {"train", "train.start", QT_TRANSLATE_NOOP("PageActions", "Fine-tune"), "train"},
    {"train", "train.advanced", QT_TRANSLATE_NOOP("PageActions", "Advanced settings"), "sliders"},
    {"train", "run.pause", QT_TRANSLATE_NOOP("PageActions", "Pause the run"), "pause"},
    {"train", "run.resume", QT_TRANSLATE_NOOP("PageActions", "Resume the run"), "play"},
    {"train", "run.stop", QT_TRANSLATE_NOOP("PageActions", "Stop the run"), "stop"},
    {"train", "run.save", QT_TRANSLATE_NOOP("PageActions", "Save a checkpoint"), "save"},
    {"train", "run.evaluate", QT_TRANSLATE_NOOP("PageActions", "Evaluate the run"), "evaluate"},
    {"train", "run.chat", QT_TRANSLATE_NOOP("PageActions", "Chat with the run"), "chat"},
    {"train", "run.result", QT_TRANSLATE_NOOP("PageActions", "Show what the run made"), "adapter"},
    {"evaluate", "evaluate.start", QT_TRANSLATE_NOOP("PageActions", "Evaluate"), "evaluate"},
    {"evaluate", "evaluate.add", QT_TRANSLATE_NOOP("PageActions", "Add a suite…"), "plus"},
    {"evaluate", "evaluate.stop", QT_TRANSLATE_NOOP("PageActions", "Stop the evaluation"), "stop"},
    {"evaluate", "evaluate.label", QT_TRANSLATE_NOOP("PageActions", "Send the case to Label"), "label", "L"},
    {"chat", "chat.new", QT_TRANSLATE_NOOP("PageActions", "New chat"), "plus", "Ctrl+Shift+O"},
    {"chat", "chat.again", QT_TRANSLATE_NOOP("PageActions", "Answer again"), "refresh", "Ctrl+R"},
    {"chat", "chat.correct", QT_TRANSLATE_NOOP("PageActions", "Correct the answer"), "edit"},
    {"chat", "chat.drawer", QT_TRANSLATE_NOOP("PageActions", "Sampling and system prompt"), "sidebar"},
    {"chat", "", QT_TRANSLATE_NOOP("PageActions", "Send the question"), "", "", "Enter", false},
    {"chat", "", QT_TRANSLATE_NOOP("PageActions", "New line in the question"), "", "", "Shift+Enter", false},
    {"chat", "", QT_TRANSLATE_NOOP("PageActions", "Stop the answer"), "", "", "Esc", false},
    {"models", "models.open", QT_TRANSLATE_NOOP("PageActions", "Open a model…"), "plus"},
    {"models", "models.get", QT_TRANSLATE_NOOP("PageActions", "Get a model…"), "download"},
    {"models", "models.export", QT_TRANSLATE_NOOP("PageActions", "Export the model…"), "export"},
    {"models", "models.chat", QT_TRANSLATE_NOOP("PageActions", "Chat with the model"), "chat"},
    {"models", "models.train", QT_TRANSLATE_NOOP("PageActions", "Train the model"), "train"},
    {"jobs", "jobs.cancelAll", QT_TRANSLATE_NOOP("PageActions", "Cancel all jobs"), "cross"},
};

constexpr PageAction kLists[] = {
    {"", "", QT_TRANSLATE_NOOP("PageActions", "Search the list"), "", "", "Ctrl+F", false},
    {"", "", QT_TRANSLATE_NOOP("PageActions", "Open what is chosen"), "", "", "Enter", false},
    {"", "", QT_TRANSLATE_NOOP("PageActions", "Rename or edit"), "", "", "F2", false},
    {"", "", QT_TRANSLATE_NOOP("PageActions", "Move to the trash"), "", "", "Del", false},
    {"", "", QT_TRANSLATE_NOOP("PageActions", "Check or uncheck"), "", "", "Space", false},
};

constexpr const char* kListsGroup = QT_TRANSLATE_NOOP("PageActions", "Lists");

QString words(const char* text) { return QCoreApplication::translate(kContext, text); }

ActionSpec specOf(const PageAction& action, const QString& group) {
    return {.id = QString::fromLatin1(action.id),
            .text = words(action.words),
            .group = group,
            .icon = QString::fromLatin1(action.icon),
            .shortcut = QKeySequence(QString::fromLatin1(action.shortcut)),
            .run = {},
            .inPalette = action.inPalette,
            .keys = QString::fromUtf8(action.keys)};
}
} // namespace

std::vector<ActionSpec> actionsOf(const char* page, const Vocabulary& vocabulary) {
    std::vector<ActionSpec> specs;
    for (const PageAction& action : kActions) {
        if (action.page != std::string_view(page)) continue;
        specs.push_back(specOf(action, {}));
        specs.back().keywords = vocabulary.both(kContext, action.words);
    }
    return specs;
}

std::vector<ActionSpec> keysOfLists() {
    std::vector<ActionSpec> specs;
    for (const PageAction& action : kLists) specs.push_back(specOf(action, words(kListsGroup)));
    return specs;
}

void bindAction(Page& page, const char* id, std::function<void()> run) {
    for (const PageAction& action : kActions) {
        if (action.id != std::string_view(id)) continue;
        ActionSpec spec = specOf(action, {});
        spec.run = std::move(run);
        spec.listed = false;
        page.shell().actions().add(&page, std::move(spec));
        return;
    }
    Q_ASSERT_X(false, "bindAction", id);
}

} // namespace inkstone
