#pragma once
// Runs a suite with an answer function it is given; knows no model. Every finished case is a line of
// DIR/cases.jsonl, on disk before the next begins; a second run over the same folder goes on where it
// stopped. Answers made under another key (model, adapter, template, sampling, suite) are never reused: their
// file is kept aside as cases-<key>.jsonl.

#include "core/eval/scoring.h"
#include "core/jobs/job.h"

#include <functional>
#include <map>
#include <optional>
#include <stop_token>

namespace inkstone {

struct AnswerRequest {
    std::vector<Message> messages;
    int maxTokens = 256;
};

struct CaseAnswer {
    std::string text;
    std::string prompt;       ///< as rendered
    std::string finishReason; ///< "stop", "length"
    int64_t promptTokens = 0, completionTokens = 0;
    double seconds = 0;
};
/// Answers one request. Cancelled as error code when `stop` asked.
using AnswerFn = std::function<Result<CaseAnswer>(const AnswerRequest&, std::stop_token)>;

struct TextScore {
    double nll = 0;     ///< total, nats
    int64_t tokens = 0; ///< scored ones
};
using PerplexityFn = std::function<Result<TextScore>(std::string_view text, std::stop_token)>;

/// Who answers. All of it is part of the key.
struct Subject {
    std::string model, modelSha256;
    std::string adapter, adapterHash; ///< "" base model
    std::string templateHash;
    std::string sampling; ///< JSON of the sampling settings and the compute mode
    uint64_t seed = 42;
};

struct CaseResult {
    std::string id, prompt, answer;
    std::vector<std::string> expected;
    Scorer scorer = Scorer::Contains;
    double score = 0; ///< 0..1; perplexity: the text's perplexity
    std::string finishReason;
    int64_t promptTokens = 0, completionTokens = 0;
    double nll = 0;     ///< perplexity
    int64_t tokens = 0; ///< perplexity
    double seconds = 0;
    std::optional<Error> problem; ///< why the case could not be answered or scored: it counts as 0
    bool right() const { return scorer == Scorer::Perplexity || score >= 1; }
};

struct EvaluationSpec {
    Suite suite;
    Subject subject;
    std::filesystem::path folder; ///< made when missing
    int64_t limit = 0;            ///< first n cases; 0 all
};

struct EvaluationReport {
    Outcome outcome = Outcome::Done;
    std::string suite, suiteHash, key;
    int64_t items = 0;                   ///< finished cases
    int64_t reused = 0;                  ///< of these, from an earlier run over the folder
    std::map<std::string, Score> scores; ///< by scorer name
    std::vector<CaseResult> cases;       ///< in suite order
    double seconds = 0;
    int64_t id = 0; ///< in the project's store; 0: not kept there
};

/// Emits Progress in "cases" and CaseDone. An error of `answer` other than Cancelled ends the evaluation
/// unless it concerns the one prompt (InvalidArgument): then the case has a `problem`.
Result<EvaluationReport> runEvaluation(const EvaluationSpec& spec, const AnswerFn& answer,
                                       const PerplexityFn& perplexity, std::stop_token stop, JobSink& sink);

/// The key of a subject on a suite, 16 hex digits.
std::string evaluationKey(const Subject& subject, const Suite& suite);

} // namespace inkstone
