// Models and adapters that are wrong, by the rows of the catalogue of adversarial cases (GG: GGUF, HF: model
// folders, PA: adapters). Other rows: GG-01 to GG-18, GG-26 and GG-27 in gguf_test, ST-01 to ST-20 in
// safetensors_test, GG-24 in gguf_split_test, GG-28 in dequantize_golden_test, GG-30 in tests/fuzz, PA-03 and
// PA-06 to PA-08 in peft_test.
#include "core/base/json.h"
#include "core/model/lora.h"
#include "core/tensor/gguf.h"
#include "tests/support/models.h"
#include "tests/support/raw_gguf.h"

#include <bit>
#include <cmath>

using namespace inkstone;
using namespace inkstone::test;

namespace {

/// The value of a scalar key replaced in place.
std::string withKey(std::string bytes, const std::string& key, const std::string& value) {
    const size_t at = bytes.find(rawString(key));
    if (at == std::string::npos) return {};
    return bytes.replace(at + 8 + key.size() + 4, value.size(), value);
}

std::string withWord(std::string bytes, const std::string& from, const std::string& to) {
    const size_t at = bytes.find(from);
    return at == std::string::npos ? std::string() : bytes.replace(at, from.size(), to);
}

} // namespace

class BadModelTest : public QObject {
    Q_OBJECT
    Scratch m_scratch;
    std::string m_tiny;
    int m_count = 0;

    auto openGguf(const std::string& bytes) { return Model::open(m_scratch.put("bad.gguf", bytes)); }

    /// A fresh copy of the golden folder with some keys of its config changed (null: removed).
    fs::path folder(const Json& changes) {
        const fs::path copy = m_scratch.path("model" + std::to_string(++m_count));
        fs::copy(golden("tiny_llama") / "hf", copy);
        fs::permissions(copy / "config.json", fs::perms::owner_write, fs::perm_options::add);
        Json config = *readJson(copy / "config.json");
        for (const auto& [key, value] : changes.items()) {
            if (value.is_null())
                config.erase(key);
            else
                config[key] = value;
        }
        (void)writeJson(copy / "config.json", config);
        return copy;
    }
    fs::path adapter(const Json& changes) {
        const fs::path copy = m_scratch.path("adapter" + std::to_string(++m_count));
        fs::copy(golden("lora_step") / "init_adapter_b", copy);
        Json config = *readJson(copy / "adapter_config.json");
        for (const auto& [key, value] : changes.items()) config[key] = value;
        (void)writeJson(copy / "adapter_config.json", config);
        return copy;
    }

private slots:
    void initTestCase() {
        m_tiny = *readFile(golden("tiny_llama") / "tiny.gguf");
        VERIFY_OK(openGguf(m_tiny));
        VERIFY_OK(Model::open(folder(Json::object())));
    }

