#include "core/model/export_layout.h"

#include "core/base/utf8.h"
#include "core/model/gguf_metadata.h"

#include <set>

namespace inkstone {

using kernels::DType;
using kernels::RowOrder;

namespace {

ExportTensor vectorTensor(std::string name, std::vector<float> values, DType type) {
    return {.name = std::move(name),
            .shape = {int64_t(values.size())},
            .type = type,
            .values = std::move(values)};
}

ExportTensor matrixTensor(std::string name, MatrixPart part, DType type) {
    return {.name = std::move(name),
            .shape = {part.source.rows, part.source.columns},
            .type = type,
            .parts = {std::move(part)}};
}

/// Values of rows in canonical order, as llama.cpp interleaves the rows.
std::vector<float> interleaved(const std::vector<float>& rows, int64_t headDim) {
    std::vector<float> stored(rows.size());
    const size_t width = size_t(headDim), half = width / 2;
    for (size_t row = 0; row < stored.size(); ++row) {
        const size_t i = row % width;
        stored[row] = rows[row - i + i / 2 + (i % 2 ? half : 0)];
    }
    return stored;
}

class GgufLayout {
public:
    GgufLayout(const Model& model, const Architecture& row, ExportType type)
        : m_model(model), c(model.config()), m_row(row), m_type(type) {}

    std::vector<ExportTensor> make() {
        addOuter("token_embd.weight", m_model.embedding(), MatrixPlace::Kind::Embedding);
        add(vectorTensor("output_norm.weight", m_model.finalNorm(), DType::F32));
        if (!c.tiedHead) addOuter("output.weight", m_model.head(), MatrixPlace::Kind::Head);
        if (auto divisors = ropeDivisors(c); !divisors.empty())
            add(vectorTensor("rope_freqs.weight", std::move(divisors), DType::F32));
        for (int64_t i = 0; i < c.layers; ++i) addBlock(i);
        return std::move(m_tensors);
    }

private:
    void add(ExportTensor tensor) { m_tensors.push_back(std::move(tensor)); }

    void addOuter(const char* name, const kernels::WeightSource& source, MatrixPlace::Kind kind) {
        const MatrixPlace place{.kind = kind, .columns = source.columns};
        add(matrixTensor(name, {.source = source}, matrixType(m_type, c, place)));
    }

    void addBlock(int64_t i) {
        const LayerWeights& layer = m_model.layer(i);
        for (Norm norm : allNorms)
            if (c.has(norm)) add(vectorTensor(ggufName(i, norm), layer.norms[size_t(norm)], DType::F32));
        for (Linear linear : allLinears) {
            const bool turns = linear == Linear::Q || linear == Linear::K;
            const bool mixes = turns && m_row.queryKeyOrder == RowOrder::HalvesInterleaved;
            const MatrixPlace place{.layer = i, .linear = linear, .columns = c.columns(linear)};
            ExportTensor matrix =
                matrixTensor(ggufName(i, linear), {layer[linear], i, linear}, matrixType(m_type, c, place));
            matrix.interleaved = mixes;
            matrix.headDim = c.headDim;
            add(std::move(matrix));
            const std::vector<float>& bias = layer.bias[size_t(linear)];
            if (c.biases[size_t(linear)])
                add(vectorTensor(ggufName(i, linear, ".bias"), mixes ? interleaved(bias, c.headDim) : bias,
                                 DType::F32));
        }
    }

    const Model& m_model;
    const ModelConfig& c;
    const Architecture& m_row;
    ExportType m_type;
    std::vector<ExportTensor> m_tensors;
};

class HuggingFaceLayout {
public:
    HuggingFaceLayout(const Model& model, const Architecture& row, ExportType type)
        : m_model(model), c(model.config()), m_row(row), m_names(*row.hf), m_type(info(type).base) {}

    std::vector<ExportTensor> make() {
        add(matrixTensor(m_names.embedding, {.source = m_model.embedding()}, m_type));
        for (int64_t i = 0; i < c.layers; ++i) addBlock(i);
        addNorm(m_names.finalNorm, m_model.finalNorm());
        if (!c.tiedHead) add(matrixTensor(m_names.head, {.source = m_model.head()}, m_type));
        return std::move(m_tensors);
    }

private:
    void add(ExportTensor tensor) { m_tensors.push_back(std::move(tensor)); }

    void addNorm(std::string name, std::vector<float> weights) {
        if (m_row.normOffset)
            for (float& weight : weights) weight -= 1;
        add(vectorTensor(std::move(name), std::move(weights), m_type));
    }

