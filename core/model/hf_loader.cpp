// Models from Hugging Face folders: config.json, one or more safetensors files, tokenizer files.

#include "core/base/memory.h"
#include "core/base/utf8.h"
#include "core/model/hf_config.h"
#include "core/model/loaders.h"
#include "core/tensor/safetensors.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace inkstone {

namespace {

/// A file of the folder itself, as long as the system takes names.
bool isPlainName(const std::string& name) {
    constexpr size_t longest = 255;
    return !name.empty() && name.size() <= longest && name.find('\0') == std::string::npos && name != "." &&
           name != ".." && fs::path(name).filename() == name;
}

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
    Status checkAllThere(const std::vector<std::string>& names) const;
    Status checkInside(const std::string& name) const;
    Status readWeights();
    Status readTokenizer();
    void describe();
    const SafeTensor* find(const std::string& name, const SafetensorsFile** owner = nullptr) const;
    /// `padded`: the file may have more rows, which are left alone.
    Result<kernels::WeightSource> matrix(const std::string& name, int64_t rows, int64_t columns,
                                         bool padded = false) const;
    Result<std::vector<float>> vector(const std::string& name, int64_t size) const;
    Result<std::vector<float>> floats(const SafeTensor& tensor) const;
    std::string where(const std::string& part) const { return m_path.filename().string() + ": " + part; }

    Status readFused(int64_t layer, LayerWeights& weights) const;

    Status readHead();
    Status normalizeHead();

    const Architecture* m_architecture = nullptr;
    std::vector<float> m_ownHead; ///< [vocabulary, hidden], or empty
    std::vector<std::shared_ptr<const SafetensorsFile>> m_files;
};

std::string shapeText(const std::vector<int64_t>& shape) {
    std::string out = "[";
    for (size_t i = 0; i < shape.size(); ++i) out += (i ? ", " : "") + std::to_string(shape[i]);
    return out + "]";
}

Status HuggingFaceModel::readConfig() {
    INK_TRY(json, readJson(m_path / "config.json"));
    INK_TRY(read, readHfConfig(json, where("config.json")));
    m_architecture = read.architecture;
    m_config = std::move(read.model);
    m_config.normalizedHead = read.normalizedHead;
    m_config.name = m_path.filename().string();
    return {};
}

Status HuggingFaceModel::openFiles() {
    std::vector<std::string> names;
    std::error_code ignored;
    const fs::path index = m_path / "model.safetensors.index.json";
    if (fs::exists(index, ignored)) {
        INK_TRY(json, readJson(index));
        INK_TRY(map, JsonReader(json, where("model.safetensors.index.json")).object("weight_map"));
        for (const auto& [tensor, file] : map->items()) {
            if (!file.is_string() || !isPlainName(file.get<std::string>()))
                return fail(ErrorCode::Corrupt, "cannot open the model",
                            where("model.safetensors.index.json"),
                            text("the file of tensor %1 is not a plain name", tensor));
            names.push_back(file.get<std::string>());
        }
        std::sort(names.begin(), names.end());
        names.erase(std::unique(names.begin(), names.end()), names.end());
    } else if (fs::exists(m_path / "model.safetensors", ignored)) {
        names.push_back("model.safetensors");
    } else {
        const bool pickle = fs::exists(m_path / "pytorch_model.bin", ignored);
        return fail(
            pickle ? ErrorCode::Unsupported : ErrorCode::NotFound, "cannot open the model", m_path.string(),
            pickle ? Text("it holds only pytorch_model.bin, a pickle, which can run code when read")
                   : Text("there is no model.safetensors in it"),
            pickle ? Text("save it again as safetensors") : Text("choose the folder that holds config.json"));
    }
    INK_CHECK(checkAllThere(names));
    for (const std::string& name : names) {
        INK_CHECK(checkInside(name));
        INK_TRY(file, SafetensorsFile::open(m_path / name));
        m_files.push_back(std::move(file));
    }
    return {};
}

