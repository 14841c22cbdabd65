#include "core/generate/engine.h"

#include <algorithm>
#include <atomic>
#include <list>
#include <mutex>

namespace inkstone {

namespace {

namespace fs = std::filesystem;

/// What a file was when it was read; another stamp means another file.
struct FileStamp {
    uintmax_t size = 0;
    fs::file_time_type time{};
    bool operator==(const FileStamp&) const = default;
};

FileStamp stampOf(const fs::path& path) {
    std::error_code error;
    FileStamp stamp;
    if (const uintmax_t size = fs::file_size(path, error); !error) stamp.size = size;
    if (const auto time = fs::last_write_time(path, error); !error) stamp.time = time;
    return stamp;
}

fs::path normal(const fs::path& path) {
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(path, error);
    return error ? path : canonical;
}

struct KeptModel {
    fs::path path;
    Compute compute = Compute::Auto;
    FileStamp stamp;
    std::shared_ptr<const PreparedModel> prepared;
};

/// Whatever was prepared, as long as somebody uses it.
struct Packed {
    fs::path path;
    FileStamp stamp;
    std::weak_ptr<const PreparedModel> prepared;
};

/// An adapter belongs to the shapes of one model file.
struct KeptAdapter {
    fs::path folder, model;
    FileStamp stamp;
    std::shared_ptr<const LoraAdapter> adapter;
};

/// A generator that nobody uses at the moment.
struct IdleGenerator {
    const PreparedModel* model = nullptr;
    std::shared_ptr<const LoraAdapter> adapter;
    CacheType cacheType;
    int threads = 0;
    std::unique_ptr<Generator> generator;
};

template <class T> void keepAtMost(std::list<T>& newestFirst, size_t most) {
    while (newestFirst.size() > most) newestFirst.pop_back();
}

} // namespace

struct Engine::State {
    EngineOptions options;
    std::atomic<int> threads = 0; ///< of the options, until setThreads()
    std::mutex preparing;         ///< one model is packed at a time; a second asker waits for the same one
    std::mutex mutex;             ///< guards the lists, never held while something slow happens
    std::list<KeptModel> models;  ///< newest first, as the other two
    std::list<KeptAdapter> adapters;
    std::list<IdleGenerator> idle;
    std::list<Packed> packed;

    std::shared_ptr<const PreparedModel> find(const fs::path& path, Compute compute, const FileStamp& stamp);
    void keep(KeptModel model);
    Result<IdleGenerator> take(std::shared_ptr<const PreparedModel> model,
                               std::shared_ptr<const LoraAdapter> adapter, CacheType cacheType,
                               std::span<const TokenId> prompt);
    void giveBack(IdleGenerator generator);
};

std::shared_ptr<const PreparedModel> Engine::State::find(const fs::path& path, Compute compute,
                                                         const FileStamp& stamp) {
    const std::lock_guard lock(mutex);
    for (auto it = models.begin(); it != models.end(); ++it) {
        if (it->path != path || it->compute != compute || it->stamp != stamp) continue;
        models.splice(models.begin(), models, it);
        return models.front().prepared;
    }
    return nullptr;
}

void Engine::State::keep(KeptModel model) {
    const std::lock_guard lock(mutex);
    models.remove_if([&](const KeptModel& m) { return m.path == model.path && m.stamp != model.stamp; });
    models.push_front(std::move(model));
    keepAtMost(models, std::max<size_t>(options.keptModels, 1));
    idle.remove_if([this](const IdleGenerator& g) {
        return std::none_of(models.begin(), models.end(),
                            [&](const KeptModel& m) { return m.prepared.get() == g.model; });
    });
}

Result<IdleGenerator> Engine::State::take(std::shared_ptr<const PreparedModel> model,
                                          std::shared_ptr<const LoraAdapter> adapter, CacheType cacheType,
                                          std::span<const TokenId> prompt) {
    const int wanted = threads;
    {
        const std::lock_guard lock(mutex);
        idle.remove_if([wanted](const IdleGenerator& g) { return g.threads != wanted; });
        auto best = idle.end();
        for (auto it = idle.begin(); it != idle.end(); ++it) {
            if (it->model != model.get() || it->adapter != adapter || it->cacheType != cacheType) continue;
            if (best == idle.end() ||
                it->generator->sharedPrefix(prompt) > best->generator->sharedPrefix(prompt))
                best = it;
        }
        if (best != idle.end()) {
            IdleGenerator taken = std::move(*best);
            idle.erase(best);
            return taken;
        }
    }
    IdleGenerator made{model.get(), adapter, cacheType, wanted, nullptr};
    INK_TRY(generator, Generator::make(std::move(model), std::move(adapter),
                                       {.threads = wanted, .cacheType = cacheType}));
    made.generator = std::move(generator);
    return made;
}

void Engine::State::giveBack(IdleGenerator generator) {
    const std::lock_guard lock(mutex);
    // Its model may have been let go meanwhile; the memory goes with it then.
    const auto same = [&](const KeptModel& m) { return m.prepared.get() == generator.model; };
    if (std::none_of(models.begin(), models.end(), same)) return;
    idle.push_front(std::move(generator));
    keepAtMost(idle, options.keptConversations);
}

Engine::Engine(const EngineOptions& options) : m_state(std::make_unique<State>()) {
    m_state->options = options;
    m_state->threads = options.threads;
}
Engine::~Engine() = default;

Result<std::shared_ptr<const PreparedModel>> Engine::prepared(const fs::path& model, Compute compute,
                                                              std::stop_token stop, JobSink& sink) {
    const fs::path path = normal(model);
    const FileStamp stamp = stampOf(path);
    if (auto found = m_state->find(path, compute, stamp)) return found;
    const std::lock_guard lock(m_state->preparing);
    if (auto found = m_state->find(path, compute, stamp)) return found;
    INK_TRY(opened, Model::open(path));
    const auto progress = [&](double done) {
        sink.emit(Progress{.done = done, .total = 1, .stage = "Preparing weights"});
    };
    INK_TRY(prepared, prepare(std::move(opened), {.backend = m_state->options.backend,
                                                  .compute = compute,
                                                  .threads = m_state->threads,
                                                  .progress = progress,
                                                  .stop = stop}));
    m_state->keep({path, compute, stamp, prepared});
    return prepared;
}

Result<std::shared_ptr<PreparedModel>> Engine::prepare(std::shared_ptr<const Model> model,
                                                       PrepareOptions options) {
    const fs::path path = normal(model->path());
    const FileStamp stamp = stampOf(path);
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->packed.remove_if([](const Packed& p) { return p.prepared.expired(); });
        for (const Packed& p : m_state->packed) {
            auto prepared = p.prepared.lock();
            if (prepared && p.path == path && p.stamp == stamp) options.like.push_back(std::move(prepared));
        }
    }
    INK_TRY(prepared, PreparedModel::make(std::move(model), options));
    const std::lock_guard lock(m_state->mutex);
    m_state->packed.push_front({path, stamp, prepared});
    return prepared;
}