    void addBlock(int64_t i) {
        const LayerWeights& layer = m_model.layer(i);
        for (Norm norm : allNorms)
            if (c.has(norm)) addNorm(hfName(m_names, i, norm), layer.norms[size_t(norm)]);
        if (m_names.fusedQkv) addFused(i);
        for (Linear linear : allLinears) {
            if (m_names.fusedQkv && linear <= Linear::V) continue;
            add(matrixTensor(hfName(m_names, i, linear), {layer[linear], i, linear}, m_type));
            if (needsBias(linear)) addBias(i, linear);
        }
    }

    /// The Llama class has one switch for the biases of q, k, v and o, and one for the rest.
    bool needsBias(Linear linear) const {
        if (c.biases[size_t(linear)]) return true;
        if (std::string_view(m_row.modelType) != "llama") return false;
        const size_t first = linear <= Linear::O ? 0 : size_t(Linear::Gate);
        const size_t end = linear <= Linear::O ? size_t(Linear::Gate) : size_t(linearCount);
        for (size_t other = first; other < end; ++other)
            if (c.biases[other]) return true;
        return false;
    }

    void addBias(int64_t i, Linear linear) {
        std::vector<float> bias = m_model.layer(i).bias[size_t(linear)];
        bias.resize(size_t(c.rows(linear)), 0.f); // a bias the model does not have is zero
        add(vectorTensor(hfName(m_names, i, linear, ".bias"), std::move(bias), m_type));
    }

    void addFused(int64_t i) {
        ExportTensor fused{.name = hfFusedName(m_names, i),
                           .shape = {c.queryWidth() + 2 * c.kvWidth(), c.hidden},
                           .type = m_type,
                           .groups = m_names.fusedByGroup ? c.kvHeads : 1};
        for (Linear linear : {Linear::Q, Linear::K, Linear::V})
            fused.parts.push_back({m_model.layer(i)[linear], i, linear});
        if (c.biases[size_t(Linear::Q)]) addFusedBias(i, fused.groups);
        add(std::move(fused));
    }

    void addFusedBias(int64_t i, int64_t groups) {
        std::vector<float> all;
        for (int64_t group = 0; group < groups; ++group)
            for (Linear linear : {Linear::Q, Linear::K, Linear::V}) {
                const std::vector<float>& bias = m_model.layer(i).bias[size_t(linear)];
                const auto rows = int64_t(bias.size()) / groups;
                all.insert(all.end(), bias.begin() + group * rows, bias.begin() + (group + 1) * rows);
            }
        add(vectorTensor(hfFusedName(m_names, i, ".bias"), std::move(all), m_type));
    }

    const Model& m_model;
    const ModelConfig& c;
    const Architecture& m_row;
    const HfNames& m_names;
    DType m_type;
    std::vector<ExportTensor> m_tensors;
};

} // namespace

std::vector<ExportTensor> ggufTensors(const Model& model, const Architecture& row, ExportType type) {
    return GgufLayout(model, row, type).make();
}

std::vector<ExportTensor> huggingFaceTensors(const Model& model, const Architecture& row, ExportType type) {
    return HuggingFaceLayout(model, row, type).make();
}

bool isHuggingFace(const Model& model) {
    std::error_code ignored;
    return fs::is_directory(model.path(), ignored);
}

const Architecture& architectureOf(const Model& model) {
    const std::string& name = model.config().architecture;
    const Architecture* row = isHuggingFace(model) ? findModelType(name) : findArchitecture(name);
    return row ? *row : *findArchitecture("llama");
}

Status refuseUnknownTensors(const Model& model) {
    const Architecture& row = architectureOf(model);
    const bool folder = isHuggingFace(model);
    std::set<std::string> known;
    for (const ExportTensor& tensor :
         folder ? huggingFaceTensors(model, row, ExportType::F32) : ggufTensors(model, row, ExportType::F32))
        known.insert(tensor.name);
    if (folder && model.config().tiedHead) known.insert(row.hf->head); // a copy of the embedding
    for (const TensorFacts& tensor : model.tensors()) {
        if (known.contains(tensor.name)) continue;
        // Tables that old releases saved and nobody reads.
        if (tensor.name.ends_with("rotary_emb.inv_freq")) continue;
        return fail(ErrorCode::Unsupported, "cannot convert the model", escapeForDisplay(tensor.name),
                    text("this tensor has no place in %1 as known here; it would get lost", row.modelType),
                    "keep the original files for what needs it");
    }
    return {};
}

} // namespace inkstone
