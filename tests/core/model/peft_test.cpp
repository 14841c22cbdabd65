// Adapters as peft saves them, over what peft computes with them (tests/reference/make_peft_adapters.py):
// ranks and alphas of single modules, regular expressions, chosen layers, InternLM2's own modules.
#include "core/base/json.h"
#include "core/base/random.h"
#include "core/model/adapter_xray.h"
#include "core/model/convert.h"
#include "core/model/decoder.h"
#include "core/model/peft_config.h"
#include "core/tensor/safetensors.h"
#include "core/train/lora_engine.h"
#include "tests/support/models.h"

#include <cmath>
#include <cstring>

using namespace inkstone;
using namespace inkstone::test;

namespace {

template <class T> std::vector<T> values(const SafetensorsFile& file, const std::string& name) {
    const SafeTensor* tensor = file.find(name);
    if (!tensor) return {};
    const auto* first = reinterpret_cast<const T*>(tensor->data);
    return {first, first + tensor->count()};
}

/// Largest difference as a part of the largest expected value.
double largestError(std::span<const float> got, std::span<const float> expected) {
    if (got.size() != expected.size() || expected.empty()) return INFINITY;
    double error = 0, largest = 0;
    for (size_t i = 0; i < got.size(); ++i) {
        error = std::max(error, std::isfinite(got[i]) ? std::abs(double(got[i]) - expected[i]) : INFINITY);
        largest = std::max(largest, std::abs(double(expected[i])));
    }
    return error / largest;
}

std::vector<float> logitsOf(const std::shared_ptr<const PreparedModel>& model,
                            std::shared_ptr<const LoraAdapter> adapter, std::span<const TokenId> ids) {
    std::vector<float> got;
    auto decoder = Decoder::make(model, std::move(adapter), {.threads = 2});
    const auto each = [&](int64_t, kernels::TensorView rows) -> Status {
        got.insert(got.end(), rows.f32(), rows.f32() + rows.count());
        return {};
    };
    if (decoder && !(*decoder)->feedAll(ids, each)) got.clear();
    return got;
}

std::string moduleName(int64_t layer, Linear linear) {
    return "model.layers." + std::to_string(layer) + "." + modulePath(linear);
}

} // namespace

class PeftTest : public QObject {
    Q_OBJECT

    std::shared_ptr<const SafetensorsFile> m_expected;
    std::shared_ptr<const Model> m_tiny;

    static fs::path folderOf(const QString& name) { return golden("peft") / name.toStdString(); }

    /// A golden adapter with some keys of its configuration changed.
    static Result<LoraAdapter> changed(const Scratch& scratch, const char* name, const Json& changes,
                                       const ModelConfig& model) {
        const fs::path copy = scratch.path("changed");
        fs::remove_all(copy);
        fs::copy(folderOf(name), copy);
        INK_TRY(config, readJson(copy / "adapter_config.json"));
        config.update(changes);
        INK_CHECK(writeJson(copy / "adapter_config.json", config));
        return LoraAdapter::load(copy, model);
    }

private slots:
    void initTestCase() {
        auto file = SafetensorsFile::open(golden("peft") / "expected.safetensors");
        VERIFY_OK(file);
        m_expected = *file;
        m_tiny = openModel(golden("tiny_llama") / "tiny.gguf");
        QVERIFY(m_tiny);
    }

