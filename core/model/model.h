#pragma once
// A model as it lies on disk: configuration, mapped weights, tokenizer, chat template. Immutable and shared
// by chat, training, evaluation and server. Rows of q and k are seen in Hugging Face's order whatever the
// file's.

#include "core/model/config.h"
#include "core/tensor/non_finite.h"
#include "core/tokenizer/chat_template.h"
#include "core/tokenizer/tokenizer.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace inkstone {

/// Looks at values that are only read.
inline kernels::TensorView vectorView(const std::vector<float>& values) {
    return kernels::TensorView::vector(const_cast<float*>(values.data()), kernels::DType::F32,
                                       int64_t(values.size()));
}

struct LayerWeights {
    std::array<kernels::WeightSource, linearCount> linear; ///< indexed by Linear
    std::array<std::vector<float>, linearCount> bias;      ///< [rows], or empty
    std::array<std::vector<float>, normCount> norms;       ///< [width], ready to multiply; or empty

    const kernels::WeightSource& operator[](Linear which) const { return linear[size_t(which)]; }
    kernels::TensorView norm(Norm which) const { return vectorView(norms[size_t(which)]); }
};

/// One stored tensor, for people to look at.
struct TensorFacts {
    std::string name;
    std::string type;
    std::vector<int64_t> shape; ///< row-major: [rows, columns]
    size_t bytes = 0;
};

class Model {
public:
    /// A GGUF file or a Hugging Face folder. Reads headers only; weights stay mapped.
    static Result<std::shared_ptr<const Model>> open(const std::filesystem::path& path);

    virtual ~Model() = default;

    const ModelConfig& config() const { return m_config; }
    const LayerWeights& layer(int64_t index) const { return m_layers[size_t(index)]; }
    const kernels::WeightSource& embedding() const { return m_embedding; }
    const kernels::WeightSource& head() const { return m_head; } ///< the embedding when tied
    const std::vector<float>& finalNorm() const { return m_finalNorm; }

    /// Null when the file brings none we can use; tokenizerError() says why.
    const std::shared_ptr<const Tokenizer>& tokenizer() const { return m_tokenizer; }
    const Error& tokenizerError() const { return m_tokenizerError; }
    /// The model's template, or ChatML when it has none. Parsed at the first call of Model::open.
    const std::shared_ptr<const ChatTemplate>& chatTemplate() const { return m_chatTemplate; }
    bool hasOwnChatTemplate() const { return m_ownTemplate; }

    const std::filesystem::path& path() const { return m_path; }
    const std::string& quantization() const { return m_quantization; } ///< most common type: "Q4_1"
    uint64_t fileBytes() const { return m_fileBytes; }
    /// Heap memory the open model holds: tokenizer, norms, header. 0 where it cannot be counted.
    uint64_t heapBytes() const { return m_heapBytes; }
    const std::string& licence() const { return m_licence; }
    const std::vector<TensorFacts>& tensors() const { return m_tensors; }

    /// False once a mapped file was cut short or replaced under us.
    virtual bool intact() const = 0;
    /// NaN and infinity among the weights; reads all of them.
    virtual Result<NonFinite> nonFinite(std::stop_token stop = {}) const = 0;
    /// The mapped pages of the weights are not needed for now (they were packed); the system may drop them.
    virtual void releasePages() const = 0;

protected:
    ModelConfig m_config;
    std::vector<LayerWeights> m_layers;
    kernels::WeightSource m_embedding, m_head;
    std::vector<float> m_finalNorm;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    Error m_tokenizerError;
    std::shared_ptr<const ChatTemplate> m_chatTemplate;
    bool m_ownTemplate = false;
    std::filesystem::path m_path;
    std::string m_quantization, m_licence;
    uint64_t m_fileBytes = 0, m_heapBytes = 0;
    std::vector<TensorFacts> m_tensors;

    /// Parses `source`, or takes ChatML when it is empty.
    Status adoptTemplate(const std::string& source);
    /// The template that came with the tokenizer; InternLM2 gets one that writes tool calls too.
    Status adoptTemplateFor(const Tokenizer& tokenizer);
};

/// The tokenizer, or the reason why there is none.
Result<std::shared_ptr<const Tokenizer>> requireTokenizer(const Model& model);
/// Refuses a reward model, which scores conversations and predicts no token.
Status requireLanguageModel(const Model& model);
/// An error when the mapped file changed under the job, naming it.
Status requireIntact(const Model& model);

} // namespace inkstone
