#pragma once
// The bar at the bottom, 28 px: running and waiting jobs as chips, a quiet line for what just happened,
// device and memory at the right.

#include <QWidget>
#include <functional>

class QBoxLayout;
class QLabel;
class QTimer;

namespace inkstone {

class Button;
class JobModel;

class StatusBar final : public QWidget {
    Q_OBJECT
public:
    static constexpr int kHeight = 28;

    explicit StatusBar(JobModel& jobs, QWidget* parent = nullptr);
    void setDeviceText(const QString& text);
    /// Shown for some seconds; with `undo` longer, and with a button.
    void say(const QString& sentence, std::function<void()> undo);
    QString saying() const;

signals:
    void jobChosen(qint64 id);

protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    void hush();
    void fit();

    JobModel& m_jobs;
    QBoxLayout* m_chips;
    QLabel *m_saying, *m_device;
    Button* m_undo;
    QTimer* m_timer;
    std::function<void()> m_undoAction;
};

} // namespace inkstone
