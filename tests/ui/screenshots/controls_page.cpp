#include "tests/ui/screenshots/controls_page.h"

#include "ui/shell/icons.h"
#include "ui/shell/style.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/button.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/label.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/segmented.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QRadioButton>
#include <QSlider>
#include <QSpinBox>
#include <QTabBar>

namespace inkstone {

namespace {
constexpr int kControls = 132;

/// Puts widgets into a row whose middle lies at `y`, `gap` apart, and a name before it.
void row(QWidget* board, int y, const QString& name, const QList<QWidget*>& widgets, int gap = 12) {
    auto* label = makeLabel(name, TextStyle::SecondaryMedium, Tone::Ink2, board);
    label->move(24, y - 9);
    int x = kControls;
    for (QWidget* widget : widgets) {
        widget->setParent(board);
        widget->adjustSize();
        widget->move(x, y - 1 - widget->height() / 2);
        x += widget->width() + gap;
    }
}

QList<QWidget*> buttons() {
    auto* small = new Button(QStringLiteral("Correct"), Button::Kind::Secondary, QStringLiteral("edit"));
    small->setSmall();
    return {new Button(QStringLiteral("Fine-tune"), Button::Kind::Primary),
            new Button(QStringLiteral("Import"), Button::Kind::Secondary, QStringLiteral("import")),
            new Button(QStringLiteral("Advanced"), Button::Kind::Quiet, QStringLiteral("sliders")),
            new Button(QStringLiteral("Show"), Button::Kind::Link),
            Button::iconOnly(QStringLiteral("copy"), QStringLiteral("Copy")),
            small};
}

QLineEdit* edit(const QString& text) {
    auto* line = new QLineEdit(text);
    line->setFixedWidth(160);
    return line;
}

template <class Box> Box* sized(Box* box, int width) {
    box->setFixedWidth(width);
    return box;
}

QComboBox* combo() {
    auto* box = sized(new QComboBox, 150);
    box->addItems({QStringLiteral("Balanced"), QStringLiteral("Greedy")});
    return box;
}

QSpinBox* spin() {
    auto* box = sized(new QSpinBox, 100);
    box->setRange(0, 9999);
    box->setValue(512);
    return box;
}

template <class Button> Button* choice(const QString& text, bool on) {
    auto* button = new Button(text);
    button->setAutoExclusive(false);
    button->setChecked(on);
    return button;
}
} // namespace

ControlsPage::ControlsPage(Shell& shell, QWidget* parent) : Page(shell, QStringLiteral("Controls"), parent) {
    header().setSubtitle(QStringLiteral("every control of the set, in each state"));
    header().setLine(true);
    auto* board = new QWidget;
    addButtons(board);
    addInputs(board);
    addChoices(board);
    addPanes(board);
    body()->addWidget(board);
}

// All positions below are those of the picture, less rail and header.
void ControlsPage::addButtons(QWidget* board) {
    row(board, 32, QStringLiteral("Buttons"), buttons());
    const QList<QWidget*> off = buttons();
    for (QWidget* button : off) button->setEnabled(false);
    row(board, 76, QStringLiteral("Disabled"), off);
    auto* focused = new Button(QStringLiteral("Fine-tune"), Button::Kind::Primary);
    focused->setObjectName(QStringLiteral("focused"));
    row(board, 120, QStringLiteral("Focus"), {focused});
}

void ControlsPage::addInputs(QWidget* board) {
    auto* wrong = edit(QStringLiteral("5e-1"));
    setInvalid(wrong, true);
    row(board, 164, QStringLiteral("Inputs"), {edit(QStringLiteral("5e-4")), wrong, combo(), spin()});
    const QList<QWidget*> off = {edit(QStringLiteral("5e-4")), combo(), spin()};
    for (QWidget* input : off) input->setEnabled(false);
    row(board, 208, QStringLiteral("Disabled"), off);
}

void ControlsPage::addChoices(QWidget* board) {
    auto* partly = choice<QCheckBox>(QStringLiteral("Partly"), false);
    partly->setTristate();
    partly->setCheckState(Qt::PartiallyChecked);
    row(board, 247, QStringLiteral("Choices"),
        {choice<QCheckBox>(QStringLiteral("Checked"), true), partly,
         choice<QCheckBox>(QStringLiteral("Off"), false), choice<QRadioButton>(QStringLiteral("LoRA"), true),
         choice<QRadioButton>(QStringLiteral("Full"), false)});
    const QList<QWidget*> off = {choice<QCheckBox>(QStringLiteral("Checked"), true),
                                 choice<QCheckBox>(QStringLiteral("Off"), false),
                                 choice<QRadioButton>(QStringLiteral("LoRA"), true),
                                 choice<QRadioButton>(QStringLiteral("Full"), false)};
    for (QWidget* button : off) button->setEnabled(false);
    row(board, 281, QStringLiteral("Disabled"), off);

    auto* slider = sized(new QSlider(Qt::Horizontal), 180);
    slider->setValue(41);
    auto* offSlider = sized(new QSlider(Qt::Horizontal), 120);
    offSlider->setValue(41);
    offSlider->setEnabled(false);
    auto* progress = sized(new ProgressBar, 180);
    progress->setFraction(0.42);
    auto* segments = new Segmented;
    segments->addOption(QStringLiteral("all"), QStringLiteral("All"));
    segments->addOption(QStringLiteral("train"), QStringLiteral("Train"));
    segments->addOption(QStringLiteral("held"), QStringLiteral("Held-out"));
    segments->setCurrent(QStringLiteral("train"));
    row(board, 320, QStringLiteral("Ranges"), {slider, offSlider, progress, segments});
}

void ControlsPage::addPanes(QWidget* board) {
    auto* notice = new NoticeBar(
        {.kind = Notice::Kind::Warn,
         .title = QStringLiteral(
             "Training stopped at step 812: the disk is full. The checkpoint of step 800 is safe."),
         .details = QStringLiteral("ENOSPC"),
         .remedy = QStringLiteral("Choose another folder"),
         .dismissible = false},
        board);
    notice->setGeometry(24, 348, 1048, 42);

    auto* menu = new QMenu(board);
    menu->setWindowFlags(Qt::Widget);
    menu->addAction(iconOf(QStringLiteral("edit")), QStringLiteral("Rename\tF2"));
    QAction* hot = menu->addAction(iconOf(QStringLiteral("copy")), QStringLiteral("Duplicate\tCtrl+D"));
    menu->addAction(QStringLiteral("Export…"));
    menu->addSeparator();
    QAction* overlay = menu->addAction(QStringLiteral("Overlay in plot"));
    overlay->setCheckable(true);
    overlay->setChecked(true);
    menu->addAction(QStringLiteral("Compare with…"))->setEnabled(false);
    menu->addSeparator();
    menu->addAction(iconOf(QStringLiteral("cross")), QStringLiteral("Move to trash\tDel"));
    menu->setGeometry(24, 404, 250, 196);
    menu->setActiveAction(hot);

    auto* panel = new Panel(board);
    panel->setGeometry(298, 404, 499, 279);
    auto* empty = new EmptyState(QStringLiteral("No suites yet"),
                                 QStringLiteral("A suite is a list of prompts with expected answers."));
    empty->setAction(QStringLiteral("Make one from identity"));
    panel->content()->addWidget(empty);

    auto* tabs = new QTabBar(board);
    for (const char* name : {"Fields", "Prompt", "Tokens", "History"})
        tabs->addTab(QString::fromLatin1(name));
    tabs->setDrawBase(false);
    tabs->setExpanding(false);
    tabs->adjustSize();
    tabs->move(812, 404);
}

} // namespace inkstone