/// All that is missing in one sentence: a download that stopped lacks more than one file.
Status HuggingFaceModel::checkAllThere(const std::vector<std::string>& names) const {
    std::string missing;
    std::error_code unknown; // a name too long for the disk is missing, too
    for (const std::string& name : names)
        if (!fs::exists(m_path / name, unknown))
            missing += (missing.empty() ? "" : ", ") + escapeForDisplay(name);
    if (missing.empty()) return {};
    return fail(ErrorCode::NotFound, "cannot open the model", m_path.string(),
                text("these files of it are missing: %1", missing), "get the model again");
}

/// A link may lead anywhere in the folder, and from `snapshots/REVISION` of a hub cache into its `blobs`.
Status HuggingFaceModel::checkInside(const std::string& name) const {
    std::error_code error;
    const fs::path folder = fs::canonical(m_path, error);
    const fs::path target = error ? fs::path() : fs::canonical(m_path / name, error);
    const auto isBelow = [&](const fs::path& top) {
        return std::mismatch(top.begin(), top.end(), target.begin(), target.end()).first == top.end();
    };
    if (!error && isBelow(folder)) return {};
    const fs::path snapshots = folder.parent_path();
    if (!error && snapshots.filename() == "snapshots" && isBelow(snapshots.parent_path() / "blobs"))
        return {};
    return fail(ErrorCode::Corrupt, "cannot open the model", (m_path / name).string(),
                "it is a link that leads out of the model's folder", "put the file itself in its place");
}

const SafeTensor* HuggingFaceModel::find(const std::string& name, const SafetensorsFile** owner) const {
    for (const auto& file : m_files)
        if (const SafeTensor* tensor = file->find(name)) {
            if (owner) *owner = file.get();
            return tensor;
        }
    return nullptr;
}

Result<kernels::WeightSource> HuggingFaceModel::matrix(const std::string& name, int64_t rows, int64_t columns,
                                                       bool padded) const {
    const SafeTensor* tensor = find(name);
    if (!tensor)
        return fail(ErrorCode::Corrupt, "cannot open the model", where("tensor " + name), "it is missing");
    const bool longer = padded && tensor->shape.size() == 2 && tensor->shape[0] > rows;
    if (tensor->shape != std::vector<int64_t>{longer ? tensor->shape[0] : rows, columns})
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
    return floats(*tensor);
}

Result<std::vector<float>> HuggingFaceModel::floats(const SafeTensor& tensor) const {
    std::vector<float> values(static_cast<size_t>(tensor.count()));
    const auto element = [&]<class T>(T, size_t i) {
        T value;
        std::memcpy(&value, tensor.data + i * sizeof(T), sizeof(T));
        return value;
    };
    for (size_t i = 0; i < values.size(); ++i) switch (tensor.type) {
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
            return fail(ErrorCode::Unsupported, "cannot open the model", where("tensor " + tensor.name),
                        text("its type %1 is not supported", toString(tensor.type)), "use F32, F16 or BF16");
        }
    return values;
}

/// q, k and v of one matrix (architecture.h).
Status HuggingFaceModel::readFused(int64_t layer, LayerWeights& weights) const {
    const ModelConfig& c = m_config;
    const HfNames& names = *m_architecture->hf;
    const int64_t groups = names.fusedByGroup ? c.kvHeads : 1;
    const int64_t group = (c.queryWidth() + 2 * c.kvWidth()) / groups;
    INK_TRY(fused, matrix(hfFusedName(names, layer), groups * group, c.hidden));
    std::vector<float> biases;
    if (c.biases[size_t(Linear::Q)]) {
        INK_TRY(read, vector(hfFusedName(names, layer, ".bias"), groups * group));
        biases = std::move(read);
    }
    const size_t rowBytes = kernels::rowBytes(fused.dtype, fused.columns);
    int64_t first = 0;
    for (Linear linear : {Linear::Q, Linear::K, Linear::V}) {
        const int64_t rows = c.rows(linear) / groups;
        kernels::WeightSource part = fused;
        part.data += size_t(first) * rowBytes;
        part.rows = c.rows(linear);
        if (names.fusedByGroup) {
            part.order = kernels::RowOrder::Grouped;
            part.groupRows = int(rows);
            part.groupStride = int(group);
        }
        weights.linear[size_t(linear)] = part;
        for (int64_t g = 0; !biases.empty() && g < groups; ++g) {
            const auto own = biases.begin() + g * group + first;
            weights.bias[size_t(linear)].insert(weights.bias[size_t(linear)].end(), own, own + rows);
        }
        first += rows;
    }
    return {};
}

