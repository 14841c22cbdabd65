#pragma once
// A job is long work on a worker thread. It sees a stop_token and a JobSink, never a window.
// Everything it has to say goes through the sink as a JobEvent; cancel is an outcome, not an error.

#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <variant>

namespace inkstone {

using JobId = int64_t;

/// How far, how fast, how long still. Unknown numbers stay negative.
struct Progress {
    double done = 0;
    double total = -1;
    std::string unit;        ///< "tokens", "rows", "bytes", "cases"; a key the window translates
    double perSecond = -1;   ///< rate in `unit`
    double secondsLeft = -1; ///<
    Text stage;              ///< "Preparing weights", "Training"
};

struct LogLine {
    Text message;
    bool warning = false;
};

/// A piece of generated text, valid UTF-8.
struct GeneratedPiece {
    std::string text;
    int32_t tokens = 1;
};

/// One line of a run's metrics (see CLI.md: metrics.jsonl). evalLoss is NaN on training lines.
struct TrainMetrics {
    int64_t step = 0, totalSteps = 0; ///< totalSteps: 0 when read from a file
    double epoch = 0;
    int64_t tokens = 0, supervisedTokens = 0;
    double loss = 0, learningRate = 0, gradNorm = 0, tokensPerSecond = 0, seconds = 0;
    double evalLoss = 0;
    bool isEval = false;
};

/// A pinned prompt answered during training.
struct SampleAnswer {
    int64_t step = 0;
    std::string prompt, answer;
};

/// One finished case of an evaluation.
struct CaseDone {
    std::string id;
    double score = 0;
};

using JobEvent = std::variant<Progress, LogLine, GeneratedPiece, TrainMetrics, SampleAnswer, CaseDone>;

/// What a job may tell the world. Called from the worker thread only.
class JobSink {
public:
    virtual ~JobSink() = default;
    virtual void emit(JobEvent event) = 0;
};

/// Swallows everything: for tests and for callers that do not care.
class NullSink final : public JobSink {
public:
    void emit(JobEvent) override {}
};

enum class Outcome { Done, Cancelled, Failed };

struct JobResult {
    Outcome outcome = Outcome::Done;
    Error error;                              ///< only when Failed
    std::map<std::string, std::string> facts; ///< what it made: {"run": "identity-1", "records": "91"}
};

/// Which jobs may run at the same time: one of a lane at a time, the lanes side by side.
enum class Lane {
    Compute,     ///< training, evaluation, conversion
    Interactive, ///< chat answers and drafts: never wait behind a training
    Files,       ///< import, export
    Network,     ///< what a hub has, and downloads: minutes of waiting that hold up nothing else
};

struct Job {
    std::string kind; ///< "train", "evaluate", "generate", "import", ...
    Text title;       ///< "Fine-tune identity"
    Lane lane = Lane::Compute;
    bool losesNothing = false; ///< stopped at any moment, it costs nobody anything: nobody is asked
    std::function<JobResult(std::stop_token, JobSink&)> run;
};

} // namespace inkstone
