// Adapters under the module names of the architecture's own class.
#include "core/model/architecture.h"
#include "core/model/peft_config.h"
#include "core/tensor/safetensors.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>

namespace inkstone {

namespace {

constexpr int64_t largestRank = 1024; // what load() takes

/// A module of the class, row-major: A [rank, inputs], B [outputs, rank].
struct OwnModule {
    NamedLora named;
    int64_t inputs = 0, outputs = 0;
    std::vector<float> a, b;
};

/// A matrix of ours that becomes rows of an own module.
struct Part {
    LoraModule module;
    float scale = 0;
    StoredRows rows;
    kernels::TensorView a, b;
};

/// Fused modules of a file that was read keep one A for q, k and v until they are trained.
bool shareA(const std::vector<Part>& parts) {
    return std::all_of(parts.begin(), parts.end(), [&](const Part& part) {
        return part.module == parts.front().module &&
               std::equal(part.a.f32(), part.a.f32() + part.a.count(), parts.front().a.f32());
    });
}

/// B A of all parts, each in its rows: the A's under each other, every B in the columns of its own A.
OwnModule joined(const std::vector<Part>& parts, bool whole, bool rankStabilised) {
    const bool shared = whole && shareA(parts);
    const Part& strongest = *std::max_element(parts.begin(), parts.end(), [](const Part& x, const Part& y) {
        return std::abs(x.scale) < std::abs(y.scale);
    });
    OwnModule own{.inputs = parts.front().a.columns(), .outputs = parts.front().rows.stored};
    int64_t rank = 0;
    for (const Part& part : parts) rank += part.module.rank;
    if (shared) rank = parts.front().module.rank;
    const auto divisor = [&](double r) { return rankStabilised ? std::sqrt(r) : r; };
    own.named.lora = {int(rank), strongest.module.alpha};
    if (rank != strongest.module.rank)
        own.named.lora.alpha =
            float(double(strongest.module.alpha) * divisor(double(rank)) / divisor(strongest.module.rank));
    own.b.resize(size_t(own.outputs * rank));
    int64_t column = 0;
    for (const Part& part : parts) {
        const int64_t partRank = part.module.rank;
        if (!shared || column == 0) own.a.insert(own.a.end(), part.a.f32(), part.a.f32() + part.a.count());
        const float factor = part.scale == strongest.scale ? 1 : part.scale / strongest.scale;
        for (int64_t row = 0; row < part.b.rows(); ++row)
            for (int64_t i = 0; i < partRank; ++i)
                own.b[size_t(part.rows.of(row) * rank + (shared ? 0 : column) + i)] =
                    part.b.row<float>(row)[i] * factor;
        column += partRank;
    }
    return own;
}

/// Short names ("wqkv") where all layers have the same modules, else whole ones.
Json configOf(const LoraConfig& lora, int64_t layers, const std::deque<OwnModule>& modules) {
    std::vector<NamedLora> whole, kinds;
    std::map<std::string, int64_t> times;
    bool alike = true;
    for (const OwnModule& module : modules) {
        whole.push_back(module.named);
        const std::string kind = module.named.name.substr(module.named.name.rfind('.') + 1);
        if (times[kind]++ == 0) kinds.push_back({kind, module.named.lora});
        const auto first =
            std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) { return k.name == kind; });
        alike = alike && first->lora == module.named.lora;
    }
    for (const auto& [kind, count] : times) alike = alike && count == layers;
    return peftConfigJson(lora, alike ? kinds : whole);
}

} // namespace

Status saveWithOwnNames(const LoraAdapter& adapter, const ModelConfig& model,
                        const std::filesystem::path& folder) {
    const Architecture* row = architectureNamed(model.architecture);
    if (!row || !row->hf) return adapter.save(folder);
    auto& self = const_cast<LoraAdapter&>(adapter); // the views are only read
    const LoraConfig& config = adapter.config();
    std::deque<OwnModule> modules;
    for (int64_t layer = 0; layer < model.layers; ++layer) {
        std::vector<Part> fused;
        const auto partOf = [&](Linear linear, const StoredRows& rows) {
            const LoraModule module = config.module(layer, linear);
            return Part{module, config.scale(module), rows, self.a(layer, linear), self.b(layer, linear)};
        };
        for (Linear linear : allLinears) {
            const bool isFused = row->hf->fusedQkv && linear <= Linear::V;
            const int64_t outputs = model.rows(linear);
            if (config.targeted(layer, linear) && isFused)
                fused.push_back(partOf(linear, fusedRows(model, row->hf->fusedByGroup, linear)));
            if (isFused && (linear != Linear::V || fused.empty())) continue;
            if (!config.targeted(layer, linear) && !isFused) continue;
            const bool whole = isFused && fused.size() == 3;
            const std::vector<Part> parts =
                isFused ? fused : std::vector{partOf(linear, {.stored = outputs, .each = outputs})};
            OwnModule& own = modules.emplace_back(joined(parts, whole, config.rankStabilised));
            own.named.name = peftModules(model, layer, linear).back();
            if (own.named.lora.rank > largestRank)
                return fail(ErrorCode::Unsupported, "cannot save the adapter", folder.string(),
                            text("the module %1 would have rank %2, more than %3", own.named.name,
                                 own.named.lora.rank, largestRank),
                            "keep the names of the Llama form");
        }
    }
    std::vector<SafeTensorToWrite> tensors;
    for (OwnModule& own : modules) {
        const int64_t rank = own.named.lora.rank;
        const auto add = [&](char matrix, std::vector<float>& values, int64_t rows, int64_t columns) {
            tensors.push_back(SafeTensorToWrite::of(
                peftTensorName(own.named.name, matrix),
                kernels::TensorView::matrix(values.data(), kernels::DType::F32, rows, columns)));
        };
        add('A', own.a, rank, own.inputs);
        add('B', own.b, own.outputs, rank);
    }
    INK_CHECK(writeSafetensors(folder / "adapter_model.safetensors", std::move(tensors)));
    return writeJson(folder / "adapter_config.json", configOf(config, model.layers, modules));
}

} // namespace inkstone
