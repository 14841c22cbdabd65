// Models from Hugging Face folders: config.json, one or more safetensors files, tokenizer files.

#include "core/base/json.h"
#include "core/model/architecture.h"
#include "core/model/loaders.h"
#include "core/tensor/safetensors.h"

#include <algorithm>
#include <cstring>

namespace inkstone {

namespace {

class HuggingFaceModel final : public Model {
public:
    static Result<std::shared_ptr<const Model>> load(const std::filesystem::path& folder);

    bool intact() const override {
        return std::all_of(m_files.begin(), m_files.end(),
                           [](const auto& file) { return bool(file->checkIntact()); });
    }
    Result<NonFinite> nonFinite(std::stop_token stop) const override {
        NonFinite all;
        for (const auto& file : m_files) {
            INK_TRY(found, countNonFinite(*file, stop));
            if (all.count == 0) all.firstTensor = found.firstTensor;
            all.count += found.count;
        }
        return all;
    }
    void releasePages() const override {
        for (const auto& file : m_files) file->file().adviseDontNeed(file->file().bytes());
    }

private:
    Status readConfig();
    Status openFiles();
    Status readWeights();
    Status readTokenizer();
    void describe();
    const SafeTensor* find(const std::string& name, const SafetensorsFile** owner = nullptr) const;
    Result<kernels::WeightSource> matrix(const std::string& name, int64_t rows, int64_t columns) const;
    Result<std::vector<float>> vector(const std::string& name, int64_t size) const;
    std::string where(const std::string& part) const { return m_path.filename().string() + ": " + part; }

