#pragma once
// Models ready to answer, kept between questions: chat, drafts and evaluation ask one Engine. Switching
// between the base model and its adapters shares the packed weights; each of them keeps its own cache of the
// conversation. Every method may be called from any thread.

#include "core/generate/generation.h"
#include "core/generate/perplexity.h"

#include <filesystem>
#include <memory>

namespace inkstone {

/// Who answers.
struct Voice {
    std::filesystem::path model;   ///< a GGUF file or a Hugging Face folder
    std::filesystem::path adapter; ///< a PEFT folder; empty: the base model
    Compute compute = Compute::Auto;
    CacheType cacheType = {}; ///< of its conversations
};

struct EngineOptions {
    const kernels::Backend* backend = nullptr; ///< null: the default one
    int threads = 0;                           ///< 0: all cores
    size_t keptModels = 2;                     ///< prepared models in memory
    size_t keptConversations = 3;              ///< caches of conversations
};

struct ChatAnswer {
    Generation generation;
    std::string prompt; ///< as rendered
};

class Engine {
public:
    explicit Engine(const EngineOptions& options = {});
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Opens and packs at the first call; a file that changed since is opened again. Emits Progress.
    Result<std::shared_ptr<const PreparedModel>> prepared(const std::filesystem::path& model, Compute compute,
                                                          std::stop_token stop, JobSink& sink);
    /// PreparedModel::make(), where weights that lie in memory already, for chat or for a training of the
    /// same file, are shared when they are packed alike. Nothing is kept.
    Result<std::shared_ptr<PreparedModel>> prepare(std::shared_ptr<const Model> model,
                                                   PrepareOptions options);
    /// Null for an empty path. Loaded again when its file changed.
    Result<std::shared_ptr<const LoraAdapter>> adapter(const std::filesystem::path& folder,
                                                       const Model& model);

    /// Answers a conversation; see Generator::generate for what is emitted.
    Result<ChatAnswer> answer(const Voice& voice, const std::vector<Message>& messages,
                              const GenerationOptions& options, std::stop_token stop, JobSink& sink);
    /// The same for any prompt.
    Result<Generation> complete(const Voice& voice, std::span<const TokenId> prompt,
                                const GenerationOptions& options, std::stop_token stop, JobSink& sink);
    Result<Perplexity> perplexity(const Voice& voice, std::string_view text, const PerplexityOptions& options,
                                  std::stop_token stop, JobSink& sink);

    /// What EngineOptions says, for everything that begins from now on.
    void setThreads(int threads);
    /// Lets go of everything nobody uses at the moment.
    void clear();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace inkstone
