#pragma once
// Lines of standard input, until its end or Ctrl+C.

#include "app/cli/interrupt.h"

#include <optional>
#include <string>

namespace inkstone::cli {

class LineReader {
public:
    explicit LineReader(Interrupt& interrupt) : m_interrupt(&interrupt) {}
    /// Without the line end. Nothing: the input ended, or a signal came.
    std::optional<std::string> next();

private:
    std::optional<std::string> takeLine();

    Interrupt* m_interrupt;
    std::string m_buffer;
    bool m_ended = false;
};

} // namespace inkstone::cli