    std::vector<std::shared_ptr<const SafetensorsFile>> m_files;
};

constexpr int64_t large = int64_t(1) << 32;

std::string shapeText(const std::vector<int64_t>& shape) {
    std::string out = "[";
    for (size_t i = 0; i < shape.size(); ++i) out += (i ? ", " : "") + std::to_string(shape[i]);
    return out + "]";
}

/// What would change the numbers and is not computed here is refused by its key.
Status refuseUnknown(const Json& json, const JsonReader& config) {
    const auto refuse = [&](const char* key, const std::string& value) -> Status {
        return fail(ErrorCode::Unsupported, "cannot open the model", config.where() + ": " + key,
                    text("%1 is not supported yet", value));
    };
    if (config.has("quantization_config")) return refuse("quantization_config", "a quantised checkpoint");
    if (config.has("rope_scaling")) return refuse("rope_scaling", json["rope_scaling"].dump());
    for (const char* key : {"attention_bias", "mlp_bias"}) {
        INK_TRY(on, config.boolean(key, false));
        if (on) return refuse(key, "true");
    }
    INK_TRY(activation, config.string("hidden_act", "silu"));
    if (activation != "silu") return refuse("hidden_act", activation);
    return {};
}

/// transformers 4 wrote rope_theta, 5 writes rope_parameters.
Result<double> ropeTheta(const JsonReader& config) {
    if (!config.has("rope_parameters")) return config.number("rope_theta", 10000.0);
    INK_TRY(object, config.object("rope_parameters"));
    const JsonReader rope(*object, config.where() + ": rope_parameters");
    INK_TRY(type, rope.string("rope_type", "default"));
    if (type != "default")
        return fail(ErrorCode::Unsupported, "cannot open the model", rope.where() + ": rope_type",
                    text("%1 is not supported yet", type));
    return rope.number("rope_theta", 10000.0);
}

Status HuggingFaceModel::readConfig() {
    INK_TRY(json, readJson(m_path / "config.json"));
    const JsonReader config(json, where("config.json"));
    INK_TRY(type, config.string("model_type"));
    const Architecture* architecture = findModelType(type);
    if (!architecture)
        return fail(ErrorCode::Unsupported, "cannot open the model", where("config.json: model_type"),
                    text("its architecture is %1, known are: %2", type, knownArchitectures()));
    INK_CHECK(refuseUnknown(json, config));
    ModelConfig& c = m_config;
    INK_TRY(vocabulary, config.integer("vocab_size", 1, 1 << 24));
    INK_TRY(hidden, config.integer("hidden_size", 1, 1 << 20));
    INK_TRY(layers, config.integer("num_hidden_layers", 1, 4096));
    INK_TRY(heads, config.integer("num_attention_heads", 1, 1 << 14));
    INK_TRY(kvHeads, config.integerOr("num_key_value_heads", heads, 1, 1 << 14));
    INK_TRY(headDim, config.integerOr("head_dim", hidden / heads, 1, 1 << 14));
    INK_TRY(ffn, config.integer("intermediate_size", 1, 1 << 22));
    INK_TRY(context, config.integerOr("max_position_embeddings", 2048, 1, large));
    INK_TRY(epsilon, config.number("rms_norm_eps", 1e-6));
    INK_TRY(theta, ropeTheta(config));
    INK_TRY(tied, config.boolean("tie_word_embeddings", false));
    c.architecture = architecture->name;
    c.name = m_path.filename().string();
    c.vocabulary = vocabulary;
    c.hidden = hidden;
    c.layers = layers;
    c.heads = heads;
    c.kvHeads = kvHeads;
    c.headDim = headDim;
    c.ffn = ffn;
    c.context = context;
    c.normEpsilon = float(epsilon);
    c.ropeTheta = float(theta);
    c.tiedHead = tied;
    return checkConfig(c, where("config.json"));
}

Status HuggingFaceModel::openFiles() {
    std::vector<std::string> names;
    const fs::path index = m_path / "model.safetensors.index.json";
    if (fs::exists(index)) {
        INK_TRY(json, readJson(index));
        INK_TRY(map, JsonReader(json, where("model.safetensors.index.json")).object("weight_map"));
        for (const auto& [tensor, file] : map->items()) {
            if (!file.is_string() ||
                fs::path(file.get<std::string>()).filename().string() != file.get<std::string>())
                return fail(ErrorCode::Corrupt, "cannot open the model",
                            where("model.safetensors.index.json"),
                            text("the file of tensor %1 is not a plain name", tensor));
            names.push_back(file.get<std::string>());
        }
        std::sort(names.begin(), names.end());
        names.erase(std::unique(names.begin(), names.end()), names.end());
    } else if (fs::exists(m_path / "model.safetensors")) {
        names.push_back("model.safetensors");
    } else {
        const bool pickle = fs::exists(m_path / "pytorch_model.bin");
        return fail(
            pickle ? ErrorCode::Unsupported : ErrorCode::NotFound, "cannot open the model", m_path.string(),
            pickle ? Text("it holds only pytorch_model.bin, a pickle, which can run code when read")
                   : Text("there is no model.safetensors in it"),
            pickle ? Text("save it again as safetensors") : Text("choose the folder that holds config.json"));
    }
    for (const std::string& name : names) {
        INK_TRY(file, SafetensorsFile::open(m_path / name));
        m_files.push_back(std::move(file));
    }
    return {};
}

const SafeTensor* HuggingFaceModel::find(const std::string& name, const SafetensorsFile** owner) const {
    for (const auto& file : m_files)
        if (const SafeTensor* tensor = file->find(name)) {
            if (owner) *owner = file.get();
            return tensor;
        }
    return nullptr;
}

Result<kernels::WeightSource> HuggingFaceModel::matrix(const std::string& name, int64_t rows,
                                                       int64_t columns) const {
    const SafeTensor* tensor = find(name);
    if (!tensor)
        return fail(ErrorCode::Corrupt, "cannot open the model", where("tensor " + name), "it is missing");
    if (tensor->shape != std::vector<int64_t>{rows, columns})
        return fail(ErrorCode::Corrupt, "cannot open the model", where("tensor " + name),
                    text("its shape is %1, expected [%2, %3]", shapeText(tensor->shape), rows, columns));
    const auto dtype = tensor->dtype();
    if (!dtype || !kernels::dtypeInfo(*dtype)->dequantizes)
        return fail(ErrorCode::Unsupported, "cannot open the model", where("tensor " + name),
                    text("its type %1 is not supported", toString(tensor->type)), "use F32, F16 or BF16");
    return kernels::WeightSource{.data = tensor->data, .dtype = *dtype, .rows = rows, .columns = columns};
}

Result<std::vector<float>> HuggingFaceModel::vector(const std::string& name, int64_t size) const {
    const SafeTensor* tensor = find(name);
    if (!tensor || tensor->shape != std::vector<int64_t>{size})
        return fail(ErrorCode::Corrupt, "cannot open the model", where("tensor " + name),
                    tensor ? text("its shape is %1, expected [%2]", shapeText(tensor->shape), size)
                           : Text("it is missing"));
    std::vector<float> values(static_cast<size_t>(size));
    const auto element = [&]<class T>(T, size_t i) {
        T value;
        std::memcpy(&value, tensor->data + i * sizeof(T), sizeof(T));
        return value;
    };
    for (size_t i = 0; i < values.size(); ++i) switch (tensor->type) {
        case SafeType::F32:
            values[i] = element(float{}, i);
            break;
        case SafeType::F16:
            values[i] = kernels::toFloat(element(kernels::F16{}, i));
            break;
        case SafeType::BF16:
            values[i] = kernels::toFloat(element(kernels::Bf16{}, i));
            break;
        default:
            return fail(ErrorCode::Unsupported, "cannot open the model", where("tensor " + name),
                        text("its type %1 is not supported", toString(tensor->type)), "use F32, F16 or BF16");
        }
    return values;
}

Status HuggingFaceModel::readWeights() {
    const ModelConfig& c = m_config;
    INK_TRY(embedding, matrix("model.embed_tokens.weight", c.vocabulary, c.hidden));
    m_embedding = m_head = embedding;
    if (!c.tiedHead) {
        INK_TRY(head, matrix("lm_head.weight", c.vocabulary, c.hidden));
        m_head = head;
    }
    INK_TRY(finalNorm, vector("model.norm.weight", c.hidden));
    m_finalNorm = std::move(finalNorm);
    for (int64_t i = 0; i < c.layers; ++i) {
        LayerWeights layer;
        const std::string prefix = "model.layers." + std::to_string(i) + ".";
        INK_TRY(attentionNorm, vector(prefix + "input_layernorm.weight", c.hidden));
        INK_TRY(ffnNorm, vector(prefix + "post_attention_layernorm.weight", c.hidden));
        layer.attentionNorm = std::move(attentionNorm);
        layer.ffnNorm = std::move(ffnNorm);
        for (Linear linear : allLinears) {
            INK_TRY(weight, matrix(hfName(i, linear), c.rows(linear), c.columns(linear)));
            layer.linear[size_t(linear)] = weight;
        }
        m_layers.push_back(std::move(layer));
    }
    return {};
}

Status HuggingFaceModel::readTokenizer() {
    INK_TRY(tokenizer, openTokenizer(m_path));
    if (tokenizer->vocabularySize() > m_config.vocabulary)
        return fail(ErrorCode::Corrupt, "cannot read the tokenizer", m_path.string(),
                    text("it has %1 tokens, the embedding only %2 rows", tokenizer->vocabularySize(),
                         m_config.vocabulary));
    INK_CHECK(adoptTemplate(tokenizer->chatTemplate()));
    m_tokenizer = std::move(tokenizer);
    return {};
}

void HuggingFaceModel::describe() {
    for (const auto& file : m_files) {
        m_fileBytes += file->file().size();
        for (const SafeTensor& tensor : file->tensors())
            m_tensors.push_back({tensor.name, toString(tensor.type), tensor.shape, tensor.bytes});
    }
    m_quantization = kernels::dtypeInfo(m_layers.front()[Linear::Q].dtype)->name;
}

Result<std::shared_ptr<const Model>> HuggingFaceModel::load(const std::filesystem::path& folder) {
    auto model = std::make_shared<HuggingFaceModel>();
    model->m_path = std::filesystem::absolute(folder);
    INK_CHECK(model->readConfig());
    INK_CHECK(model->openFiles());
    INK_CHECK(model->readWeights());
    model->describe();
    if (const Status read = model->readTokenizer(); !read) model->m_tokenizerError = read.error();
    return model;
}

} // namespace

Result<std::shared_ptr<const Model>> loadHuggingFace(const std::filesystem::path& folder) {
    return HuggingFaceModel::load(folder);
}

} // namespace inkstone
