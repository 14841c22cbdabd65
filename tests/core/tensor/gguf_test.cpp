// The rows "GG-..." are those of the catalogue of adversarial cases in the reference on reliability.
#include "core/tensor/gguf.h"

#include "core/tensor/gguf_writer.h"
#include "core/tensor/non_finite.h"
#include "tests/support/raw_gguf.h"
#include "tests/support/scratch.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <cmath>

using namespace inkstone;
using namespace inkstone::test;
using kernels::DType;

namespace {

constexpr uint64_t high = uint64_t(1) << 63;

QByteArray toQt(const std::string& bytes) { return {bytes.data(), qsizetype(bytes.size())}; }

std::string repeated(size_t n, char c = 'k') { return std::string(n, c); }

using AddRow = std::function<void(const char*, const std::string&, const char*)>;
using AddFile = std::function<void(const char*, const RawGguf&, const char*)>;

void addArraysAndAlignments(const AddFile& file) {
    RawGguf f;
    file("value of unknown type", f.entry("a", 13, raw(1u)), "unknown type 13");
    f = RawGguf();
    file("GG-08 unknown items", f.array("a", 77, uint64_t(1) << 60, ""), "unknown type 77");
    std::string nested = raw(uint32_t(8)) + raw(uint64_t(0));
    for (int i = 0; i < 64; ++i) nested = raw(uint32_t(9)) + raw(uint64_t(1)) + nested;
    f = RawGguf();
    file("GG-08 nested", f.entry("a", 9, nested), "list of lists");
    for (const uint32_t type : {0u, 8u, 12u}) {
        f = RawGguf();
        file(qPrintable(QString("GG-08 too many of type %1").arg(type)),
             f.array("a", type, uint64_t(1) << 60, "12345678"), "more than fit");
    }
    f = RawGguf();
    file("bool of 2", f.entry("a", 7, "\2"), "bool of value 2");
    f = RawGguf();
    file("bool of 2 in a list", f.array("a", 7, 2, std::string("\1\2")), "bool of value 2");
    for (const uint32_t alignment : {0u, 3u, 4u, 1u << 31}) {
        f = smallGguf();
        file(qPrintable(QString("GG-10 alignment %1").arg(alignment)),
             f.entry("general.alignment", 4, raw(alignment)), "no alignment");
    }
    f = smallGguf();
    file("GG-10 signed", f.entry("general.alignment", 5, raw(32)), "must be u32, it is i32");
    f = smallGguf();
    file("GG-10 text", f.string("general.alignment", "32"), "must be u32, it is string");
}

void addTensors(const AddFile& file) {
    const auto tensor = [&](const char* name, const std::vector<uint64_t>& dims, int type, const char* words,
                            std::string_view tensorName = "t") {
        RawGguf f;
        f.data = std::string(128, '\0');
        file(name, f.tensor(tensorName, dims, type, 0), words);
    };
    RawGguf f;
    f.tensors.push_back(rawString("t") + raw(~uint32_t(0)) + std::string(40, '\0'));
    file("GG-11 2^32-1 dimensions", f, "4294967295 dimensions");
    tensor("GG-11 5 dimensions", {1, 1, 1, 1, 1}, 0, "5 dimensions");
    tensor("GG-12 wraps to 0", {uint64_t(1) << 32, uint64_t(1) << 32}, 0, "more bytes than the file");
    tensor("GG-12 wraps to 4", {(uint64_t(1) << 62) + 1, 4}, 0, "more bytes than the file");
    tensor("GG-12 nothing of too much", {0, uint64_t(1) << 40, uint64_t(1) << 40}, 0,
           "more bytes than the file");
    tensor("GG-12 exabytes", {uint64_t(1) << 60}, 0, "more bytes than the file");
    tensor("GG-12 negative", {~uint64_t(0)}, 0, "dimension -1 is negative");
    for (const int type : {4, 31, 36}) {
        tensor(qPrintable(QString("GG-14 type %1").arg(type)), {32}, type,
               qPrintable(QString("tensor t: its type %1 was removed").arg(type)));
    }
    for (const int type : {43, -1, 1 << 30}) {
        tensor(qPrintable(QString("GG-14 type %1").arg(type)), {32}, type,
               qPrintable(QString("tensor t: its type %1 is unknown").arg(type)));
    }
    tensor("row is no multiple of the block", {33}, 2, "needs a multiple of 32");
    tensor("GG-16 64 byte name", {4}, 0, "name of 64 bytes", repeated(64));
    tensor("GG-16 empty name", {4}, 0, "name of 0 bytes", "");
    tensor("GG-16 zero byte in the name", {4}, 0, "zero byte", std::string_view("a\0b", 3));
    f = smallGguf();
    file("GG-16 duplicate name", f.tensor("w", {16, 2}, 0, 128), "tensor w: the name comes twice");
}

void addData(const AddFile& file, const AddRow& row) {
    const std::string good = smallGguf().bytes();
    row("GG-17 cut by one byte", good.substr(0, good.size() - 1), "1 bytes are missing");
    row("GG-17 cut by half", good.substr(0, good.size() - 64), "64 bytes are missing");
    row("GG-17 no data", good.substr(0, good.size() - 128), "128 bytes are missing");
    RawGguf f = smallGguf();
    f.data = std::string(256, '\0');
    file("hole", f.tensor("v", {16}, 0, 160), "must begin at 128, the file says 160");
    f = smallGguf();
    f.data = std::string(256, '\0');
    file("overlap", f.tensor("v", {16}, 0, 96), "must begin at 128, the file says 96");
    f = RawGguf();
    f.data = std::string(256, '\0');
    file("first not at 0", f.tensor("v", {16}, 0, 32), "must begin at 0, the file says 32");
}

} // namespace

