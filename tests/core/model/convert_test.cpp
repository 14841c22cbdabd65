// Conversion against files that other programs wrote (tests/reference/make_architectures.py), round trips of
// every architecture, merged adapters, and everything that must be refused or survived.
#include "core/base/file_faults.h"
#include "core/base/json.h"
#include "core/base/random.h"
#include "core/model/convert.h"
#include "core/model/export_layout.h"
#include "core/model/rotary.h"
#include "core/tensor/gguf.h"
#include "core/tensor/gguf_writer.h"
#include "core/tensor/safetensors.h"

#include "tests/support/models.h"

#include <cmath>
#include <set>

using namespace inkstone;
using namespace inkstone::test;
using kernels::DType;
using kernels::TensorView;

namespace {

constexpr const char* architectureNames[] = {"baichuan",   "gemma",          "gemma2",    "gemma3",
                                             "internlm2",  "internlm2_bias", "internlm3", "llama3",
                                             "mistral",    "llama_linear",   "qwen2",     "qwen2_window",
                                             "qwen2_yarn", "qwen3",          "smollm3"};

using Weights = std::map<std::string, std::vector<float>>;

std::vector<float> valuesOf(const kernels::WeightSource& source) {
    std::vector<float> values(size_t(source.rows * source.columns));
    kernels::Stream here;
    kernels::findBackend("reference")
        ->ops->dequantize(here, source, 0,
                          TensorView::matrix(values.data(), DType::F32, source.rows, source.columns));
    return values;
}

/// Everything the forward pass reads, whatever the file's names and row order.
Weights weightsOf(const Model& model) {
    Weights all;
    const ModelConfig& c = model.config();
    all["embedding"] = valuesOf(model.embedding());
    all["head"] = valuesOf(model.head());
    all["norm"] = model.finalNorm();
    for (int64_t i = 0; i < c.layers; ++i) {
        const std::string layer = std::to_string(i) + ".";
        for (Linear linear : allLinears) {
            all[layer + modulePath(linear)] = valuesOf(model.layer(i)[linear]);
            if (c.biases[size_t(linear)])
                all[layer + modulePath(linear) + ".bias"] = model.layer(i).bias[size_t(linear)];
        }
        for (Norm norm : allNorms)
            if (c.has(norm))
                all[layer + "norm" + std::to_string(int(norm))] = model.layer(i).norms[size_t(norm)];
    }
    return all;
}

/// The numbers of a configuration, in words.
std::string described(const ModelConfig& c) {
    std::string text;
    const auto add = [&](const char* key, double value) {
        text += std::string(key) + "=" + QString::number(value, 'g', 7).toStdString() + "\n";
    };
    for (const auto& [key, value] : {std::pair{"vocabulary", c.vocabulary},
                                     {"hidden", c.hidden},
                                     {"layers", c.layers},
                                     {"heads", c.heads},
                                     {"kvHeads", c.kvHeads},
                                     {"headDim", c.headDim},
                                     {"ffn", c.ffn},
                                     {"context", c.context}})
        add(key, double(value));
    add("epsilon", c.normEpsilon);
    add("tied", c.tiedHead);
    add("activation", int(c.activation));
    for (bool bias : c.biases) add("bias", bias);
    add("queryKeyNorm", c.queryKeyNorm);
    add("normsAfter", c.normsAfter);
    add("cap", c.attentionCap);
    add("finalCap", c.finalCap);
    add("embeddingScale", c.embeddingScale);
    add("scale", c.attention(0).scale);
    for (int64_t i = 0; i < c.layers; ++i) {
        add("window", c.attention(i).window);
        add("rotary", c.kind(i).rotary);
        const Rope& rope = c.kind(i).local ? c.localRope : c.rope;
        for (const int64_t length : {int64_t(1), c.context})
            for (const float step : rotarySteps(rope, c.headDim, length)) add("step", step);
        add("magnitude", rope.magnitude);
    }
    return text;
}

Result<std::shared_ptr<const Model>> converted(const std::shared_ptr<const Model>& model,
                                               ConvertOptions options) {
    options.threads = 2;
    INK_TRY(result, convertModel(model, options));
    return Model::open(result.path);
}

fs::path architecture(const char* name) { return golden("architectures") / name; }

} // namespace

