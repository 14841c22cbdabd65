#include "ui/shell/main_window.h"

#include "ui/shell/actions.h"
#include "ui/shell/close_guard.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/drop_overlay.h"
#include "ui/shell/icons.h"
#include "ui/shell/keyboard_list.h"
#include "ui/shell/page_stack.h"
#include "ui/shell/rail.h"
#include "ui/shell/settings_store.h"
#include "ui/shell/shell.h"
#include "ui/shell/status_bar.h"
#include "ui/shell/vocabulary.h"

#include <QCloseEvent>
#include <QGridLayout>
#include <QScreen>
#include <QTimer>

namespace inkstone {

namespace {
constexpr int kRailCollapsesBelow = 1200;
constexpr const char* kFindAnything = QT_TRANSLATE_NOOP("inkstone::MainWindow", "Find anything");

// Before a size was ever saved: 1280 x 800, or what the screen leaves beside the frame the window manager
// draws.
QSize firstSize(QSize available) { return QSize(1280, 800).boundedTo(available - QSize(16, 48)); }
} // namespace

MainWindow::MainWindow(Shell& shell, std::vector<PageEntry> pages, QWidget* parent)
    : QWidget(parent), m_shell(shell), m_rail(new Rail(this)),
      m_pages(new PageStack(shell, std::move(pages), this)), m_status(new StatusBar(shell.jobModel(), this)),
      m_palette(new CommandPalette(shell.search(), shell.actions(), this)),
      m_keyboard(new KeyboardList(shell.actions(), this)), m_guard(new CloseGuard(shell.queue(), this)) {
    setWindowIcon(applicationIcon());
    setWindowTitle(QStringLiteral("Inkstone"));
    setMinimumSize(800, 600);
    resize(firstSize(screen()->availableSize()));
    layOut();
    connectShell();
    addActions();
    connect(new DropOverlay(shell.drops(), this), &DropOverlay::refused, this,
            [this](const QString& why) { m_shell.notify({.kind = Notice::Kind::Warn, .title = why}); });
    restoreGeometry(shell.settings().value(keys::kGeometry).toByteArray());
    fitRail();
    const QString last = shell.settings().value(keys::kPage).toString();
    if (!m_pages->open(last)) m_pages->open(m_pages->entries().front().id);
}

/// Whoever holds the focus is left while all pages are whole: what is typed there is saved then.
MainWindow::~MainWindow() { hide(); }

void MainWindow::layOut() {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(0);
    grid->addWidget(m_rail, 0, 0);
    grid->addWidget(m_pages, 0, 1);
    grid->addWidget(m_status, 1, 0, 1, 2);
    grid->setColumnStretch(1, 1);
    grid->setRowStretch(0, 1);
    for (const PageEntry& page : m_pages->entries())
        if (page.inRail) m_rail->addPage(page.id, page.title(), page.icon.isEmpty() ? page.id : page.icon);
}

void MainWindow::connectShell() {
    connect(m_rail, &Rail::pageChosen, this, [this](const QString& id) { m_pages->open(id); });
    connect(m_rail, &Rail::settingsChosen, this, [this] { m_pages->open(QStringLiteral("settings")); });
    connect(m_rail, &Rail::projectMenuRequested, this, &MainWindow::projectMenuRequested);
    connect(m_pages, &PageStack::opened, this, [this](const QString& id) {
        m_rail->setCurrent(id);
        m_shell.settings().setValue(keys::kPage, id);
    });
    connect(&m_shell, &Shell::openRequested, m_pages, &PageStack::open);
    connect(&m_shell, &Shell::said, m_status, &StatusBar::say);
    connect(&m_shell, &Shell::failed, this, [this](const Error& error) {
        if (Page* page = m_pages->page(m_pages->current())) page->notify(error);
    });
    connect(&m_shell, &Shell::noticed, this, [this](const Notice& notice) {
        if (Page* page = m_pages->page(m_pages->current())) page->notify(notice);
    });
    connect(&m_shell, &Shell::countChanged, m_rail, &Rail::setCount);
    connect(&m_shell, &Shell::projectNameChanged, m_rail, &Rail::setProjectName);
    connect(&m_shell, &Shell::deviceTextChanged, m_status, &StatusBar::setDeviceText);
    connect(m_status, &StatusBar::jobChosen, this,
            [this](qint64 id) { m_shell.open(QStringLiteral("jobs"), id); });
    m_rail->setProjectName(m_shell.projectName());
    m_status->setDeviceText(m_shell.deviceText());
    for (const PageEntry& page : m_pages->entries()) m_rail->setCount(page.id, m_shell.count(page.id));
}

void MainWindow::addActions() {
    const QString go = tr("Go to");
    ActionTable& actions = m_shell.actions();
    int number = 1;
    for (const PageEntry& page : m_pages->entries()) {
        const QString id = page.id;
        const QKeySequence keys = page.inRail && number <= 9
                                      ? QKeySequence(QStringLiteral("Ctrl+%1").arg(number++))
                                      : QKeySequence(QStringLiteral("Ctrl+,"));
        actions.add(this, {.id = QStringLiteral("go.") + id,
                           .text = page.title(),
                           .group = go,
                           .icon = page.icon.isEmpty() ? id : page.icon,
                           .shortcut = keys,
                           .run = [this, id] { m_pages->open(id); },
                           .keywords = page.keywords});
    }
    const auto add = [&](const char* id, const char* words, const char* icon, const char* keys,
                         std::function<void()> run) {
        actions.add(this, {.id = QString::fromLatin1(id),
                           .text = tr(words),
                           .group = tr("Window"),
                           .icon = QString::fromLatin1(icon),
                           .shortcut = QKeySequence(QString::fromLatin1(keys)),
                           .run = std::move(run),
                           .inPalette = words != kFindAnything,
                           .keywords = m_shell.vocabulary().both(staticMetaObject.className(), words)});
    };
    add("window.palette", kFindAnything, "search", "Ctrl+K", [this] { m_palette->popUp(); });
    add("window.keyboard", QT_TR_NOOP("Keyboard list"), "keyboard", "Ctrl+/",
        [this] { m_keyboard->popUp(); });
    add("window.rail", QT_TR_NOOP("Narrow or wide rail"), "rail", "Ctrl+B", [this] { toggleRail(); });
    add("window.close", QT_TR_NOOP("Close the window"), "cross", "Ctrl+Q", [this] { close(); });
    for (const PageEntry& page : m_pages->entries()) declareActions(page);
}

/// An action of a page works from everywhere: it goes there and presses what a person would press.
void MainWindow::declareActions(const PageEntry& page) {
    if (!page.actions) return;
    for (ActionSpec& spec : page.actions(m_shell)) {
        if (spec.group.isEmpty()) spec.group = page.title();
        if (!spec.run && spec.inPalette)
            spec.run = [this, page = page.id, id = spec.id, text = spec.text] {
                m_pages->open(page);
                if (!m_pages->act(id)) m_shell.say(tr("Not possible now: %1").arg(text));
            };
        m_shell.actions().declare(this, std::move(spec));
    }
}

void MainWindow::toggleRail() {
    m_shell.settings().setValue(keys::kRail,
                                m_rail->isNarrow() ? QStringLiteral("wide") : QStringLiteral("narrow"));
    fitRail();
}

void MainWindow::fitRail() {
    const QString wish = m_shell.settings().value(keys::kRail, QStringLiteral("auto")).toString();
    const bool small = width() < kRailCollapsesBelow;
    m_rail->setNarrow(wish == QLatin1String("narrow") || (small && wish != QLatin1String("wide")));
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!m_guard->mayClose()) return event->ignore();
    if (Page* page = m_pages->page(m_pages->current())) page->leave();
    m_shell.settings().setValue(keys::kGeometry, saveGeometry());
    event->accept();
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    fitRail();
    QWidget::resizeEvent(event);
}

void MainWindow::paintEvent(QPaintEvent* event) {
    QWidget::paintEvent(event);
    if (m_painted) return;
    m_painted = true;
    QTimer::singleShot(0, this, &MainWindow::firstPainted);
}

} // namespace inkstone