Result<std::shared_ptr<const LoraAdapter>> Engine::adapter(const fs::path& folder, const Model& model) {
    if (folder.empty()) return std::shared_ptr<const LoraAdapter>();
    const fs::path path = normal(folder);
    const FileStamp stamp = stampOf(path / "adapter_model.safetensors");
    {
        const std::lock_guard lock(m_state->mutex);
        for (const KeptAdapter& kept : m_state->adapters)
            if (kept.folder == path && kept.model == model.path() && kept.stamp == stamp) return kept.adapter;
    }
    INK_TRY(loaded, LoraAdapter::load(path, model.config()));
    auto adapter = std::make_shared<const LoraAdapter>(std::move(loaded));
    const std::lock_guard lock(m_state->mutex);
    m_state->adapters.push_front({path, model.path(), stamp, adapter});
    keepAtMost(m_state->adapters, 8);
    return adapter;
}

Result<Generation> Engine::complete(const Voice& voice, std::span<const TokenId> prompt,
                                    const GenerationOptions& options, std::stop_token stop, JobSink& sink) {
    INK_TRY(model, prepared(voice.model, voice.compute, stop, sink));
    INK_TRY(lora, adapter(voice.adapter, model->model()));
    INK_TRY(taken, m_state->take(std::move(model), std::move(lora), voice.cacheType, prompt));
    auto generation = taken.generator->generate(prompt, options, stop, sink);
    m_state->giveBack(std::move(taken));
    return generation;
}

Result<ChatAnswer> Engine::answer(const Voice& voice, const std::vector<Message>& messages,
                                  const GenerationOptions& options, std::stop_token stop, JobSink& sink) {
    INK_TRY(model, prepared(voice.model, voice.compute, stop, sink));
    INK_TRY(prompt, chatPrompt(model->model(), messages));
    INK_TRY(generation, complete(voice, prompt.ids, options, stop, sink));
    return ChatAnswer{std::move(generation), std::move(prompt.text)};
}

Result<Perplexity> Engine::perplexity(const Voice& voice, std::string_view text,
                                      const PerplexityOptions& options, std::stop_token stop, JobSink& sink) {
    INK_TRY(model, prepared(voice.model, voice.compute, stop, sink));
    INK_TRY(lora, adapter(voice.adapter, model->model()));
    PerplexityOptions here = options;
    if (!here.threads) here.threads = m_state->threads;
    return measurePerplexity(std::move(model), std::move(lora), text, here, stop, sink);
}

void Engine::setThreads(int threads) { m_state->threads = threads; }

void Engine::clear() {
    const std::lock_guard lock(m_state->mutex);
    m_state->idle.clear();
    m_state->adapters.clear();
    m_state->models.clear();
}

} // namespace inkstone