class ConvertTest : public QObject {
    Q_OBJECT

private slots:
    void cleanup() { clearFileFault(); }

    void roundTripsKeepEveryBit_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("type");
        for (const char* name : architectureNames)
            for (const ExportType type : {ExportType::F32, ExportType::F16, ExportType::BF16})
                QTest::newRow((std::string(name) + " " + info(type).name).c_str()) << name << int(type);
    }
    void roundTripsKeepEveryBit() {
        QFETCH(QString, name);
        QFETCH(int, type);
        Scratch scratch;
        const auto original = openModel(architecture(qPrintable(name)));
        QVERIFY(original);
        const auto gguf = converted(original, {.target = scratch.path("m.gguf"), .type = ExportType(type)});
        VERIFY_OK(gguf);
        const auto folder = converted(
            *gguf,
            {.target = scratch.path("hf"), .format = ConvertFormat::HuggingFace, .type = ExportType(type)});
        VERIFY_OK(folder);
        const Weights expected = weightsOf(*original);
        for (const auto& copy : {*gguf, *folder}) {
            QCOMPARE(QString::fromStdString(described(copy->config())),
                     QString::fromStdString(described(original->config())));
            const Weights found = weightsOf(*copy);
            QCOMPARE(found.size(), expected.size());
            for (const auto& [key, values] : expected)
                QVERIFY2(found.at(key) == values, (copy->path().string() + ": " + key).c_str());
        }
    }

    /// Beside the GGUF files that the `gguf` package wrote by llama.cpp's rules.
    void ggufEqualsTheReference_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : architectureNames) QTest::newRow(name) << name;
    }
    void ggufEqualsTheReference() {
        QFETCH(QString, name);
        Scratch scratch;
        const fs::path folder = architecture(qPrintable(name));
        if (!fs::exists(folder / "tiny.gguf")) QSKIP("transformers has a form of it that GGUF has not");
        const auto original = openModel(folder);
        QVERIFY(original);
        VERIFY_OK(converted(original, {.target = scratch.path("m.gguf"), .type = ExportType::F16}));
        const auto made = GgufFile::open(scratch.path("m.gguf")),
                   expected = GgufFile::open(folder / "tiny.gguf");
        VERIFY_OK(made);
        VERIFY_OK(expected);
        QCOMPARE((*made)->tensors().size(), (*expected)->tensors().size());
        for (const GgufTensor& tensor : (*expected)->tensors()) {
            const GgufTensor* found = (*made)->find(tensor.name);
            QVERIFY2(found, tensor.name.c_str());
            QCOMPARE(found->shape, tensor.shape);
            if (tensor.name == "rope_freqs.weight") { // the same formula in another order of operations
                for (int64_t i = 0; i < tensor.count(); ++i) {
                    const float a = reinterpret_cast<const float*>(found->data)[i];
                    const float b = reinterpret_cast<const float*>(tensor.data)[i];
                    QVERIFY(std::abs(a - b) <= 1e-5f * b);
                }
                continue;
            }
            QCOMPARE(found->typeName, tensor.typeName);
            QVERIFY2(std::memcmp(found->data, tensor.data, tensor.bytes) == 0, tensor.name.c_str());
        }
    }

    void folderEqualsTheReference_data() { ggufEqualsTheReference_data(); }
    void folderEqualsTheReference() {
        QFETCH(QString, name);
        Scratch scratch;
        const fs::path folder = architecture(qPrintable(name));
        if (!fs::exists(folder / "tiny.gguf")) QSKIP("transformers has a form of it that GGUF has not");
        if (name == "internlm2" || name == "baichuan")
            QSKIP("written as a Llama, which transformers can open");
        const auto gguf = openModel(folder / "tiny.gguf");
        QVERIFY(gguf);
        const auto expected = SafetensorsFile::open(folder / "model.safetensors");
        VERIFY_OK(expected);
        const ConvertOptions options{
            .target = scratch.path("hf"), .format = ConvertFormat::HuggingFace, .type = ExportType::BF16};
        VERIFY_OK(converted(gguf, options));
        const auto made = SafetensorsFile::open(scratch.path("hf/model.safetensors"));
        VERIFY_OK(made);
        QCOMPARE((*made)->tensors().size(), (*expected)->tensors().size());
        for (const SafeTensor& tensor : (*expected)->tensors()) {
            const SafeTensor* found = (*made)->find(tensor.name);
            QVERIFY2(found, tensor.name.c_str());
            QCOMPARE(found->shape, tensor.shape);
            QVERIFY(found->type == tensor.type);
            const bool offset = name.startsWith("gemma") && tensor.name.find("norm") != std::string::npos;
            if (offset)
                sameOnceOneIsAdded(*found, tensor);
            else
                QVERIFY2(std::memcmp(found->data, tensor.data, tensor.bytes) == 0, tensor.name.c_str());
        }
    }

    void fusedRowsStayFused_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"internlm2", "internlm2_bias", "baichuan"}) QTest::newRow(name) << name;
    }
    void fusedRowsStayFused() {
        Scratch scratch;
        QFETCH(QString, name);
        const fs::path folder = architecture(qPrintable(name));
        const auto original = openModel(folder);
        const ConvertOptions options{
            .target = scratch.path("hf"), .format = ConvertFormat::HuggingFace, .type = ExportType::BF16};
        VERIFY_OK(converted(original, options));
        const auto made = SafetensorsFile::open(scratch.path("hf/model.safetensors"));
        const auto expected = SafetensorsFile::open(folder / "model.safetensors");
        VERIFY_OK(made);
        VERIFY_OK(expected);
        for (const SafeTensor& tensor : (*expected)->tensors()) {
            const SafeTensor* found = (*made)->find(tensor.name);
            QVERIFY2(found && found->bytes == tensor.bytes, tensor.name.c_str());
            QVERIFY2(std::memcmp(found->data, tensor.data, tensor.bytes) == 0, tensor.name.c_str());
        }
    }

    /// base + scale * B A, computed here in double.
    void mergesExactly_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"internlm2", "llama3", "gemma2", "qwen2"}) QTest::newRow(name) << name;
    }
    void mergesExactly() {
        QFETCH(QString, name);
        Scratch scratch;
        const fs::path folder = architecture(qPrintable(name));
        const auto original = openModel(folder);
        for (const bool stabilised : {false, true}) {
            const fs::path adapterFolder = scratch.path(stabilised ? "rs" : "plain");
            fs::copy(folder / "adapter", adapterFolder);
            auto json = readJson(adapterFolder / "adapter_config.json");
            VERIFY_OK(json);
            (*json)["use_rslora"] = stabilised;
            VERIFY_OK(writeJson(adapterFolder / "adapter_config.json", *json));
            auto adapter = LoraAdapter::load(adapterFolder, original->config());
            VERIFY_OK(adapter);
            const double rank = adapter->config().rank, alpha = adapter->config().alpha;
            const double scale = stabilised ? alpha / std::sqrt(rank) : alpha / rank;
            for (const ConvertFormat format : {ConvertFormat::Gguf, ConvertFormat::HuggingFace}) {
                const auto merged = converted(original, {.target = scratch.path("out"),
                                                         .format = format,
                                                         .type = ExportType::F32,
                                                         .adapter = std::make_shared<LoraAdapter>(*adapter),
                                                         .replace = true});
                VERIFY_OK(merged);
                Weights expected = weightsOf(*original);
                const Weights found = weightsOf(**merged);
                bool changed = false;
                for (int64_t i = 0; i < original->config().layers; ++i)
                    for (Linear linear : allLinears) {
                        const std::string key = std::to_string(i) + "." + modulePath(linear);
                        const std::vector<float> before = expected.at(key);
                        addProduct(expected.at(key), adapter->a(i, linear), adapter->b(i, linear), scale);
                        changed = changed || before != expected.at(key);
                    }
                QVERIFY(changed);
                for (const auto& [key, values] : expected)
                    for (size_t k = 0; k < values.size(); ++k)
                        QVERIFY2(std::abs(found.at(key)[k] - values[k]) <=
                                     1e-6f * std::max(1.f, std::abs(values[k])),
                                 key.c_str());
                fs::remove_all(scratch.path("out"));
            }
        }
    }

    void shardsHoldTheWholeModel() {
        Scratch scratch;
        const auto original = openModel(architecture("llama3"));
        const auto copy = converted(original, {.target = scratch.path("hf"),
                                               .format = ConvertFormat::HuggingFace,
                                               .type = ExportType::F32,
                                               .shardBytes = 8000});
        VERIFY_OK(copy);
        const auto index = readJson(scratch.path("hf/model.safetensors.index.json"));
        VERIFY_OK(index);
        std::set<std::string> files;
        for (const Json& file : (*index)["weight_map"]) files.insert(file.get<std::string>());
        QVERIFY(files.size() >= 3);
        for (const std::string& file : files) QVERIFY(fs::exists(scratch.path("hf/" + file)));
        QVERIFY(!fs::exists(scratch.path("hf/model.safetensors")));
        QVERIFY(weightsOf(**copy) == weightsOf(*original));
    }

    void quantisedCopiesOpen_data() {
        QTest::addColumn<int>("type");
        for (const ExportTypeInfo& row : exportTypes()) QTest::newRow(row.name) << int(row.type);
    }
    void quantisedCopiesOpen() {
        QFETCH(int, type);
        Scratch scratch;
        VERIFY_OK(makeTinyRandomModel(scratch.path("tiny.gguf"),
                                      {.hidden = 256, .ffn = 512, .tied = false, .dtype = DType::F32}));
        const auto original = openModel(scratch.path("tiny.gguf"));
        const auto copy = converted(original, {.target = scratch.path("q.gguf"), .type = ExportType(type)});
        VERIFY_OK(copy);
        QCOMPARE((*copy)->layer(0)[Linear::Q].dtype, info(ExportType(type)).base);
        const Weights a = weightsOf(*original), b = weightsOf(**copy);
        for (const auto& [key, values] : a) {
            double error = 0, size = 0;
            for (size_t i = 0; i < values.size(); ++i) {
                error += std::pow(double(b.at(key)[i]) - double(values[i]), 2);
                size += std::pow(double(values[i]), 2);
            }
            QVERIFY2(std::sqrt(error / size) < 0.1, key.c_str());
        }
        // All that the source says about itself, and its tokenizer, is there still.
        QCOMPARE((*copy)->config().name, original->config().name);
        QVERIFY((*copy)->tokenizer());
        QCOMPARE((*copy)->tokenizer()->fingerprint(), original->tokenizer()->fingerprint());
    }

    // ---- what must be refused, and leave nothing behind

    void existingTargetsStay() {
        Scratch scratch;
        const auto model = openModel(architecture("qwen2"));
        scratch.put("taken.gguf", "mine");
        const ConvertOptions options{.target = scratch.path("taken.gguf")};
        VERIFY_FAILS(convertModel(model, options), "exists already");
        QCOMPARE(scratch.get("taken.gguf"), std::string("mine"));
        ConvertOptions replacing = options;
        replacing.replace = true;
        VERIFY_OK(converted(model, replacing));
        ConvertOptions folder = replacing;
        folder.format = ConvertFormat::HuggingFace;
        VERIFY_FAILS(convertModel(model, folder), "it is a file");
        fs::create_directory(scratch.path("folder"));
        replacing.target = scratch.path("folder");
        VERIFY_FAILS(convertModel(model, replacing), "it is a folder");
    }

    void aModelIsNotItsOwnTarget() {
        Scratch scratch;
        fs::copy(architecture("qwen2") / "tiny.gguf", scratch.path("m.gguf"));
        const auto model = openModel(scratch.path("m.gguf"));
        const ConvertOptions options{.target = scratch.path("folder/../m.gguf"), .replace = true};
        fs::create_directory(scratch.path("folder"));
        VERIFY_FAILS(convertModel(model, options), "the model itself");
    }

    void foldersHoldPlainTypesOnly() {
        Scratch scratch;
        const auto model = openModel(architecture("qwen2"));
        for (const ExportType type : {ExportType::Q8_0, ExportType::Q4_K_M}) {
            const ConvertOptions options{
                .target = scratch.path("hf"), .format = ConvertFormat::HuggingFace, .type = type};
            VERIFY_FAILS(convertModel(model, options), "f32, f16 or bf16");
        }
        QVERIFY(scratch.names().empty());
    }

    void rewardModelsAreRefused() {
        Scratch scratch;
        const auto model = openModel(architecture("internlm2_reward"));
        const ConvertOptions options{.target = scratch.path("m.gguf")};
        VERIFY_FAILS(convertModel(model, options), "reward model");
        QVERIFY(scratch.names().empty());
    }

    void whatGgufCannotSayIsRefused() {
        Scratch scratch;
        fs::copy(architecture("smollm3"), scratch.path("hf"));
        auto config = readJson(scratch.path("hf/config.json"));
        VERIFY_OK(config);
        (*config)["no_rope_layers"] = {0, 1, 1, 1};
        VERIFY_OK(writeJson(scratch.path("hf/config.json"), *config));
        const auto model = openModel(scratch.path("hf"));
        const ConvertOptions options{.target = scratch.path("m.gguf")};
        VERIFY_FAILS(convertModel(model, options), "no rotary positions");
        QCOMPARE(scratch.names(), std::vector<std::string>{"hf"});
    }

    void unknownTensorsAreNotLost() {
        Scratch scratch;
        fs::copy(architecture("qwen2"), scratch.path("hf"));
        const auto file = SafetensorsFile::open(scratch.path("hf/model.safetensors"));
        VERIFY_OK(file);
        std::vector<SafeTensorToWrite> tensors;
        for (const SafeTensor& t : (*file)->tensors())
            tensors.push_back({.name = t.name, .type = t.type, .shape = t.shape, .data = {t.data, t.bytes}});
        const std::vector<float> reward(8, 1.f);
        tensors.push_back({.name = "v_head.weight",
                           .type = SafeType::F32,
                           .shape = {1, 8},
                           .data = std::as_bytes(std::span(reward))});
        VERIFY_OK(writeSafetensors(scratch.path("hf/model.safetensors"), tensors));
        const auto model = openModel(scratch.path("hf"));
        const ConvertOptions options{.target = scratch.path("m.gguf")};
        VERIFY_FAILS(convertModel(model, options), "v_head.weight");
        QVERIFY(!fs::exists(scratch.path("m.gguf")));
    }

    void damagedValuesAreNotWritten_data() {
        QTest::addColumn<float>("value");
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("words");
        QTest::newRow("NaN to q8_0") << NAN << int(ExportType::Q8_0) << "not finite";
        QTest::newRow("infinity to f16") << INFINITY << int(ExportType::F16) << "not finite";
        QTest::newRow("NaN copied") << NAN << int(ExportType::F32) << "not finite";
        QTest::newRow("too large for f16") << 70000.f << int(ExportType::F16) << "65504";
    }
    void damagedValuesAreNotWritten() {
        QFETCH(float, value);
        QFETCH(int, type);
        QFETCH(QString, words);
        Scratch scratch;
        VERIFY_OK(makeTinyRandomModel(scratch.path("m.gguf")));
        spoil(scratch.path("m.gguf"), "blk.1.ffn_up.weight", value);
        const auto model = openModel(scratch.path("m.gguf"));
        const ConvertOptions options{.target = scratch.path("out.gguf"), .type = ExportType(type)};
        const auto result = convertModel(model, options);
        VERIFY_FAILS(result, words.toStdString());
        QVERIFY(result.error().where.find("blk.1.ffn_up.weight") != std::string::npos);
        QCOMPARE(scratch.names(), (std::vector<std::string>{"m.gguf"}));
    }

    void aFullDiskLeavesNothing_data() {
        QTest::addColumn<int>("format");
        QTest::newRow("gguf") << int(ConvertFormat::Gguf);
        QTest::newRow("hf") << int(ConvertFormat::HuggingFace);
    }
    void aFullDiskLeavesNothing() {
        QFETCH(int, format);
        Scratch scratch;
        const auto model = openModel(golden("tiny_llama/hf"));
        const ConvertOptions options{.target = scratch.path("out"), .format = ConvertFormat(format)};
        int64_t steps = 0;
        for (int64_t nth = 1;; ++nth) {
            injectFileFault({.nth = nth, .error = ENOSPC});
            const auto result = convertModel(model, options);
            steps = countedFileSteps();
            clearFileFault();
            if (result) break; // the fault lay beyond the last step
            QVERIFY2(result.error().code == ErrorCode::NoSpace, result.error().str().c_str());
            QVERIFY(scratch.names().empty());
            QVERIFY(nth < 200);
        }
        QVERIFY(steps >= 5);
        VERIFY_OK(Model::open(scratch.path("out")));
    }

    void spaceIsLookedAtFirst() {
        Scratch scratch;
        const auto model = openModel(architecture("qwen2"));
        const auto planned = plannedBytes(*model, ConvertFormat::Gguf, ExportType::F32);
        VERIFY_OK(planned);
        VERIFY_OK(converted(model, {.target = scratch.path("m.gguf"), .type = ExportType::F32}));
        const auto file = GgufFile::open(scratch.path("m.gguf"));
        VERIFY_OK(file);
        uint64_t bytes = 0;
        for (const GgufTensor& tensor : (*file)->tensors()) bytes += tensor.bytes;
        QCOMPARE(*planned, bytes);
    }

    void cancelLeavesNothing_data() { aFullDiskLeavesNothing_data(); }
    void cancelLeavesNothing() {
        QFETCH(int, format);
        Scratch scratch;
        const auto model = openModel(architecture("llama3"));
        std::stop_source stop;
        int calls = 0;
        ConvertOptions options{.target = scratch.path("out"), .format = ConvertFormat(format)};
        options.stop = stop.get_token();
        options.progress = [&](uint64_t done, uint64_t total) {
            QVERIFY(done <= total);
            if (++calls == 5) stop.request_stop();
        };
        const auto result = convertModel(model, options);
        QVERIFY(!result);
        QVERIFY(result.error().code == ErrorCode::Cancelled);
        QCOMPARE(calls, 5);
        QVERIFY(scratch.names().empty());
    }

    void aSourceCutShortIsSeen() {
        Scratch scratch;
        VERIFY_OK(makeTinyRandomModel(scratch.path("m.gguf")));
        const auto model = openModel(scratch.path("m.gguf"));
        fs::resize_file(scratch.path("m.gguf"), fs::file_size(scratch.path("m.gguf")) / 2);
        const ConvertOptions options{.target = scratch.path("out.gguf")};
        VERIFY_FAILS(convertModel(model, options), "");
        QCOMPARE(scratch.names(), (std::vector<std::string>{"m.gguf"}));
    }