    void ggufIsRefused_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const std::string& bytes, const char* words) {
            QVERIFY2(!bytes.empty(), name);
            QTest::newRow(name) << QByteArray(bytes.data(), qsizetype(bytes.size())) << QString(words);
        };
        row("GG-23 tensor missing", withWord(m_tiny, "blk.1.attn_k.weight", "blk.1.attn_x.weight"),
            "blk.1.attn_k.weight: it is missing");
        row("GG-23 wrong shape", withKey(m_tiny, "llama.feed_forward_length", raw(uint32_t(41))),
            "expected [41, 48]");
        row("GG-25 unknown architecture", withWord(m_tiny, "llama", "lhama"), "known are: llama");
        row("GG-29 no heads", withKey(m_tiny, "llama.attention.head_count", raw(uint32_t(0))), "head_count");
        row("GG-29 rotary base 0", withKey(m_tiny, "llama.rope.freq_base", raw(0.f)),
            "rope_theta is no number");
        row("GG-29 rotary base NaN", withKey(m_tiny, "llama.rope.freq_base", raw(std::nanf(""))),
            "rope.freq_base");
        row("GG-29 epsilon -1", withKey(m_tiny, "llama.attention.layer_norm_rms_epsilon", raw(-1.f)),
            "epsilon is -1");
        row("heads do not share keys", withKey(m_tiny, "llama.attention.head_count_kv", raw(uint32_t(3))),
            "cannot share 3");
    }
    void ggufIsRefused() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, words);
        const auto opened = openGguf(bytes.toStdString());
        VERIFY_FAILS(opened, words.toStdString());
        VERIFY_FAILS(opened, "bad.gguf");
    }
    void metadataOfUnknownArchitecturesCanBeSeen() { // GG-25
        const auto file = GgufFile::open(m_scratch.put("other.gguf", withWord(m_tiny, "llama", "lhama")));
        VERIFY_OK(file);
        QCOMPARE(*(*file)->string("general.architecture"), std::string("lhama"));
    }
    void idsOutsideTheVocabularyAreNoTokenizer() { // GG-20
        const auto opened = openGguf(withKey(m_tiny, "tokenizer.ggml.bos_token_id", raw(uint32_t(304))));
        VERIFY_OK(opened);
        QVERIFY(!(*opened)->tokenizer());
        VERIFY_FAILS(requireTokenizer(**opened), "bos_token_id is 304");
    }
    void listsOfOtherTypesAreNoTokenizer() { // GG-18: i32 and f32 have one size, so the file stays whole
        const auto opened = openGguf(withKey(m_tiny, "tokenizer.ggml.token_type", raw(uint32_t(6))));
        VERIFY_OK(opened);
        VERIFY_FAILS(requireTokenizer(**opened), "must be i32, they are f32");
    }
    void absentIdsAreNone() { // GG-20
        const auto made = makeTokenizer({.model = "gpt2", .pre = "gpt-2", .tokens = {"a"}}, "one");
        VERIFY_OK(made);
        QCOMPARE((*made)->bos(), -1);
        QCOMPARE((*made)->eos(), -1);
        QCOMPARE(*(*made)->encode("aba"), (std::vector<TokenId>{0, 0}));
    }
    void byteTokensThatAreNoneAreText() { // GG-21
        const auto made = makeTokenizer({.model = "llama",
                                         .tokens = {"<unk>", "<0x-1>", "<0xZZ>", "<0x1>", "<0x41>", "(0x42)"},
                                         .scores = std::vector<float>(6),
                                         .tokenTypes = {2, 6, 6, 6, 6, 6}},
                                        "bytes");
        VERIFY_OK(made);
        const char* want[] = {"", "<0x-1>", "<0xZZ>", "<0x1>", "A", "(0x42)"};
        for (TokenId id = 1; id < 6; ++id) QCOMPARE((*made)->bytes(id), std::string(want[id]));
    }

    void foldersAreRefused_data() {
        QTest::addColumn<QString>("changes");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const char* changes, const char* words) {
            QTest::newRow(name) << changes << words;
        };
        row("HF-04 missing key", R"({"hidden_size":null})", "hidden_size");
        row("HF-04 number as text", R"({"num_hidden_layers":"2"})", "num_hidden_layers");
        row("HF-04 no heads", R"({"num_attention_heads":0})", "num_attention_heads");
        row("HF-04 -1 heads", R"({"num_key_value_heads":-1})", "num_key_value_heads");
        row("HF-04 heads do not share", R"({"num_key_value_heads":3})", "cannot share 3");
        row("HF-04 no head size", R"({"head_dim":null,"num_attention_heads":5})",
            "48 does not share out among 5");
        row("HF-06 more tokens than rows", R"({"vocab_size":305})", "expected [305, 48]");
        row("HF-07 no head of its own", R"({"tie_word_embeddings":false})", "lm_head.weight: it is missing");
        row("HF-09 unknown architecture", R"({"model_type":"own","auto_map":{"AutoModel":"own.Own"}})",
            "own, known are");
        row("HF-10 rotary scaling", R"({"rope_scaling":{"type":"longrope"}})", "rope_scaling");
        row("HF-10 rotary type", R"({"rope_parameters":{"rope_type":"longrope"}})", "rope_type");
        row("HF-10 activation", R"({"hidden_act":"gelu"})", "hidden_act");
        row("HF-10 gptq", R"({"quantization_config":{"quant_method":"gptq"}})", "quantization_config");
    }
    void foldersAreRefused() {
        QFETCH(QString, changes);
        QFETCH(QString, words);
        VERIFY_FAILS(Model::open(folder(Json::parse(changes.toStdString()))), words.toStdString());
    }
    void shardsOutsideTheFolderAreRefused() { // HF-01
        const std::string names[] = {
            "../../x.safetensors",  "/etc/passwd",         "sub/x.safetensors", "", ".", "..",
            std::string(5000, 'x'), std::string("a\0b", 3)};
        for (const std::string& name : names) {
            const fs::path copy = folder(Json::object());
            VERIFY_OK(writeJson(copy / "model.safetensors.index.json", {{"weight_map", {{"a", name}}}}));
            VERIFY_FAILS(Model::open(copy), "not a plain name");
        }
    }
    void linksThatLeaveTheFolderAreRefused() { // HF-01
        const fs::path elsewhere = folder(Json::object());
        const fs::path copy = folder(Json::object());
        fs::remove(copy / "model.safetensors");
        fs::create_symlink(elsewhere / "model.safetensors", copy / "model.safetensors");
        VERIFY_FAILS(Model::open(copy), "leads out of the model's folder");
    }
    void linksIntoTheBlobsOfAHubCacheAreFollowed() {
        const fs::path whole = folder(Json::object());
        const fs::path repository = whole / "models--me--tiny";
        const fs::path snapshot = repository / "snapshots" / "0123abc";
        fs::create_directories(snapshot);
        fs::create_directories(repository / "blobs");
        for (const char* name : {"config.json", "model.safetensors", "tokenizer.json"}) {
            fs::rename(whole / name, repository / "blobs" / name);
            fs::create_symlink(fs::path("../../blobs") / name, snapshot / name);
        }
        VERIFY_OK(Model::open(snapshot));
    }
    void everyMissingShardIsNamed() { // HF-03
        const fs::path copy = folder(Json::object());
        VERIFY_OK(writeJson(
            copy / "model.safetensors.index.json",
            {{"weight_map", {{"a", "1.safetensors"}, {"b", "2.safetensors"}, {"c", "model.safetensors"}}}}));
        VERIFY_FAILS(Model::open(copy), "missing: 1.safetensors, 2.safetensors");
        const std::string longer = std::string(300, 'x') + ".safetensors"; // than a disk takes
        VERIFY_OK(writeJson(copy / "model.safetensors.index.json", {{"weight_map", {{"a", longer}}}}));
        VERIFY_FAILS(Model::open(copy), "is not a plain name");
        VERIFY_OK(writeJson(
            copy / "model.safetensors.index.json",
            {{"weight_map", {{"a", "1.safetensors"}, {"b", "2.safetensors"}, {"c", "model.safetensors"}}}}));
        std::ofstream(copy / "1.safetensors");
        std::ofstream(copy / "2.safetensors");
        VERIFY_FAILS(Model::open(copy), "1.safetensors");
    }
    void paddedVocabulariesAreRead() { // HF-06
        const fs::path copy = folder({{"vocab_size", 300}});
        fs::remove(copy / "tokenizer.json");
        const auto opened = Model::open(copy);
        VERIFY_OK(opened);
        QCOMPARE((*opened)->embedding().rows, 300);
        QVERIFY(!(*opened)->tokenizer()); // HF-12: the weights can be looked at
        VERIFY_FAILS(requireTokenizer(**opened), "tokenizer");
    }
    void picklesAreNeverRead() { // HF-08
        const fs::path copy = folder(Json::object());
        fs::rename(copy / "model.safetensors", copy / "pytorch_model.bin");
        VERIFY_FAILS(Model::open(copy), "pickle");
        const fs::path weights = adapter(Json::object());
        fs::rename(weights / "adapter_model.safetensors", weights / "adapter_model.bin");
        const auto model = openModel(golden("tiny_llama") / "tiny.gguf");
        VERIFY_FAILS(LoraAdapter::load(weights, model->config()), "pickle");
    }
    void halvesOpenBitByBit() { // HF-11, by the definition of the formats
        for (const uint32_t bits : {0x0001u, 0x8000u, 0x807fu, 0x7f80u, 0xff80u, 0x7fc1u, 0xffa5u}) {
            const float value = kernels::toFloat(kernels::Bf16{uint16_t(bits)});
            QCOMPARE(std::bit_cast<uint32_t>(value), bits << 16);
        }
        // Subnormals are m * 2^-24; infinities and payloads of NaN move up by 13 bits.
        for (const uint32_t mantissa : {1u, 0x155u, 0x3ffu})
            QCOMPARE(kernels::toFloat(kernels::F16{uint16_t(mantissa)}), float(mantissa) * 0x1p-24f);
        const std::pair<uint32_t, uint32_t> pairs[] = {{0x8000, 0x80000000},
                                                       {0x7c00, 0x7f800000},
                                                       {0xfc00, 0xff800000},
                                                       {0x7e01, 0x7fc02000},
                                                       {0xfe55, 0xffcaa000}};
        for (const auto& [half, whole] : pairs)
            QCOMPARE(std::bit_cast<uint32_t>(kernels::toFloat(kernels::F16{uint16_t(half)})), whole);
    }
    void codeBesideAModelIsIgnored() { // HF-09
        const fs::path copy = folder({{"auto_map", {{"AutoModel", "own.Own"}}}, {"trust_remote_code", true}});
        std::ofstream(copy / "own.py") << "raise SystemExit";
        VERIFY_OK(Model::open(copy));
    }

    void adaptersAreRefused_data() {
        QTest::addColumn<QString>("changes");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const char* changes, const char* words) {
            QTest::newRow(name) << changes << words;
        };
        row("another method", R"({"peft_type":"IA3"})", "IA3");
        row("PA-01 rank of another", R"({"r":3})", "lora_A.weight");
        row("PA-03 rank pattern of another", R"({"rank_pattern":{"q_proj":3}})", "q_proj.lora_A.weight");
        row("PA-03 no rank", R"({"rank_pattern":{"q_proj":0}})", "0 is no rank");
        row("PA-03 huge rank", R"({"rank_pattern":{"q_proj":1e9}})", "no rank");
        row("PA-03 no alpha", R"({"alpha_pattern":{"q_proj":"4"}})", "alpha_pattern");
        row("layers of another", R"({"layers_to_transform":[0]})", "layers.1");
        row("other layers", R"({"layers_to_transform":[0],"layers_pattern":"h"})", "layers_pattern");
        row("a changed base", R"({"init_lora_weights":"pissa_niter_4"})", "pissa_niter_4");
        row("trained tokens", R"({"trainable_token_indices":[1,2]})", "trainable_token_indices");
        row("a key of the future", R"({"use_something_new":true})", "use_something_new");
        row("PA-05 dora", R"({"use_dora":true})", "use_dora");
        row("PA-05 bias", R"({"bias":"all"})", "bias");
        row("PA-05 whole modules", R"({"modules_to_save":["lm_head"]})", "modules_to_save");
        row("PA-05 whole modules named", R"({"modules_to_save":["lm_head"]})", "whole trained modules");
        row("unknown module", R"({"target_modules":["wqkv"]})", "wqkv");
        row("pattern of modules", R"({"target_modules":".*q_proj"})", "no place");
        row("pattern of nothing", R"({"target_modules":"lm_head"})", "no matrix");
    }
    void adaptersAreRefused() {
        QFETCH(QString, changes);
        QFETCH(QString, words);
        const auto model = openModel(golden("tiny_llama") / "tiny.gguf");
        VERIFY_OK(LoraAdapter::load(adapter(Json::object()), model->config()));
        VERIFY_FAILS(LoraAdapter::load(adapter(Json::parse(changes.toStdString())), model->config()),
                     words.toStdString());
    }
};

QTEST_APPLESS_MAIN(BadModelTest)
#include "bad_model_test.moc"
