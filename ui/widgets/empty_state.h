#pragma once
// What a list without rows shows: one sentence and one button that does the obvious next thing.

#include <QWidget>
#include <functional>

class QLabel;

namespace inkstone {

class Button;

class EmptyState final : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString& title, const QString& sentence, QWidget* parent = nullptr);
    /// The obvious next thing. Returns the button, so that it can be connected or disabled.
    Button* setAction(const QString& verb, std::function<void()> act = {});
    void setWords(const QString& title, const QString& sentence);

private:
    QLabel *m_title, *m_sentence;
    Button* m_button = nullptr;
};

} // namespace inkstone
