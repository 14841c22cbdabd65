#include "core/eval/evaluation_runner.h"

#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/eval/case_file.h"

#include <algorithm>
#include <cmath>

namespace inkstone {

namespace {

/// The error of one prompt alone: the evaluation goes on.
bool concernsCase(const Error& error) { return error.code == ErrorCode::InvalidArgument; }

class Evaluation {
public:
    Evaluation(const EvaluationSpec& spec, const AnswerFn& answer, const PerplexityFn& perplexity,
               std::stop_token stop, JobSink& sink)
        : m_spec(spec), m_answer(answer), m_perplexity(perplexity), m_stop(std::move(stop)), m_sink(sink) {}

    Result<EvaluationReport> run() {
        m_report.suite = m_spec.suite.name;
        m_report.suiteHash = m_spec.suite.hash;
        m_report.key = evaluationKey(m_spec.subject, m_spec.suite);
        INK_TRY(file, CaseFile::open(m_spec.folder, m_report.key));
        const size_t all = m_spec.suite.cases.size();
        const size_t count = m_spec.limit > 0 ? std::min(all, size_t(m_spec.limit)) : all;
        const double begin = monotonicSeconds();
        for (size_t i = 0; i < count; ++i) {
            if (m_stop.stop_requested()) return cancelled();
            INK_TRY(finished, one(m_spec.suite.cases[i], *file));
            if (!finished) return cancelled();
            progress(i + 1, count, begin);
        }
        summarize();
        return std::move(m_report);
    }

private:
    /// false: stopped.
    Result<bool> one(const SuiteCase& suiteCase, CaseFile& file) {
        if (const auto known = file.found().find(suiteCase.id); known != file.found().end()) {
            ++m_report.reused;
            m_report.cases.push_back(known->second);
            return true;
        }
        auto result = suiteCase.scorer == Scorer::Perplexity ? measure(suiteCase) : ask(suiteCase);
        if (!result) {
            if (result.error().code == ErrorCode::Cancelled) return false;
            return fail(std::move(result).error());
        }
        INK_CHECK(file.append(*result));
        m_sink.emit(CaseDone{result->id, result->score});
        m_report.cases.push_back(std::move(*result));
        return true;
    }

    Result<CaseResult> ask(const SuiteCase& suiteCase) {
        CaseResult result{.id = suiteCase.id, .expected = suiteCase.expected, .scorer = suiteCase.scorer};
        const double begin = monotonicSeconds();
        auto answer = m_answer({suiteCase.messages, suiteCase.maxTokens}, m_stop);
        result.seconds = monotonicSeconds() - begin;
        if (!answer) {
            if (!concernsCase(answer.error())) return fail(std::move(answer).error());
            result.problem = std::move(answer).error();
            return result;
        }
        result.prompt = std::move(answer->prompt);
        result.answer = std::move(answer->text);
        result.finishReason = std::move(answer->finishReason);
        result.promptTokens = answer->promptTokens;
        result.completionTokens = answer->completionTokens;
        auto score = scoreAnswer(suiteCase, result.answer);
        if (score)
            result.score = *score;
        else
            result.problem = std::move(score).error();
        return result;
    }

    Result<CaseResult> measure(const SuiteCase& suiteCase) {
        CaseResult result{.id = suiteCase.id, .scorer = Scorer::Perplexity};
        const double begin = monotonicSeconds();
        auto score = m_perplexity(suiteCase.text, m_stop);
        result.seconds = monotonicSeconds() - begin;
        const bool usable = score && score->tokens > 0 && std::isfinite(score->nll);
        if (!score && !concernsCase(score.error())) return fail(std::move(score).error());
        if (!usable) {
            result.problem = score ? Error{ErrorCode::InvalidArgument,
                                           "the text cannot be scored",
                                           {},
                                           "it gave no finite loss over any token",
                                           {}}
                                   : std::move(score).error();
            return result;
        }
        result.nll = score->nll;
        result.tokens = score->tokens;
        result.score = std::exp(score->nll / double(score->tokens));
        return result;
    }

    void progress(size_t done, size_t total, double begin) {
        const double rate =
            double(done - size_t(m_report.reused)) / std::max(monotonicSeconds() - begin, 1e-3);
        Progress event{double(done), double(total), "cases", rate, -1, "Evaluating"};
        if (rate > 0) event.secondsLeft = double(total - done) / rate;
        m_sink.emit(event);
    }

    Result<EvaluationReport> cancelled() {
        m_report.outcome = Outcome::Cancelled;
        summarize();
        return std::move(m_report);
    }

    void summarize() {
        std::map<Scorer, std::vector<double>> scores;
        std::vector<double> losses; // per token, of each text
        double nll = 0, tokens = 0;
        for (const CaseResult& result : m_report.cases) {
            m_report.seconds += result.seconds;
            if (result.scorer != Scorer::Perplexity) {
                scores[result.scorer].push_back(result.score);
            } else if (result.tokens > 0) {
                nll += result.nll;
                tokens += double(result.tokens);
                losses.push_back(result.nll / double(result.tokens));
            }
        }
        m_report.items = int64_t(m_report.cases.size());
        for (const auto& [scorer, list] : scores) m_report.scores[scorerName(scorer)] = meanScore(list);
        if (losses.empty()) return;
        const double perplexity = std::exp(nll / tokens);
        m_report.scores[scorerName(Scorer::Perplexity)] = {perplexity, perplexity * meanScore(losses).stderr_,
                                                           int64_t(losses.size())};
    }

    const EvaluationSpec& m_spec;
    const AnswerFn& m_answer;
    const PerplexityFn& m_perplexity;
    std::stop_token m_stop;
    JobSink& m_sink;
    EvaluationReport m_report;
};

} // namespace

std::string evaluationKey(const Subject& subject, const Suite& suite) {
    const Json parts{subject.modelSha256,  subject.modelSha256.empty() ? subject.model : "",
                     subject.adapterHash,  subject.adapterHash.empty() ? subject.adapter : "",
                     subject.templateHash, subject.sampling,
                     subject.seed,         suite.hash};
    return sha256(dumpJson(parts, -1)).substr(0, 16);
}

Result<EvaluationReport> runEvaluation(const EvaluationSpec& spec, const AnswerFn& answer,
                                       const PerplexityFn& perplexity, std::stop_token stop, JobSink& sink) {
    return Evaluation(spec, answer, perplexity, std::move(stop), sink).run();
}

} // namespace inkstone
