#pragma once
// The frame: rail, pages, status bar, and what lies over them. It knows no page by name.

#include "ui/shell/page.h"

#include <QWidget>

namespace inkstone {

class CloseGuard;
class CommandPalette;
class KeyboardList;
class PageStack;
class Rail;
class StatusBar;

class MainWindow final : public QWidget {
    Q_OBJECT
public:
    MainWindow(Shell& shell, std::vector<PageEntry> pages, QWidget* parent = nullptr);
    ~MainWindow() override;

    PageStack& pages() const { return *m_pages; }
    Rail& rail() const { return *m_rail; }
    CommandPalette& commandPalette() const { return *m_palette; }
    StatusBar& statusBar() const { return *m_status; }

signals:
    void firstPainted();
    void projectMenuRequested(const QPoint& globalPosition);

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void layOut();
    void connectShell();
    void addActions();
    void declareActions(const PageEntry& page);
    void toggleRail();
    void fitRail();

    Shell& m_shell;
    Rail* m_rail;
    PageStack* m_pages;
    StatusBar* m_status;
    CommandPalette* m_palette;
    KeyboardList* m_keyboard;
    CloseGuard* m_guard;
    bool m_painted = false;
};

} // namespace inkstone
