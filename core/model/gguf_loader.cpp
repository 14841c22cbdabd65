// Models from GGUF files (llama.cpp): keys {arch}.*, tensors blk.N.*, tokenizer in the metadata.

#include "core/base/memory.h"
#include "core/model/gguf_config.h"
#include "core/model/gguf_vocabulary.h"
#include "core/model/loaders.h"
#include "core/tensor/gguf.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace inkstone {

namespace {

class GgufModel final : public Model {
public:
    static Result<std::shared_ptr<const Model>> load(const std::filesystem::path& path);

    bool intact() const override { return bool(m_file->checkIntact()); }
    Result<NonFinite> nonFinite(std::stop_token stop) const override {
        return countNonFinite(*m_file, std::move(stop));
    }
    void releasePages() const override {
        for (const GgufTensor& tensor : m_file->tensors()) m_file->releasePages(tensor);
    }

private:
    Status readConfig();
    Status readWeights();
    Status readTokenizer();
    void describe();
    Result<kernels::WeightSource> matrix(const std::string& name, int64_t rows, int64_t columns) const;
    Result<std::vector<float>> vector(const std::string& name, int64_t size) const;

    std::shared_ptr<const GgufFile> m_file;
    const Architecture* m_architecture = nullptr;
};

Status GgufModel::readConfig() {
    INK_TRY(read, readGgufConfig(*m_file));
    m_architecture = read.architecture;
    m_config = std::move(read.model);
    return {};
}

Result<kernels::WeightSource> GgufModel::matrix(const std::string& name, int64_t rows,
                                                int64_t columns) const {
    INK_TRY(tensor, m_file->tensor(name));
    if (tensor->rank != 2 || tensor->rows() != rows || tensor->columns() != columns)
        return fail(ErrorCode::Corrupt, "cannot open the model", m_file->name() + ": tensor " + name,
                    text("its shape is %1, expected [%2, %3]", tensor->shapeText(), rows, columns));
    if (!kernels::dtypeInfo(tensor->dtype)->dequantizes)
        return fail(ErrorCode::Corrupt, "cannot open the model", m_file->name() + ": tensor " + name,
                    text("its type %1 is no type for weights", tensor->typeName));
    return kernels::WeightSource{
        .data = tensor->data, .dtype = tensor->dtype, .rows = rows, .columns = columns};
}

Result<std::vector<float>> GgufModel::vector(const std::string& name, int64_t size) const {
    INK_TRY(tensor, m_file->tensor(name));
    if (tensor->rank != 1 || tensor->columns() != size || tensor->dtype != kernels::DType::F32)
        return fail(ErrorCode::Corrupt, "cannot open the model", m_file->name() + ": tensor " + name,
                    text("it is %1 %2, expected F32 [%3]", tensor->typeName, tensor->shapeText(), size));
    const float* values = reinterpret_cast<const float*>(tensor->data);
    return std::vector<float>(values, values + size);
}

/// A bias in the order its matrix's rows are seen in.
std::vector<float> canonicalRows(const kernels::WeightSource& weight, const std::vector<float>& stored) {
    if (weight.order != kernels::RowOrder::HalvesInterleaved) return stored;
    std::vector<float> rows(stored.size());
    const size_t half = size_t(weight.headDim) / 2;
    for (size_t row = 0; row < rows.size(); ++row) {
        const size_t head = row / (2 * half) * 2 * half, i = row % (2 * half);
        rows[row] = stored[head + (i < half ? 2 * i : 2 * (i - half) + 1)];
    }
    return rows;
}

Status GgufModel::readWeights() {
    const ModelConfig& c = m_config;
    INK_TRY(embedding, matrix("token_embd.weight", c.vocabulary, c.hidden));
    m_embedding = m_head = embedding;
    if (!c.tiedHead) {
        INK_TRY(head, matrix("output.weight", c.vocabulary, c.hidden));
        m_head = head;
    }
    INK_TRY(finalNorm, vector("output_norm.weight", c.hidden));
    m_finalNorm = std::move(finalNorm);
    for (int64_t i = 0; i < c.layers; ++i) {
        LayerWeights layer;
        for (Norm norm : allNorms) {
            if (!c.has(norm)) continue;
            INK_TRY(weights, vector(ggufName(i, norm), c.width(norm)));
            layer.norms[size_t(norm)] = std::move(weights);
        }
        for (Linear linear : allLinears) {
            INK_TRY(weight, matrix(ggufName(i, linear), c.rows(linear), c.columns(linear)));
            if (linear == Linear::Q || linear == Linear::K) {
                weight.order = m_architecture->queryKeyOrder;
                weight.headDim = int(c.headDim);
            }
            layer.linear[size_t(linear)] = weight;
            if (!c.biases[size_t(linear)]) continue;
            INK_TRY(bias, vector(ggufName(i, linear, ".bias"), weight.rows));
            layer.bias[size_t(linear)] = canonicalRows(weight, bias);
        }
        m_layers.push_back(std::move(layer));
    }
    return {};
}

Status GgufModel::readTokenizer() {
    INK_TRY(vocabulary, readVocabulary(*m_file));
    const int64_t tokens = int64_t(vocabulary.tokens.size());
    if (tokens > m_config.vocabulary)
        return fail(ErrorCode::Corrupt, "cannot read the tokenizer", m_file->name(),
                    text("it has %1 tokens, the embedding only %2 rows", tokens, m_config.vocabulary));
    INK_CHECK(adoptTemplate(vocabulary.chatTemplate));
    INK_TRY(tokenizer, makeTokenizer(std::move(vocabulary), m_file->name()));
    INK_CHECK(adoptTemplateFor(*tokenizer));
    m_tokenizer = std::move(tokenizer);
    return {};
}

void GgufModel::describe() {
    m_fileBytes = m_file->fileBytes();
    if (auto licence = m_file->stringOr("general.license", "")) m_licence = *licence;
    std::map<std::string, int64_t> elements;
    for (const GgufTensor& tensor : m_file->tensors()) {
        TensorFacts facts{.name = tensor.name, .type = tensor.typeName, .bytes = tensor.bytes};
        facts.shape.assign(tensor.shape.begin(), tensor.shape.begin() + tensor.rank);
        m_tensors.push_back(std::move(facts));
        if (tensor.rank == 2 && tensor.name.starts_with("blk.")) elements[tensor.typeName] += tensor.count();
    }
    const auto most = std::max_element(elements.begin(), elements.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most != elements.end()) m_quantization = most->first;
}

Result<std::shared_ptr<const Model>> GgufModel::load(const std::filesystem::path& path) {
    const uint64_t before = heapInUse();
    auto model = std::make_shared<GgufModel>();
    INK_TRY(file, GgufFile::open(path));
    model->m_file = std::move(file);
    model->m_path = std::filesystem::absolute(path);
    INK_CHECK(model->readConfig());
    INK_CHECK(model->readWeights());
    model->describe();
    if (const Status read = model->readTokenizer(); !read) model->m_tokenizerError = read.error();
    model->m_heapBytes = heapInUse() - std::min(before, heapInUse());
    return model;
}

} // namespace

Result<std::shared_ptr<const Model>> loadGguf(const std::filesystem::path& file) {
    return GgufModel::load(file);
}

} // namespace inkstone
