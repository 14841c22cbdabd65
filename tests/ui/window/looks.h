#pragma once
// What must hold on every page, whatever it shows: names for screen readers, nothing wider than its place.
// With INKSTONE_SHOTS=folder the pictures are kept for the eye.

#include "tests/ui/window/desk.h"
#include "ui/widgets/code_block.h"

#include <QAbstractItemModelTester>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QFileDialog>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>

namespace inkstone::test {

inline QString placeOf(const QWidget* widget) {
    QString path = QLatin1String(widget->metaObject()->className()) + QLatin1Char(' ') + widget->objectName();
    for (const QWidget* at = widget->parentWidget(); at && path.size() < 200; at = at->parentWidget())
        path += QStringLiteral(" < ") + QLatin1String(at->metaObject()->className());
    return path;
}

/// Visible controls a screen reader could not name.
inline QString namelessControls(const Desk& desk) {
    QStringList nameless;
    for (QWidget* widget : desk.window->findChildren<QWidget*>()) {
        const bool control = widget->focusPolicy() != Qt::NoFocus || qobject_cast<QAbstractButton*>(widget);
        if (!control || !widget->isVisible() || qobject_cast<QScrollArea*>(widget)) continue;
        if (qobject_cast<QAbstractSpinBox*>(widget->parentWidget())) continue; // it speaks for its editor
        QAccessibleInterface* face = QAccessible::queryAccessibleInterface(widget);
        if (!face || face->text(QAccessible::Name).trimmed().isEmpty()) nameless << placeOf(widget);
    }
    return nameless.join(QLatin1Char('\n'));
}

/// What would have to be scrolled sideways, or made the window larger than asked. Code keeps its lines whole.
inline QString tooWide(const Desk& desk, QSize wanted) {
    QStringList wide;
    for (const QAbstractScrollArea* area : desk.window->findChildren<QAbstractScrollArea*>())
        if (area->isVisible() && !qobject_cast<const CodeBlock*>(area->parentWidget()) &&
            area->horizontalScrollBar()->maximum() > 0)
            wide << QStringLiteral("%1 px: ").arg(area->horizontalScrollBar()->maximum()) + placeOf(area);
    if (desk.window->size() != wanted)
        wide << QStringLiteral("the window grew to %1 x %2")
                    .arg(desk.window->width())
                    .arg(desk.window->height());
    return wide.join(QLatin1Char('\n'));
}

/// Text of buttons and labels that is wider than they are.
inline QString cutWords(const Desk& desk) {
    QStringList cut;
    for (const QAbstractButton* button : desk.window->findChildren<QAbstractButton*>())
        if (button->isVisible() && button->width() < button->minimumSizeHint().width())
            cut << QStringLiteral("\"%1\": ").arg(button->text()) + placeOf(button);
    return cut.join(QLatin1Char('\n'));
}

inline void snap(Desk& desk, const QString& name) {
    const QString folder = qEnvironmentVariable("INKSTONE_SHOTS");
    if (folder.isEmpty()) return;
    QDir().mkpath(folder);
    QTest::qWait(60);
    desk.window->grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png"));
}

/// Every page state in both themes, small and large; each must hold what pages promise. Returns what does
/// not.
inline QString looksWell(Desk& desk, const QString& name) {
    QString problems;
    for (const QSize size : {QSize(800, 600), QSize(1440, 900)})
        for (const auto mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
            desk.theme.setMode(mode);
            desk.window->resize(size);
            QTest::qWait(60);
            const QString look =
                QStringLiteral("%1-%2-%3")
                    .arg(name, mode == Theme::Mode::Dark ? QStringLiteral("dark") : QStringLiteral("light"))
                    .arg(size.width());
            snap(desk, look);
            for (const QString& problem : {namelessControls(desk), tooWide(desk, size), cutWords(desk)})
                if (!problem.isEmpty()) problems += look + QStringLiteral(": ") + problem + QLatin1Char('\n');
        }
    return problems;
}

/// Watches every item model there is now. Dies before its desk.
class SoundModels {
public:
    explicit SoundModels(const Desk& desk) {
        auto models = desk.window->findChildren<QAbstractItemModel*>();
        models += desk.shell->findChildren<QAbstractItemModel*>();
        for (QAbstractItemModel* model : models)
            m_testers.push_back(std::make_unique<QAbstractItemModelTester>(
                model, QAbstractItemModelTester::FailureReportingMode::QtTest));
    }
    size_t count() const { return m_testers.size(); }

private:
    std::vector<std::unique_ptr<QAbstractItemModelTester>> m_testers;
};

/// Types a path into the open file dialog and presses Enter.
inline bool chooseFile(const Desk& desk, const QString& path) {
    auto* dialog = desk.window->findChild<QFileDialog*>();
    auto* name = dialog ? dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit")) : nullptr;
    if (!name) return false;
    name->setText(path);
    QTest::keyClick(name, Qt::Key_Return);
    return true;
}

} // namespace inkstone::test