Status HuggingFaceModel::readHead() {
    const HfNames& names = *m_architecture->hf;
    if (m_config.rewardHead) {
        INK_TRY(head, matrix(names.rewardHead, 1, m_config.hidden));
        m_head = head;
        return {};
    }
    INK_TRY(head, matrix(names.head, m_config.vocabulary, m_config.hidden, true));
    m_head = head;
    return m_config.normalizedHead ? normalizeHead() : Status{};
}

/// Baichuan 2 divides each row of its head by its length whenever it runs; here once.
Status HuggingFaceModel::normalizeHead() {
    INK_TRY(values, floats(*find(m_architecture->hf->head)));
    const auto columns = size_t(m_head.columns);
    for (size_t first = 0; first < values.size(); first += columns) {
        const std::span row(values.data() + first, columns);
        double square = 0;
        for (float value : row) square += double(value) * value;
        const auto factor = float(1 / std::max(std::sqrt(square), 1e-12));
        for (float& value : row) value *= factor;
    }
    m_ownHead = std::move(values);
    m_head.data = reinterpret_cast<const std::byte*>(m_ownHead.data());
    m_head.dtype = kernels::DType::F32;
    return {};
}

Status HuggingFaceModel::readWeights() {
    const ModelConfig& c = m_config;
    const HfNames& names = *m_architecture->hf;
    const auto norm = [&](const std::string& name, int64_t width) -> Result<std::vector<float>> {
        INK_TRY(weights, vector(name, width));
        if (m_architecture->normOffset)
            for (float& weight : weights) weight += 1;
        return weights;
    };
    INK_TRY(embedding, matrix(names.embedding, c.vocabulary, c.hidden, true));
    m_embedding = m_head = embedding;
    if (!c.tiedHead || c.rewardHead) INK_CHECK(readHead());
    INK_TRY(finalNorm, norm(names.finalNorm, c.hidden));
    m_finalNorm = std::move(finalNorm);
    for (int64_t i = 0; i < c.layers; ++i) {
        LayerWeights layer;
        for (Norm which : allNorms) {
            if (!c.has(which)) continue;
            INK_TRY(weights, norm(hfName(names, i, which), c.width(which)));
            layer.norms[size_t(which)] = std::move(weights);
        }
        if (names.fusedQkv) INK_CHECK(readFused(i, layer));
        for (Linear linear : allLinears) {
            if (names.fusedQkv && linear <= Linear::V) continue;
            INK_TRY(weight, matrix(hfName(names, i, linear), c.rows(linear), c.columns(linear)));
            layer.linear[size_t(linear)] = weight;
            if (!c.biases[size_t(linear)]) continue;
            INK_TRY(bias, vector(hfName(names, i, linear, ".bias"), c.rows(linear)));
            layer.bias[size_t(linear)] = std::move(bias);
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
    INK_CHECK(adoptTemplateFor(*tokenizer));
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
    const uint64_t before = heapInUse();
    auto model = std::make_shared<HuggingFaceModel>();
    model->m_path = std::filesystem::absolute(folder);
    INK_CHECK(model->readConfig());
    INK_CHECK(model->openFiles());
    INK_CHECK(model->readWeights());
    model->describe();
    if (const Status read = model->readTokenizer(); !read) model->m_tokenizerError = read.error();
    model->m_heapBytes = heapInUse() - std::min(before, heapInUse());
    return model;
}

} // namespace

Result<std::shared_ptr<const Model>> loadHuggingFace(const std::filesystem::path& folder) {
    return HuggingFaceModel::load(folder);
}

} // namespace inkstone
