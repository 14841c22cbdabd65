#pragma once
// Ctrl+C (and a polite kill) as a stop request. Signals are blocked in every thread and taken by one that
// waits for them, because a handler may not touch a stop_source. A second signal before rearm() ends the
// process at once: everything on disk survives that by design.

#include <memory>
#include <stop_token>

namespace inkstone::cli {

class Interrupt {
public:
    /// Before any other thread starts, so that all inherit the mask.
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    /// Stopped by the next signal.
    std::stop_token token() const;
    /// The signals so far are dealt with; token() is fresh again. For a conversation, where Ctrl+C stops one
    /// answer.
    void rearm();
    /// Readable once a signal came after the last rearm(): for poll() beside stdin.
    int descriptor() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace inkstone::cli