class GgufTest : public QObject {
    Q_OBJECT

    Scratch m_scratch;

    Result<std::shared_ptr<const GgufFile>> open(const std::string& bytes) {
        return GgufFile::open(m_scratch.put("model.gguf", bytes));
    }
    Result<std::shared_ptr<const GgufFile>> open(const RawGguf& file) { return open(file.bytes()); }

private slots:
    void readsWhatThePythonPackageWrote() {
        const auto opened = GgufFile::open(golden("formats/python.gguf"));
        VERIFY_OK(opened);
        const GgufFile& file = **opened;
        QCOMPARE(file.version(), 3u);
        QCOMPARE(*file.string("general.name"), std::string("Ein Modell 模型"));
        QCOMPARE(*file.integer("test.u8"), 200);
        QCOMPARE(*file.integer("test.i8"), -100);
        QCOMPARE(*file.integer("test.u16"), 60000);
        QCOMPARE(*file.integer("test.i16"), -30000);
        QCOMPARE(*file.integer("test.u32"), 4000000000);
        QCOMPARE(*file.integer("test.i32"), -2000000000);
        QCOMPARE(*file.integer("test.i64"), -(int64_t(1) << 62));
        VERIFY_FAILS(file.integer("test.u64"), "9223372036854775813");
        QCOMPARE(float(*file.number("test.f32")), 0.1f);
        QCOMPARE(*file.number("test.f64"), 1e300);
        QCOMPARE(*file.boolean("test.true"), true);
        QCOMPARE(*file.boolean("test.false"), false);
        QCOMPARE(*file.strings("test.strings"), (std::vector<std::string>{"", "a", "汉字", "<|im_end|>"}));
        QCOMPARE(*file.floats("test.floats"), (std::vector<float>{0.5f, -1.25f, 3.0f}));
        QCOMPARE(*file.integers("test.ints"), (std::vector<int32_t>{1, -2, 2147483647}));
        QCOMPARE(*file.booleans("test.bools"), (std::vector<bool>{true, false, true}));
    }

    void tensorsLieWhereThePythonPackagePutThem() {
        const auto opened = GgufFile::open(golden("formats/python.gguf"));
        VERIFY_OK(opened);
        const QJsonObject expected =
            QJsonDocument::fromJson(toQt(*readFile(golden("formats/python.gguf.json")))).object();
        const GgufTensor* plain = *(*opened)->tensor("plain.f32");
        QCOMPARE(plain->shapeText(), std::string("[3, 5]"));
        const kernels::TensorView view = plain->view();
        for (int row = 0; row < 3; ++row)
            for (int column = 0; column < 5; ++column)
                QCOMPARE(view.row<float>(row)[column],
                         float(expected["plain.f32"].toArray()[row].toArray()[column].toDouble()));
        const QJsonObject firstBytes = expected["first_bytes"].toObject();
        for (auto row = firstBytes.begin(); row != firstBytes.end(); ++row) {
            const GgufTensor* tensor = (*opened)->find(row.key().toStdString());
            QVERIFY(tensor);
            const QByteArray start(reinterpret_cast<const char*>(tensor->data), 32);
            QCOMPARE(QString(start.toHex()), row.value().toString());
        }
    }

