#pragma once
// Every control of the set, in each state: the page that pictures/controls-*.png show. For the eye only.

#include "ui/shell/page.h"

namespace inkstone {

class ControlsPage final : public Page {
    Q_OBJECT
public:
    explicit ControlsPage(Shell& shell, QWidget* parent = nullptr);

private:
    void addButtons(QWidget* board);
    void addInputs(QWidget* board);
    void addChoices(QWidget* board);
    void addPanes(QWidget* board);
};

} // namespace inkstone
