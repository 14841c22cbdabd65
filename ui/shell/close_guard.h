#pragma once
// Closing the window while jobs run: asks, asks them to stop, and waits up to five seconds for their last
// checkpoint while the window stays alive. When they end by themselves meanwhile, so does the question, and
// the window closes.

#include <QElapsedTimer>
#include <QObject>

class QLabel;
class QTimer;
class QWidget;

namespace inkstone {

class JobQueue;
class Sheet;

class CloseGuard final : public QObject {
    Q_OBJECT
public:
    CloseGuard(JobQueue& queue, QWidget* window);

    static constexpr int kPatienceMs = 5000;

    /// True: close now. False: a question was shown; the window is closed later if the person says so.
    bool mayClose();

private:
    void ask();
    void tellCount(int jobs);
    void stopAndClose();
    void poll();
    int costlyJobs() const;

    JobQueue& m_queue;
    QWidget* m_window;
    Sheet* m_sheet = nullptr;
    QLabel* m_question = nullptr; ///< of the sheet
    QTimer* m_timer;
    QElapsedTimer m_waiting;
    bool m_agreed = false;
};

} // namespace inkstone
