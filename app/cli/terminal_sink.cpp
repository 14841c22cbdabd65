#include "app/cli/terminal_sink.h"

#include "core/base/clock.h"
#include "core/base/units.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

namespace inkstone::cli {

namespace {

constexpr double barInterval = 0.1;    ///< seconds between two drawings of the bar
constexpr double linesInterval = 10.0; ///< and between two plain lines
constexpr double shortStage = 2.0;     ///< stages that end sooner get no plain line at all

int terminalWidth() {
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

std::string amount(const Progress& progress) {
    const bool bytes = progress.unit == "bytes";
    const auto number = [&](double value) {
        return bytes ? formatBytes(uint64_t(std::max(value, 0.0))) : formatCount(std::llround(value));
    };
    std::string text = number(progress.done);
    if (progress.total >= 0) text.append("/").append(number(progress.total));
    if (!bytes && !progress.unit.empty()) text.append(" ").append(progress.unit);
    return text;
}

std::string rate(const Progress& progress) {
    if (progress.unit == "bytes") return formatBytes(uint64_t(progress.perSecond)).append("/s");
    return formatRate(progress.perSecond).append(" ").append(progress.unit).append("/s");
}

std::string barOf(double fraction, int columns) {
    const int full = int(std::lround(fraction * columns));
    std::string bar(size_t(columns) + 2, ' ');
    bar.front() = '[';
    bar.back() = ']';
    std::fill_n(bar.begin() + 1, full, '=');
    if (full < columns) bar[size_t(full) + 1] = '>';
    return bar;
}

} // namespace

std::string progressLine(const Progress& progress, int width, bool bar) {
    std::string line = progress.stage.str();
    const bool known = progress.total > 0;
    const double fraction = known ? std::clamp(progress.done / progress.total, 0.0, 1.0) : 0;
    if (known && bar) line.append("  ").append(barOf(fraction, 24));
    if (known) line.append("  ").append(std::to_string(int(fraction * 100))).append(" %");
    if (!progress.unit.empty() || !known) line.append("  ").append(amount(progress));
    if (progress.perSecond > 0) line.append("  ").append(rate(progress));
    if (progress.secondsLeft >= 0)
        line.append("  ").append(formatDuration(progress.secondsLeft)).append(" left");
    if (int(line.size()) > width) line.resize(size_t(width));
    return line;
}

TerminalSink::~TerminalSink() { m_console->clearBar(); }

void TerminalSink::emit(JobEvent event) {
    std::visit([this](const auto& e) { show(e); }, event);
}

bool TerminalSink::due(const Progress& progress) {
    const double now = monotonicSeconds();
    if (const std::string stage = progress.stage.str(); stage != m_stage) {
        m_stage = stage;
        m_stageBegan = now;
        m_lastShown = -1;
    }
    const bool last = progress.total > 0 && progress.done >= progress.total;
    const bool bar = m_console->errorIsTerminal();
    if (!bar && now - m_stageBegan < shortStage) return false;
    const double interval = bar ? barInterval : linesInterval;
    if (!last && m_lastShown >= 0 && now - m_lastShown < interval) return false;
    m_lastShown = now;
    return true;
}

void TerminalSink::show(const Progress& progress) {
    if (m_console->quiet() || !due(progress)) return;
    if (!m_console->errorIsTerminal()) return m_console->note(progressLine(progress, 200, false));
    std::fprintf(stderr, "\r%s\x1b[K", progressLine(progress, terminalWidth() - 1, true).c_str());
    std::fflush(stderr);
    m_console->m_barShown = true;
}

void TerminalSink::show(const LogLine& line) {
    if (line.warning) {
        m_console->clearBar();
        std::fprintf(stderr, "warning: %s\n", line.message.str().c_str());
    } else {
        m_console->note(line.message.str());
    }
}

void TerminalSink::show(const GeneratedPiece& piece) {
    if (m_streamText) m_console->print(piece.text);
}

void TerminalSink::show(const TrainMetrics& m) {
    char line[200];
    if (m.isEval) {
        std::snprintf(line, sizeof line, "step %lld  held-out loss %.4f", static_cast<long long>(m.step),
                      m.evalLoss);
    } else {
        std::snprintf(
            line, sizeof line, "step %lld  epoch %.2f  loss %.4f  lr %.3g  grad norm %.3f  %.0f tokens/s",
            static_cast<long long>(m.step), m.epoch, m.loss, m.learningRate, m.gradNorm, m.tokensPerSecond);
    }
    m_console->note(line);
}

void TerminalSink::show(const SampleAnswer& answer) {
    m_console->note("step " + std::to_string(answer.step) + "  " + answer.prompt + "  ->  " + answer.answer);
}

} // namespace inkstone::cli
