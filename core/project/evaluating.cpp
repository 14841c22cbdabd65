#include "core/project/evaluating.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/model/catalogue.h"

namespace inkstone {

namespace {

/// Who answers, with hashes: the key of a result must change with anything that changes an answer.
Result<Subject> subjectOf(const Voice& voice, const Model& model, uint64_t seed, std::stop_token stop) {
    Subject subject;
    subject.model = model.config().name;
    INK_TRY(weights, modelSha256(model.path(), stop));
    subject.modelSha256 = weights;
    if (!voice.adapter.empty()) {
        // An adapter folder is called "adapter": its run's name says more.
        const fs::path folder = fs::absolute(voice.adapter).lexically_normal();
        subject.adapter = folder.filename() == "adapter" ? folder.parent_path().filename().string()
                                                         : folder.filename().string();
        INK_TRY(hash, sha256OfFile(folder / "adapter_model.safetensors", stop));
        subject.adapterHash = hash;
    }
    subject.templateHash = sha256(model.chatTemplate()->source());
    subject.sampling = dumpJson({{"temperature", 0}, {"compute", name(voice.compute)}}, -1);
    subject.seed = seed;
    return subject;
}

AnswerFn answerWith(Engine& engine, const Voice& voice, uint64_t seed) {
    return [&engine, voice, seed](const AnswerRequest& request, std::stop_token stop) -> Result<CaseAnswer> {
        GenerationOptions options{.maxTokens = request.maxTokens};
        options.sampling.seed = seed;
        NullSink quiet;
        INK_TRY(answer, engine.answer(voice, request.messages, options, stop, quiet));
        const Generation& g = answer.generation;
        if (g.finish == FinishReason::Cancelled) return fail(ErrorCode::Cancelled, "stopped");
        return CaseAnswer{.text = g.text,
                          .prompt = answer.prompt,
                          .finishReason = name(g.finish),
                          .promptTokens = g.promptTokens,
                          .completionTokens = g.completionTokens,
                          .seconds = g.prefillSeconds + g.decodeSeconds};
    };
}

PerplexityFn perplexityWith(Engine& engine, const Voice& voice) {
    return [&engine, voice](std::string_view text, std::stop_token stop) -> Result<TextScore> {
        NullSink quiet;
        INK_TRY(score, engine.perplexity(voice, text, {}, stop, quiet));
        return TextScore{score.nll, score.tokens};
    };
}

Result<EvaluationSpec> specFor(Engine& engine, const EvaluateRequest& request, std::stop_token stop,
                               JobSink& sink) {
    INK_TRY(prepared, engine.prepared(request.voice.model, request.voice.compute, stop, sink));
    INK_TRY(subject, subjectOf(request.voice, prepared->model(), request.seed, stop));
    return EvaluationSpec{request.suite, subject, request.folder, request.limit};
}

Result<EvaluationReport> runSpec(Engine& engine, const EvaluateRequest& request, const EvaluationSpec& spec,
                                 std::stop_token stop, JobSink& sink) {
    return runEvaluation(spec, answerWith(engine, request.voice, request.seed),
                         perplexityWith(engine, request.voice), stop, sink);
}

/// The run whose adapter or model answers. A model that a run made lies in a folder "model": its run's name
/// says more.
Result<std::optional<RunId>> nameAfterRun(const Project& project, const Voice& voice, Subject& subject) {
    const RunRepository runs = project.runs();
    INK_TRY(maker, runs.runOfModel(voice.model));
    if (maker) subject.model = maker->name;
    if (subject.adapter.empty()) return maker ? std::optional(maker->id) : std::optional<RunId>();
    const auto trained = runs.find(subject.adapter);
    return trained ? std::optional(trained->id) : std::optional<RunId>();
}

} // namespace

Result<EvaluationReport> evaluate(Engine& engine, const EvaluateRequest& request, std::stop_token stop,
                                  JobSink& sink) {
    INK_TRY(spec, specFor(engine, request, stop, sink));
    return runSpec(engine, request, spec, stop, sink);
}

Result<EvaluationReport> evaluateInProject(Project& project, Engine& engine, const EvaluateRequest& request,
                                           std::stop_token stop, JobSink& sink) {
    INK_TRY(spec, specFor(engine, request, stop, sink));
    INK_TRY(run, nameAfterRun(project, request.voice, spec.subject));
    if (spec.folder.empty())
        spec.folder = project.folder() / "evaluations" /
                      (request.suite.name + "-" + evaluationKey(spec.subject, spec.suite));
    INK_TRY(report, runSpec(engine, request, spec, stop, sink));
    if (report.outcome != Outcome::Done) return report;
    INK_TRY(id, project.evaluations().add(spec, report, run));
    report.id = id;
    return report;
}

} // namespace inkstone