    void logits_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"patterns", "patterns_rslora", "regex", "layers"})
            QTest::newRow(name) << name;
    }
    void logits() { // PA-03
        QFETCH(QString, name);
        auto adapter = LoraAdapter::load(folderOf(name), m_tiny->config());
        VERIFY_OK(adapter);
        const auto got = logitsOf(prepare(m_tiny, Compute::F32), std::make_shared<LoraAdapter>(*adapter),
                                  values<TokenId>(*m_expected, "logit_ids"));
        const double error = largestError(got, values<float>(*m_expected, name.toStdString() + ".logits"));
        QVERIFY2(error <= 1e-4, qPrintable(QString::number(error)));
    }

    void gradients_data() { logits_data(); }
    void gradients() {
        QFETCH(QString, name);
        auto adapter = LoraAdapter::load(folderOf(name), m_tiny->config());
        VERIFY_OK(adapter);
        const auto prepared = PreparedModel::make(
            m_tiny, {.compute = Compute::F32, .purpose = Purpose::Training, .threads = 2});
        VERIFY_OK(prepared);
        TrainConfig config;
        config.lora = adapter->config();
        config.threads = 2;
        LoraEngine engine(*prepared, std::move(*adapter), config);
        const auto ids = values<int32_t>(*m_expected, "ids"), mask = values<int32_t>(*m_expected, "mask"),
                   ends = values<int32_t>(*m_expected, "cu_seqlens");
        std::vector<TrainingSample> samples;
        std::vector<int32_t> rows;
        for (size_t i = 0; i + 1 < ends.size(); ++i) {
            TrainingSample& sample = samples.emplace_back();
            sample.ids.assign(ids.begin() + ends[i], ids.begin() + ends[i + 1]);
            sample.trained.assign(mask.begin() + ends[i], mask.begin() + ends[i + 1]);
            rows.push_back(int32_t(i));
        }
        const auto step = engine.gradient({samples, rows}, 1, {});
        QVERIFY(step && step->finite);
        const std::string stem = name.toStdString();
        const double loss = values<float>(*m_expected, stem + ".loss")[0];
        QVERIFY(std::abs(step->loss - loss) <= 1e-5 * loss);
        int found = 0;
        for (int64_t layer = 0; layer < m_tiny->config().layers; ++layer)
            for (Linear linear : allLinears)
                for (const char matrix : {'A', 'B'}) {
                    LoraAdapter& trained = engine.adapter();
                    const auto expected = values<float>(*m_expected, stem + ".grad.base_model.model." +
                                                                         moduleName(layer, linear) +
                                                                         ".lora_" + matrix + ".weight");
                    QCOMPARE(trained.config().targeted(layer, linear), !expected.empty());
                    if (expected.empty()) continue;
                    const auto view = matrix == 'A' ? trained.a(layer, linear) : trained.b(layer, linear);
                    const size_t at = size_t(view.f32() - trained.parameters().data());
                    const double error =
                        largestError(engine.gradients().subspan(at, size_t(view.count())), expected);
                    QVERIFY2(error <= 1e-4, (moduleName(layer, linear) + matrix).c_str());
                    ++found;
                }
        QVERIFY(found >= 6);
    }

    /// Each pattern moves the logits: ignored, it would not go unseen.
    void eachPatternCounts_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("changes");
        QTest::newRow("alpha") << "patterns"
                               << R"({"alpha_pattern": {}})";
        QTest::newRow("order") << "patterns"
                               << R"({"alpha_pattern": {"1.self_attn.o_proj": 5, "gate_proj": 3,
            "model.layers.0.self_attn.v_proj": 16}})";
        QTest::newRow("rslora") << "patterns"
                                << R"({"use_rslora": true})";
    }
    void eachPatternCounts() {
        QFETCH(QString, name);
        QFETCH(QString, changes);
        Scratch scratch;
        auto adapter =
            changed(scratch, qPrintable(name), Json::parse(changes.toStdString()), m_tiny->config());
        VERIFY_OK(adapter);
        const auto got = logitsOf(prepare(m_tiny, Compute::F32), std::make_shared<LoraAdapter>(*adapter),
                                  values<TokenId>(*m_expected, "logit_ids"));
        QVERIFY(largestError(got, values<float>(*m_expected, name.toStdString() + ".logits")) > 1e-3);
    }

    /// What is saved opens again, here, with the same numbers in the same places.
    void savedAdaptersAreTheSame_data() { logits_data(); }
    void savedAdaptersAreTheSame() {
        QFETCH(QString, name);
        auto adapter = LoraAdapter::load(folderOf(name), m_tiny->config());
        VERIFY_OK(adapter);
        Scratch scratch;
        VERIFY_OK(adapter->save(scratch.path()));
        const auto again = LoraAdapter::load(scratch.path(), m_tiny->config());
        VERIFY_OK(again);
        for (int64_t layer = 0; layer < m_tiny->config().layers; ++layer)
            for (Linear linear : allLinears)
                QVERIFY(again->config().module(layer, linear) == adapter->config().module(layer, linear));
        QVERIFY(std::ranges::equal(again->parameters(), std::as_const(*adapter).parameters()));
    }

    void savedTensorsAreThoseOfPeft_data() { logits_data(); }
    void savedTensorsAreThoseOfPeft() { // PA-08
        QFETCH(QString, name);
        auto adapter = LoraAdapter::load(folderOf(name), m_tiny->config());
        VERIFY_OK(adapter);
        Scratch scratch;
        VERIFY_OK(adapter->save(scratch.path()));
        const auto ours = SafetensorsFile::open(scratch.path("adapter_model.safetensors"));
        const auto theirs = SafetensorsFile::open(folderOf(name) / "adapter_model.safetensors");
        VERIFY_OK(ours);
        VERIFY_OK(theirs);
        QCOMPARE((*ours)->tensors().size(), (*theirs)->tensors().size());
        for (const SafeTensor& tensor : (*theirs)->tensors()) {
            const SafeTensor* found = (*ours)->find(tensor.name);
            QVERIFY2(found && found->shape == tensor.shape, tensor.name.c_str());
            QVERIFY(std::memcmp(found->data, tensor.data, tensor.bytes) == 0);
        }
    }

    void otherSpellingsOfNames_data() {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::newRow("without the wrapper") << "base_model.model."
                                             << "";
        QTest::newRow("with the adapter's name") << ".weight"
                                                 << ".default.weight";
        QTest::newRow("of another class") << "base_model.model.model."
                                          << "base_model.model.transformer.";
    }
    void otherSpellingsOfNames() { // PA-07
        QFETCH(QString, from);
        QFETCH(QString, to);
        const fs::path original = folderOf("patterns");
        const auto file = SafetensorsFile::open(original / "adapter_model.safetensors");
        VERIFY_OK(file);
        std::vector<SafeTensorToWrite> tensors;
        for (const SafeTensor& t : (*file)->tensors())
            tensors.push_back({.name = QString::fromStdString(t.name).replace(from, to).toStdString(),
                               .type = t.type,
                               .shape = t.shape,
                               .data = {t.data, t.bytes}});
        Scratch scratch;
        fs::copy_file(original / "adapter_config.json", scratch.path("adapter_config.json"));
        VERIFY_OK(writeSafetensors(scratch.path("adapter_model.safetensors"), tensors));
        const auto read = LoraAdapter::load(scratch.path(), m_tiny->config());
        if (to.contains("transformer")) {
            VERIFY_FAILS(read, "is missing");
            return;
        }
        VERIFY_OK(read);
        const auto expected = LoraAdapter::load(original, m_tiny->config());
        QVERIFY(std::ranges::equal(read->parameters(), expected->parameters()));
    }

    void mergedWeightsGiveTheSameLogits_data() { logits_data(); }
    void mergedWeightsGiveTheSameLogits() { // PA-06
        QFETCH(QString, name);
        auto adapter = LoraAdapter::load(folderOf(name), m_tiny->config());
        VERIFY_OK(adapter);
        Scratch scratch;
        const ConvertOptions options{.target = scratch.path("merged.gguf"),
                                     .type = ExportType::F32,
                                     .adapter = std::make_shared<LoraAdapter>(*adapter),
                                     .threads = 2};
        VERIFY_OK(convertModel(m_tiny, options));
        const auto ids = values<TokenId>(*m_expected, "logit_ids");
        const auto merged = logitsOf(prepare(options.target, Compute::F32), nullptr, ids);
        const auto apart =
            logitsOf(prepare(m_tiny, Compute::F32), std::make_shared<LoraAdapter>(*adapter), ids);
        QVERIFY(largestError(merged, apart) <= 1e-5);
        QVERIFY(largestError(merged, values<float>(*m_expected, name.toStdString() + ".logits")) <= 1e-4);
    }

    void theModulesOfInternLm2() {
        const auto model = openModel(golden("architectures") / "internlm2");
        const auto adapter = LoraAdapter::load(folderOf("internlm2_fused"), model->config());
        VERIFY_OK(adapter);
        const auto got = logitsOf(prepare(model, Compute::F32), std::make_shared<LoraAdapter>(*adapter),
                                  values<TokenId>(*m_expected, "internlm2_fused.ids"));
        const double error = largestError(got, values<float>(*m_expected, "internlm2_fused.logits"));
        QVERIFY2(error <= 1e-4, qPrintable(QString::number(error)));
    }

    /// As the class's own file had it, bit by bit: its q, k and v share one A.
    void ownNamesOfAFusedAdapterAreTheSameFile() {
        const auto model = openModel(golden("architectures") / "internlm2");
        const auto adapter = LoraAdapter::load(folderOf("internlm2_fused"), model->config());
        VERIFY_OK(adapter);
        Scratch scratch;
        VERIFY_OK(saveWithOwnNames(*adapter, model->config(), scratch.path()));
        const auto ours = SafetensorsFile::open(scratch.path("adapter_model.safetensors"));
        const auto theirs = SafetensorsFile::open(folderOf("internlm2_fused") / "adapter_model.safetensors");
        VERIFY_OK(ours);
        VERIFY_OK(theirs);
        QCOMPARE((*ours)->tensors().size(), (*theirs)->tensors().size());
        for (const SafeTensor& tensor : (*theirs)->tensors()) {
            const SafeTensor* found = (*ours)->find(tensor.name);
            QVERIFY2(found && found->shape == tensor.shape, tensor.name.c_str());
            QVERIFY(std::memcmp(found->data, tensor.data, tensor.bytes) == 0);
        }
        const auto config = readJson(scratch.path("adapter_config.json"));
        VERIFY_OK(config);
        QCOMPARE((*config)["target_modules"].dump(), std::string(R"(["wqkv","wo","w1","w3","w2"])"));
        QCOMPARE((*config)["rank_pattern"].dump(), std::string(R"({"w1":2})"));
    }

    void ownNamesComputeTheSame_data() {
        QTest::addColumn<QString>("model");
        QTest::addColumn<bool>("rankStabilised");
        QTest::addColumn<bool>("differing");
        for (const char* model : {"internlm2", "baichuan", "llama3"})
            for (const bool stabilised : {false, true})
                for (const bool differing : {false, true})
                    QTest::addRow("%s%s%s", model, stabilised ? ", rsLoRA" : "",
                                  differing ? ", layers differ" : "")
                        << model << stabilised << differing;
    }
    /// Trained apart, q, k and v have an A each: the fused module takes all three.
    void ownNamesComputeTheSame() {
        QFETCH(QString, model);
        QFETCH(bool, rankStabilised);
        QFETCH(bool, differing);
        const auto base = openModel(golden("architectures") / model.toStdString());
        QVERIFY(base);
        LoraConfig config{.rank = 4, .alpha = 8, .rankStabilised = rankStabilised};
        if (differing)
            for (int64_t layer = 0; layer < base->config().layers; ++layer)
                for (Linear linear : allLinears)
                    config.modules.push_back(
                        {int((layer * 3 + int(linear)) % 4), float(3 + int(linear))}); // 0: not wrapped
        auto adapter = LoraAdapter::make(base->config(), config, 3);
        VERIFY_OK(adapter);
        Random random(6);
        for (float& value : adapter->parameters()) value = float(random.normal()) * 0.1f;
        Scratch scratch;
        VERIFY_OK(saveWithOwnNames(*adapter, base->config(), scratch.path()));
        const auto again = LoraAdapter::load(scratch.path(), base->config());
        VERIFY_OK(again);
        const std::vector<TokenId> ids{5, 17, 2, 9, 30, 11, 4, 8};
        const auto prepared = prepare(base, Compute::F32);
        const auto expected = logitsOf(prepared, std::make_shared<LoraAdapter>(*adapter), ids);
        const auto got = logitsOf(prepared, std::make_shared<LoraAdapter>(*again), ids);
        QVERIFY(!expected.empty() && largestError(expected, logitsOf(prepared, nullptr, ids)) > 1e-3);
        const double error = largestError(got, expected);
        QVERIFY2(error <= 1e-5, qPrintable(QString::number(error)));
        if (model == "llama3") return;
        const auto file = SafetensorsFile::open(scratch.path("adapter_model.safetensors"));
        VERIFY_OK(file);
        for (const SafeTensor& tensor : (*file)->tensors())
            QVERIFY2(tensor.name.find("q_proj") == std::string::npos, tensor.name.c_str());
    }

    void patternsAreResolvedAsInPeft() {
        const auto rows = readJson(golden("peft") / "pattern_keys.json");
        VERIFY_OK(rows);
        QVERIFY(rows->size() >= 600);
        int found = 0;
        for (const Json& row : *rows) {
            Json values = Json::object();
            for (const Json& pattern : row[0]) {
                const int place = int(values.size());
                values[pattern.get<std::string>()] = place;
            }
            const Json config{{"alpha_pattern", values}};
            const auto pattern = PeftPattern::read(JsonReader(config, "test"), "alpha_pattern");
            VERIFY_OK(pattern);
            const auto value = pattern->find(row[1].get<std::string>());
            VERIFY_OK(value);
            QVERIFY2(value->value_or(-1) == row[2].get<double>(), row.dump().c_str());
            found += value->has_value();
        }
        QVERIFY(found >= 200);
    }

    void theXrayKnowsPatterns_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("withAdapterName");
        for (const bool with : {false, true})
            for (const char* name : {"patterns", "patterns_rslora", "regex", "layers"})
                QTest::addRow("%s%s", name, with ? ", unstripped names" : "") << name << with;
    }
    void theXrayKnowsPatterns() {
        QFETCH(QString, name);
        QFETCH(bool, withAdapterName);
        Scratch scratch;
        fs::copy(folderOf(name), scratch.path("adapter"));
        if (withAdapterName) {
            const auto file = SafetensorsFile::open(folderOf(name) / "adapter_model.safetensors");
            VERIFY_OK(file);
            std::vector<SafeTensorToWrite> tensors;
            for (const SafeTensor& t : (*file)->tensors())
                tensors.push_back(
                    {.name =
                         QString::fromStdString(t.name).replace(".weight", ".default.weight").toStdString(),
                     .type = t.type,
                     .shape = t.shape,
                     .data = {t.data, t.bytes}});
            VERIFY_OK(writeSafetensors(scratch.path("adapter/adapter_model.safetensors"), tensors));
        }
        const auto matrices = xrayAdapter(scratch.path("adapter"));
        VERIFY_OK(matrices);
        auto adapter = LoraAdapter::load(folderOf(name), m_tiny->config());
        VERIFY_OK(adapter);
        size_t wrapped = 0;
        for (int64_t layer = 0; layer < m_tiny->config().layers; ++layer)
            for (Linear linear : allLinears) wrapped += adapter->config().targeted(layer, linear);
        QCOMPARE(matrices->size(), wrapped);
        for (const AdapterMatrix& matrix : *matrices)
            for (Linear linear : allLinears) {
                if (!matrix.module.ends_with(modulePath(linear))) continue;
                const LoraModule module = adapter->config().module(matrix.layer, linear);
                QCOMPARE(matrix.rank, int64_t(module.rank));
                QCOMPARE(float(matrix.scale), adapter->config().scale(module));
            }
    }

    void aPatternMayNotHang() {
        Scratch scratch;
        const Json slow{{"rank_pattern", {{"(([a-z._0-9]+)+)+[^a-z._0-9]", 2}}}};
        VERIFY_FAILS(changed(scratch, "regex", slow, m_tiny->config()), "steps");
        VERIFY_FAILS(changed(scratch, "regex", {{"target_modules", "(q_proj"}}, m_tiny->config()), "(q_proj");
    }
};

QTEST_APPLESS_MAIN(PeftTest)
#include "peft_test.moc"