    void aTypeWeCannotReadOpensButRefusesItsWeights() {
        const auto opened = GgufFile::open(golden("formats/python.gguf"));
        VERIFY_OK(opened);
        VERIFY_FAILS((*opened)->tensor("type.TQ1_0"), "tensor type.TQ1_0: it is of type TQ1_0");
        VERIFY_FAILS((*opened)->tensor("no.such"), "tensor no.such: it is missing");
        RawGguf integers;
        integers.tensor("ids", {4}, 26, 0).data = std::string(16, '\1');
        const auto plain = open(integers);
        VERIFY_OK(plain);
        VERIFY_FAILS((*plain)->tensor("ids"), "type I32");
    }

    void refusesBrokenFiles_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const std::string& bytes, const char* words) {
            QTest::newRow(name) << toQt(bytes) << QString(words);
        };
        const auto file = [&](const char* name, const RawGguf& raw, const char* words) {
            row(name, raw.bytes(), words);
        };
        const std::string good = smallGguf().bytes();
        RawGguf f = smallGguf();
        f.magic = "GGML";
        file("GG-01 magic", f, "it is no GGUF file");
        for (const size_t size : {0, 1, 3, 4, 7, 8, 12, 16, 23})
            row(qPrintable(QString("GG-01 %1 bytes").arg(size)), good.substr(0, size),
                "cannot open the model");
        for (const auto& [version, words] : std::initializer_list<std::pair<uint32_t, const char*>>{
                 {0, "endianness"}, {1, "version is 1"}, {4, "version is 4"}, {0x03000000, "endianness"}}) {
            f = smallGguf();
            f.version = version;
            file(qPrintable(QString("GG-02 version %1").arg(version)), f, words);
        }
        for (const uint64_t count : {~uint64_t(0) >> 1, uint64_t(1) << 40, uint64_t(1) << 60, uint64_t(12)}) {
            f = smallGguf();
            f.keyCount = int64_t(count);
            file(qPrintable(QString("GG-03 %1 keys").arg(count)), f, "cannot open the model");
            f = smallGguf();
            f.tensorCount = int64_t(count);
            file(qPrintable(QString("GG-04 %1 tensors").arg(count)), f, "cannot open the model");
        }
        for (const uint64_t size : {~uint64_t(0), high, uint64_t(good.size())}) {
            f = RawGguf();
            file(qPrintable(QString("GG-05 string of %1").arg(size)), f.entry("a", 8, raw(size) + "text"),
                 "key a: the file ends");
        }
        f = RawGguf();
        file("GG-06 empty key", f.entry("", 4, raw(1u)), "key of 0 bytes");
        f = RawGguf();
        file("GG-06 long key", f.entry(repeated(65536), 4, raw(1u)), "key of 65536 bytes");
        f = RawGguf();
        file("GG-06 other characters", f.entry("größe", 4, raw(1u)), "printable ASCII");
        f = smallGguf();
        file("GG-07 same type", f.entry("test.number", 4, raw(1u)), "key test.number: the key comes twice");
        f = smallGguf();
        file("GG-07 other type", f.string("test.number", "x"), "key test.number: the key comes twice");
        addArraysAndAlignments(file);
        addTensors(file);
        addData(file, row);
    }

    void refusesBrokenFiles() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, words);
        const ProcessorTimer timer;
        const auto opened = open(bytes.toStdString());
        VERIFY_FAILS(opened, words.toStdString());
        VERIFY_FAILS(opened, "model.gguf");
        QVERIFY(timer.milliseconds() < 1000 * slowness);
    }

    void everyShorterFileIsRefused() {
        const std::string good = smallGguf().bytes();
        for (size_t size = 0; size < good.size(); ++size) QVERIFY(!open(good.substr(0, size)));
        VERIFY_OK(open(good));
        VERIFY_OK(open(good + "behind"));
    }

    void acceptsUsualAlignments() {
        for (const uint32_t alignment : {8u, 64u, 4096u}) {
            RawGguf file = smallGguf();
            file.entry("general.alignment", 4, raw(alignment));
            file.alignment = alignment;
            VERIFY_OK(open(file));
        }
    }

    void noDimensionIsOneValue() {
        RawGguf file;
        file.tensor("t", {}, 0, 0).data = raw(2.5f);
        const auto opened = open(file);
        VERIFY_OK(opened);
        QCOMPARE((*opened)->tensors()[0].count(), 1);
        QCOMPARE((*opened)->tensors()[0].view().f32()[0], 2.5f);
    }

    void gettersRefuseOtherTypes() { // GG-18
        RawGguf file;
        file.array("scores", 0, 2, "ab").array("token_type", 6, 1, raw(1.0f)).array("merges", 4, 1, raw(5u));
        file.entry("nan", 6, raw(std::nanf(""))).entry("zero", 4, raw(0u)).array("big", 4, 1, raw(~0u));
        const auto opened = open(file);
        VERIFY_OK(opened);
        VERIFY_FAILS((*opened)->floats("scores"), "key scores: its items must be f32, they are u8");
        VERIFY_FAILS((*opened)->integers("token_type"), "must be i32, they are f32");
        VERIFY_FAILS((*opened)->strings("merges"), "must be string, they are u32");
        VERIFY_FAILS((*opened)->integers("big"), "too big: 4294967295");
        VERIFY_FAILS((*opened)->string("merges"), "its type must be string, it is array");
        VERIFY_FAILS((*opened)->number("nan"), "not a finite number");
        VERIFY_FAILS((*opened)->numberOr("nan", 1), "not a finite number");
        VERIFY_FAILS((*opened)->number("zero"), "must be f32");
        VERIFY_FAILS((*opened)->integer("zero", 1, 100), "between 1 and 100, it is 0");
        VERIFY_FAILS((*opened)->integer("absent"), "key absent: it is missing");
        QCOMPARE(*(*opened)->integerOr("absent", 5), 5);
        QVERIFY(!(*opened)->optionalBoolean("absent")->has_value());
    }

    void aHugeTemplateCostsNothingAtLoad() { // GG-26; used, template_facts_test: CT-03
        RawGguf file = smallGguf();
        file.string("tokenizer.chat_template", repeated(size_t(50) << 20, '{'));
        const fs::path path = m_scratch.put("template.gguf", file.bytes());
        const ProcessorTimer timer;
        const auto opened = GgufFile::open(path);
        VERIFY_OK(opened);
        QVERIFY(timer.milliseconds() < 1000 * slowness);
        QVERIFY((*opened)->entry("tokenizer.chat_template")->shown().size() < 200);
    }

    void countsBlocksWithBrokenScales() { // GG-27
        RawGguf file;
        std::string block = raw(uint16_t(0x7e00)) + std::string(16, '\0'); // Q4_0 with d = NaN
        file.tensor("good", {32}, 2, 0).tensor("bad", {32}, 2, 32);
        file.data = raw(uint16_t(0x3c00)) + std::string(16, '\0') + std::string(14, '\0') + block;
        const auto opened = open(file);
        VERIFY_OK(opened);
        const auto found = countNonFinite(**opened);
        VERIFY_OK(found);
        QCOMPARE(found->count, 1);
        QCOMPARE(found->firstTensor, std::string("bad"));
    }

    void everyBlockTypeHasItsScalesWhereTheyAre() {
        // An infinite half in any place that is no scale must not count, in a scale it must.
        const std::vector<std::pair<DType, std::vector<size_t>>> scales = {
            {DType::Q4_0, {0}},    {DType::Q4_1, {0, 2}},   {DType::Q5_0, {0}},   {DType::Q5_1, {0, 2}},
            {DType::Q8_0, {0}},    {DType::Q2_K, {80, 82}}, {DType::Q3_K, {108}}, {DType::Q4_K, {0, 2}},
            {DType::Q5_K, {0, 2}}, {DType::Q6_K, {208}},    {DType::IQ4_NL, {0}}, {DType::IQ4_XS, {0}},
        };
        for (const auto& [dtype, offsets] : scales) {
            const auto size = size_t(kernels::dtypeInfo(dtype)->blockBytes);
            for (size_t at = 0; at + 2 <= size; at += 2) {
                std::vector<std::byte> block(size);
                block[at + 1] = std::byte(0x7c);
                const bool isScale = std::count(offsets.begin(), offsets.end(), at) > 0;
                QCOMPARE(countNonFinite(dtype, block), int64_t(isScale));
            }
        }
    }

    void whatIsWrittenIsReadBack() {
        for (const uint32_t alignment : {8u, 32u, 256u}) {
            GgufWriter writer(alignment);
            const std::vector<std::string> words = {"", "eins", "二"};
            const std::vector<float> numbers = {1, 2, 3, 4, 5, 6};
            writer.setString("s", "text");
            writer.setU64("u64", ~uint64_t(0));
            writer.setI32("i32", -7);
            writer.setF32("f32", 0.25f);
            writer.setBool("b", true);
            writer.setStrings("words", words);
            writer.setF32s("numbers", numbers);
            writer.addTensor("m", DType::F32, std::array<int64_t, 2>{2, 3},
                             std::as_bytes(std::span(numbers)));
            writer.addTensor("v", DType::F32, std::array<int64_t, 1>{1},
                             std::as_bytes(std::span(numbers).first(1)));
            const fs::path path = m_scratch.path("written.gguf");
            VERIFY_OK(writer.write(path));
            const auto opened = GgufFile::open(path);
            VERIFY_OK(opened);
            QCOMPARE(*(*opened)->string("s"), std::string("text"));
            QCOMPARE(*(*opened)->integer("i32"), -7);
            QCOMPARE(*(*opened)->strings("words"), words);
            QCOMPARE(*(*opened)->floats("numbers"), numbers);
            QCOMPARE((*(*opened)->tensor("m"))->view().row<float>(1)[2], 6.0f);
            QCOMPARE((*(*opened)->tensor("m"))->shapeText(), std::string("[2, 3]"));
            QCOMPARE(reinterpret_cast<uintptr_t>((*(*opened)->tensor("v"))->data) % alignment, uintptr_t(0));
        }
    }

    void aCopyOfAllKeysIsTheSame() {
        const auto source = GgufFile::open(golden("formats/python.gguf"));
        VERIFY_OK(source);
        GgufWriter writer(64);
        for (const GgufEntry& entry : (*source)->metadata()) writer.copy(entry);
        VERIFY_OK(writer.write(m_scratch.path("copy.gguf")));
        const auto copy = GgufFile::open(m_scratch.path("copy.gguf"));
        VERIFY_OK(copy);
        QCOMPARE((*copy)->metadata().size(), (*source)->metadata().size());
        for (const GgufEntry& entry : (*source)->metadata())
            QCOMPARE((*copy)->entry(entry.key)->raw, entry.raw);
    }

    void theWriterRefusesWhatTheReaderWould() {
        GgufWriter twice;
        twice.setU32("a", 1);
        twice.setU32("a", 2);
        VERIFY_FAILS(twice.write(m_scratch.path("x.gguf")), "the key comes twice");
        GgufWriter shortData;
        shortData.addTensor("t", DType::F32, std::array<int64_t, 1>{4}, std::span<const std::byte>());
        VERIFY_FAILS(shortData.write(m_scratch.path("x.gguf")),
                     "0 bytes were given for it, its shape needs 16");
        GgufWriter longName;
        longName.addTensor(repeated(64), DType::F32, std::array<int64_t, 1>{0}, std::span<const std::byte>());
        VERIFY_FAILS(longName.write(m_scratch.path("x.gguf")), "64 bytes");
        QVERIFY(!fs::exists(m_scratch.path("x.gguf")));
    }

    void anEmptyTensorMayHaveAnyOtherDimensions() { // found by fuzzing
        GgufTensor tensor;
        tensor.supported = true;
        tensor.rank = 3;
        tensor.shape = {int64_t(1) << 62, int64_t(1) << 61, 0, 1};
        QCOMPARE(tensor.count(), 0);
        QCOMPARE(tensor.view().rank, 3);
        tensor.shape = {0, int64_t(1) << 62, int64_t(1) << 61, 1};
        QCOMPARE(tensor.view().shape[0], 0);
    }
};

QTEST_APPLESS_MAIN(GgufTest)
#include "gguf_test.moc"
