#pragma once
// A message that needs an answer, inside the page above its content: what happened, what to do, and the
// remedy as a button. Details unfold.

#include "ui/shell/palette.h"

#include <QWidget>
#include <functional>

class QBoxLayout;
class QLabel;
class QPlainTextEdit;

namespace inkstone {

class Button;

struct Notice {
    enum class Kind { Info, Good, Warn, Bad };
    Kind kind = Kind::Info;
    QString title;             ///< one sentence
    QString text;              ///< more, in secondary tone; may be empty
    QString details;           ///< unfolds and can be copied; may be empty
    QString remedy;            ///< the verb of the button; empty: no button
    std::function<void()> act; ///< pressing the remedy; the bar closes afterwards
    bool dismissible = true;
};

class NoticeBar final : public QWidget {
    Q_OBJECT
public:
    explicit NoticeBar(Notice notice, QWidget* parent = nullptr);
    const Notice& notice() const { return m_notice; }
    void setDetailsShown(bool shown);

signals:
    void dismissed();

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QWidget* makeRow();
    QWidget* makeDetails();

    Notice m_notice;
    Button* m_detailsButton = nullptr;
    QWidget* m_details = nullptr;
};

} // namespace inkstone