private:
    /// GGUF holds 1 + w in F32, where the last bits of a tiny w have no place.
    static void sameOnceOneIsAdded(const SafeTensor& a, const SafeTensor& b) {
        for (size_t i = 0; i < a.bytes / 2; ++i) {
            kernels::Bf16 left, right;
            std::memcpy(&left.bits, a.data + 2 * i, 2);
            std::memcpy(&right.bits, b.data + 2 * i, 2);
            QCOMPARE(1 + kernels::toFloat(left), 1 + kernels::toFloat(right));
        }
    }

    static void addProduct(std::vector<float>& w, TensorView a, TensorView b, double scale) {
        const size_t columns = size_t(a.columns());
        for (size_t row = 0; row < size_t(b.rows()); ++row)
            for (size_t column = 0; column < columns; ++column) {
                double sum = 0;
                for (int64_t r = 0; r < a.rows(); ++r)
                    sum += double(b.row<float>(int64_t(row))[r]) * double(a.row<float>(r)[column]);
                float& value = w[row * columns + column];
                value = float(double(value) + scale * sum);
            }
    }

    /// Writes `value` over the tenth number of an F32 tensor.
    static void spoil(const fs::path& path, const char* name, float value) {
        size_t at = 0;
        {
            const auto file = GgufFile::open(path);
            VERIFY_OK(file);
            const GgufTensor* tensor = (*file)->find(name);
            QVERIFY(tensor);
            at = size_t(tensor->data - (*file)->parts()[0]->bytes().data()) + 10 * sizeof value;
        }
        std::fstream stream(path, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(std::streamoff(at));
        stream.write(reinterpret_cast<const char*>(&value), sizeof value);
    }
};

QTEST_APPLESS_MAIN(ConvertTest)
#include "convert_test.moc"
