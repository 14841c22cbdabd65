// Answers of the tiny golden model: ends, limits, stop strings, the remembered prefix.
#include "core/base/utf8.h"
#include "core/generate/engine.h"
#include "core/generate/generation.h"

#include "tests/support/models.h"
#include "tests/support/scratch.h"

using namespace inkstone;
using namespace inkstone::test;

namespace {

class Collector final : public JobSink {
public:
    void emit(JobEvent event) override {
        if (const auto* piece = std::get_if<GeneratedPiece>(&event)) {
            text += piece->text;
            tokens += piece->tokens;
            if (onPiece) onPiece();
        }
        if (const auto* line = std::get_if<LogLine>(&event)) log += line->message.str();
    }
    std::string text, log;
    int tokens = 0;
    std::function<void()> onPiece;
};

const std::vector<TokenId> prompt{10, 20, 30, 40, 50};

} // namespace

class GenerationTest : public QObject {
    Q_OBJECT
    std::shared_ptr<const PreparedModel> m_model;

    std::unique_ptr<Generator> generator(int64_t capacity = 0) {
        auto made = Generator::make(m_model, nullptr, {.capacity = capacity, .threads = 1});
        return made ? std::move(*made) : nullptr;
    }
    static Generation run(Generator& generator, const std::vector<TokenId>& ids,
                          const GenerationOptions& options, JobSink& sink) {
        auto made = generator.generate(ids, options, {}, sink);
        if (!made) qWarning("%s", made.error().str().c_str());
        return made ? *made : Generation{};
    }

private slots:
    void initTestCase() {
        m_model = prepare(golden("tiny_llama") / "tiny.gguf", Compute::F32);
        QVERIFY(m_model);
    }

    void greedyEqualsFullForwardPasses() {
        Collector sink;
        const auto g = generator();
        const Generation answer = run(*g, prompt, {.maxTokens = 24, .ignoreEos = true}, sink);
        QCOMPARE(answer.ids.size(), size_t(24));
        std::vector<TokenId> ids = prompt;
        const auto ends = m_model->model().tokenizer()->endTokens();
        for (const TokenId id : answer.ids) {
            auto decoder = Decoder::make(m_model, nullptr, {.threads = 1});
            VERIFY_OK(decoder);
            VERIFY_OK((*decoder)->feed(ids));
            Sampler greedy({}, ends);
            QCOMPARE(id, *greedy.next((*decoder)->logits(), {}));
            ids.push_back(id);
        }
    }
    void countsAndTextBelongTogether() {
        Collector sink;
        const auto g = generator();
        const Generation answer = run(*g, prompt, {.maxTokens = 16, .ignoreEos = true}, sink);
        QVERIFY(answer.finish == FinishReason::Length);
        QCOMPARE(answer.promptTokens, int64_t(5));
        QCOMPARE(answer.completionTokens, int64_t(16));
        QCOMPARE(sink.text, answer.text);
        QCOMPARE(sink.tokens, 16);
        QCOMPARE(answer.text, *m_model->model().tokenizer()->decode(answer.ids));
        QVERIFY(answer.prefillRate() > 0 && answer.decodeRate() > 0);
    }
    void anEndTokenEndsTheAnswer() {
        // Whatever the model would say third is declared its end by sampling only that: find a seed that
        // draws one.
        Collector sink;
        const auto g = generator();
        const auto ends = m_model->model().tokenizer()->endTokens();
        for (uint64_t seed = 1; seed < 400; ++seed) {
            GenerationOptions options{.sampling = {.temperature = 3, .seed = seed}, .maxTokens = 60};
            const Generation answer = run(*g, prompt, options, sink);
            if (answer.finish != FinishReason::Stop) continue;
            QCOMPARE(answer.completionTokens, int64_t(answer.ids.size()) + 1);
            for (const TokenId end : ends)
                QVERIFY(std::find(answer.ids.begin(), answer.ids.end(), end) == answer.ids.end());
            return;
        }
        QFAIL("no seed ended an answer");
    }
    void aStopStringEndsTheAnswerAndIsNotShown() {
        Collector whole, cut;
        const auto g = generator();
        const GenerationOptions options{
            .sampling = {.temperature = 1, .seed = 5}, .maxTokens = 60, .ignoreEos = true};
        const Generation answer = run(*g, prompt, options, whole);
        QVERIFY(answer.text.size() > 20);
        // A piece of several characters from the middle, at a border between characters.
        const std::string_view rest = std::string_view(answer.text).substr(cutUtf8(answer.text, 10).size());
        const std::string stop(cutUtf8(rest, 6));
        GenerationOptions stopping = options;
        stopping.stops = {stop};
        const Generation shorter = run(*g, prompt, stopping, cut);
        QVERIFY(shorter.finish == FinishReason::Stop);
        QCOMPARE(shorter.text, answer.text.substr(0, answer.text.find(stop)));
        QCOMPARE(cut.text, shorter.text);
        QVERIFY(shorter.ids.size() < answer.ids.size());
    }

