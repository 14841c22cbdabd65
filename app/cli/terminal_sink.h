#pragma once
// A job's events on a terminal: a bar with rate and time left that is drawn over itself, or plain lines now
// and then when stderr is a file. Warnings always show.

#include "app/cli/console.h"
#include "core/jobs/job.h"

namespace inkstone::cli {

class TerminalSink final : public JobSink {
public:
    explicit TerminalSink(Console& console) : m_console(&console) {}
    /// Takes the bar away.
    ~TerminalSink() override;
    TerminalSink(const TerminalSink&) = delete;
    TerminalSink& operator=(const TerminalSink&) = delete;

    void emit(JobEvent event) override;
    /// Generated text goes to stdout as it comes (unless --json).
    void streamText(bool on) { m_streamText = on; }

private:
    void show(const Progress& progress);
    void show(const LogLine& line);
    void show(const GeneratedPiece& piece);
    void show(const TrainMetrics& metrics);
    void show(const SampleAnswer& answer);
    void show(const CaseDone&) {}
    bool due(const Progress& progress);

    Console* m_console;
    bool m_streamText = false;
    std::string m_stage;
    double m_stageBegan = 0, m_lastShown = -1; ///< -1: nothing of this stage yet
};

/// "Training  [=====>    ]  52 %  42/80 steps  2,369 tokens/s  1 min 05 s left", at most `width` columns
/// wide.
std::string progressLine(const Progress& progress, int width, bool bar);

} // namespace inkstone::cli