    void theNextPromptIsReadFromWhereItDiffers() {
        Collector sink;
        const auto g = generator(), fresh = generator();
        const GenerationOptions options{.maxTokens = 8, .ignoreEos = true};
        const Generation first = run(*g, prompt, options, sink);
        QCOMPARE(first.reusedTokens, int64_t(0));
        // The conversation goes on: all that was read is kept (the last drawn token was never fed).
        std::vector<TokenId> longer = prompt;
        longer.insert(longer.end(), first.ids.begin(), first.ids.end());
        longer.insert(longer.end(), {7, 8, 9});
        const Generation second = run(*g, longer, options, sink);
        QCOMPARE(second.reusedTokens, int64_t(prompt.size() + first.ids.size() - 1));
        QCOMPARE(second.ids, run(*fresh, longer, options, sink).ids);
        // An edited turn costs what follows it; the same prompt again costs its last token.
        std::vector<TokenId> edited = longer;
        edited[3] = 99;
        const Generation third = run(*g, edited, options, sink);
        QCOMPARE(third.reusedTokens, int64_t(3));
        QCOMPARE(third.ids, run(*fresh, edited, options, sink).ids);
        const Generation again = run(*g, edited, options, sink);
        QCOMPARE(again.reusedTokens, int64_t(edited.size()) - 1);
        QCOMPARE(again.ids, third.ids);
    }

    void aFullContextEndsTheAnswerWithAWarning() {
        Collector sink;
        const auto g = generator(12);
        const Generation answer = run(*g, prompt, {.maxTokens = 100, .ignoreEos = true}, sink);
        QVERIFY(answer.finish == FinishReason::Length);
        QCOMPARE(answer.completionTokens, int64_t(12 - 5 + 1));
        QVERIFY(sink.log.find("context of 12") != std::string::npos);
    }
    void aTooLongPromptIsRefusedWithBothNumbers() {
        Collector sink;
        const auto g = generator(5);
        VERIFY_FAILS(g->generate(prompt, {}, {}, sink), "it has 5 tokens");
        VERIFY_FAILS(g->generate({}, {}, {}, sink), "no tokens");
        VERIFY_FAILS(generator()->generate(std::vector<TokenId>{1, 2, 100000}, {}, {}, sink), "100000");
        VERIFY_FAILS(generator()->generate(prompt, {.maxTokens = 0}, {}, sink), "max-tokens");
    }
    void aStopRequestKeepsWhatWasSaid() {
        std::stop_source source;
        Collector sink;
        int pieces = 0;
        sink.onPiece = [&] {
            if (++pieces == 3) source.request_stop();
        };
        const auto g = generator();
        const GenerationOptions options{.sampling = {.temperature = 1}, .maxTokens = 200, .ignoreEos = true};
        const auto answer = g->generate(prompt, options, source.get_token(), sink);
        VERIFY_OK(answer);
        QVERIFY(answer->finish == FinishReason::Cancelled);
        QVERIFY(answer->completionTokens < 200);
        QCOMPARE(answer->text, sink.text);
        // The generator goes on as if nothing had been.
        Collector after;
        const auto fresh = generator();
        QCOMPARE(run(*g, prompt, {.maxTokens = 8}, after).ids,
                 run(*fresh, prompt, {.maxTokens = 8}, after).ids);
    }

    void theEngineSharesModelsAndRemembersConversations() {
        Engine engine({.threads = 1});
        NullSink sink;
        const Voice voice{
            .model = golden("tiny_llama") / "tiny.gguf", .adapter = {}, .compute = Compute::F32};
        const auto first = engine.prepared(voice.model, voice.compute, {}, sink);
        const auto second = engine.prepared(voice.model, voice.compute, {}, sink);
        VERIFY_OK(first);
        VERIFY_OK(second);
        QCOMPARE(first->get(), second->get());
        const auto answer = engine.complete(voice, prompt, {.maxTokens = 4, .ignoreEos = true}, {}, sink);
        const auto again = engine.complete(voice, prompt, {.maxTokens = 4, .ignoreEos = true}, {}, sink);
        VERIFY_OK(answer);
        VERIFY_OK(again);
        QCOMPARE(again->reusedTokens, int64_t(prompt.size()) - 1);
        QCOMPARE(again->ids, answer->ids);
    }
    void aSettingOfThreadsHoldsFromTheNextAnswerOn() {
        const auto threads = [] {
            return std::distance(fs::directory_iterator("/proc/self/task"), fs::directory_iterator());
        };
        const auto before = threads();
        Engine engine({.threads = 1});
        NullSink sink;
        const Voice voice{
            .model = golden("tiny_llama") / "tiny.gguf", .adapter = {}, .compute = Compute::F32};
        const GenerationOptions options{.maxTokens = 4, .ignoreEos = true};
        VERIFY_OK(engine.complete(voice, prompt, options, {}, sink));
        QCOMPARE(threads(), before);
        for (const int wanted : {4, 2}) {
            engine.setThreads(wanted);
            VERIFY_OK(engine.complete(voice, prompt, options, {}, sink));
            QCOMPARE(threads(), before + wanted - 1); // they wait for the next answer
        }
    }
    void aTrainingReadsTheWeightsOfTheChat() {
        Engine engine({.threads = 1});
        NullSink sink;
        const fs::path path = golden("tiny_llama") / "tiny.gguf";
        const auto chat = engine.prepared(path, Compute::Auto, {}, sink);
        VERIFY_OK(chat);
        const auto model = Model::open(path);
        VERIFY_OK(model);
        const auto training = engine.prepare(*model, {.purpose = Purpose::Training, .threads = 1});
        VERIFY_OK(training);
        const bool alike = (*chat)->layer(0)[Linear::Q].packing == (*training)->layer(0)[Linear::Q].packing;
        QCOMPARE((*training)->sharesWeightsWith(**chat), alike && (*chat)->packedBytes() > 0);
        const auto exact =
            engine.prepare(*model, {.compute = Compute::F32, .purpose = Purpose::Training, .threads = 1});
        VERIFY_OK(exact);
        QVERIFY(!(*exact)->sharesWeightsWith(**chat));
        // The other way round: the chat goes, a training stays, and the next chat shares with it.
        engine.clear();
        const auto again = engine.prepared(path, Compute::Auto, {}, sink);
        VERIFY_OK(again);
        QCOMPARE((*again)->sharesWeightsWith(**training), alike && (*chat)->packedBytes() > 0);
        // Another file at the same place is another model.
        const Scratch scratch;
        const fs::path copy = scratch.path("copy.gguf");
        fs::copy_file(path, copy);
        const auto before = Model::open(copy);
        VERIFY_OK(before);
        const auto kept = engine.prepare(*before, {.purpose = Purpose::Training, .threads = 1});
        VERIFY_OK(kept);
        fs::remove(copy);
        fs::copy_file(path, copy);
        fs::last_write_time(copy, fs::last_write_time(copy) + std::chrono::seconds(5));
        const auto after = Model::open(copy);
        VERIFY_OK(after);
        const auto other = engine.prepare(*after, {.purpose = Purpose::Training, .threads = 1});
        VERIFY_OK(other);
        QVERIFY(!(*other)->sharesWeightsWith(**kept));
    }

    void anAdapterAnswersOtherwiseAndBesideTheBase() {
        Engine engine({.threads = 1});
        NullSink sink;
        const Voice base{.model = golden("tiny_llama") / "tiny.gguf", .adapter = {}, .compute = Compute::F32};
        Voice tuned = base;
        tuned.adapter = golden("lora_step") / "init_adapter_b";
        const GenerationOptions options{.maxTokens = 12, .ignoreEos = true};
        const auto one = engine.complete(base, prompt, options, {}, sink);
        const auto two = engine.complete(tuned, prompt, options, {}, sink);
        const auto three = engine.complete(base, prompt, options, {}, sink);
        VERIFY_OK(one);
        VERIFY_OK(two);
        VERIFY_OK(three);
        QVERIFY(one->ids != two->ids);
        QCOMPARE(one->ids, three->ids);
        QCOMPARE(two->reusedTokens, int64_t(0));
        QCOMPARE(three->reusedTokens, int64_t(prompt.size()) - 1);
    }
    void aConversationIsAnsweredThroughTheTemplate() {
        Engine engine({.threads = 1});
        NullSink sink;
        const Voice voice{
            .model = golden("tiny_llama") / "tiny.gguf", .adapter = {}, .compute = Compute::F32};
        const auto answer =
            engine.answer(voice, {{.role = "user", .content = "hello"}}, {.maxTokens = 4}, {}, sink);
        VERIFY_OK(answer);
        QVERIFY(answer->prompt.find("<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\n") !=
                std::string::npos);
    }
};

QTEST_APPLESS_MAIN(GenerationTest)
#include "generation_test.moc"
