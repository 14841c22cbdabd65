// The rows "ST-..." are those of the catalogue of adversarial cases in the reference on reliability.
#include "core/tensor/safetensors.h"

#include "core/tensor/non_finite.h"
#include "tests/support/raw_gguf.h"
#include "tests/support/scratch.h"

#include <cmath>
#include <limits>

using namespace inkstone;
using namespace inkstone::test;

namespace {

std::string withHeader(const std::string& json, size_t dataBytes = 0) {
    return raw(uint64_t(json.size())) + json + std::string(dataBytes, '\0');
}

std::string tensorJson(const std::string& name, const std::string& dtype, const std::string& shape,
                       const std::string& offsets) {
    return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape +
           ",\"data_offsets\":" + offsets + "}";
}

/// A file with one tensor "t".
std::string one(const std::string& dtype, const std::string& shape, const std::string& offsets,
                size_t dataBytes) {
    return withHeader("{" + tensorJson("t", dtype, shape, offsets) + "}", dataBytes);
}

/// A file with two tensors of 8 bytes each.
std::string two(const std::string& first, const std::string& second, size_t dataBytes) {
    return withHeader("{" + tensorJson("a", "F32", "[2]", first) + "," +
                          tensorJson("b", "F32", "[2]", second) + "}",
                      dataBytes);
}

using AddRow = std::function<void(const char*, const std::string&, const char*)>;

void addHeaders(const AddRow& row) {
    const std::string good = one("F32", "[2]", "[0,8]", 8);
    for (const size_t size : {0, 1, 7})
        row(qPrintable(QString("ST-01 %1 bytes").arg(size)), good.substr(0, size), "header is too small");
    for (const uint64_t length : {~uint64_t(0), uint64_t(1) << 63, uint64_t(1) << 32, uint64_t(100'000'001)})
        row(qPrintable(QString("ST-02 header of %1").arg(length)), raw(length) + "{}", "at most 100000000");
    row("ST-02 header longer than the file", raw(uint64_t(3)) + "{}", "claims 3 bytes, the file has 2");
    row("ST-05 space first", withHeader(" {}"), "does not begin with {");
    row("ST-05 BOM", withHeader("\xef\xbb\xbf{}"), "does not begin with {");
    row("ST-05 list", withHeader("[]"), "does not begin with {");
    row("ST-05 newline behind", withHeader("{}\n"), "goes on after its end");
    row("ST-05 two objects", withHeader("{}{}"), "goes on after its end");
    row("empty header", withHeader(""), "does not begin with {");
    row("ST-19 invalid UTF-8", withHeader("{\"\xff\":{}}"), "no valid UTF-8");
    row("ST-19 surrogate", withHeader("{\"\xed\xa0\x80\":{}}"), "no valid UTF-8");
    row("lone surrogate escape", withHeader("{\"\\ud800\":{}}"), "no valid JSON");
    row("raw control character", withHeader("{\"a\nb\":{}}"), "no valid JSON");
    row("comma at the end", withHeader("{" + tensorJson("t", "F32", "[0]", "[0,0]") + ",}"), "no valid JSON");
    row("unfinished", withHeader("{\"t\":{\"dtype\":\"F32\""), "no valid JSON");
    row("nested", withHeader("{\"t\":" + std::string(100000, '[') + "}"), "must be an object");
    row("unknown key", withHeader("{\"t\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0],\"x\":1}}"),
        "unexpected or repeated key \"x\"");
    row("key twice",
        withHeader("{\"t\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}"),
        "unexpected or repeated key \"dtype\"");
    row("shape missing", withHeader("{\"t\":{\"dtype\":\"F32\",\"data_offsets\":[0,0]}}"),
        "shape or data_offsets is missing");
    row("tensor twice",
        withHeader("{" + tensorJson("t", "F32", "[2]", "[0,8]") + "," +
                       tensorJson("t", "F32", "[2]", "[8,16]") + "}",
                   16),
        "tensor t: the name comes twice");
    row("empty tensor twice",
        withHeader("{" + tensorJson("t", "F32", "[0]", "[0,0]") + "," +
                   tensorJson("t", "F32", "[0]", "[0,0]") + "}"),
        "tensor t: the name comes twice");
    row("ST-15 number in metadata", withHeader("{\"__metadata__\":{\"a\":1}}"), "\"a\" must be a text");
    row("ST-15 object in metadata", withHeader("{\"__metadata__\":{\"a\":{}}}"), "\"a\" must be a text");
    row("ST-15 metadata is a list", withHeader("{\"__metadata__\":[]}"), "must be an object");
    row("metadata key twice", withHeader("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}"),
        "\"a\" comes twice");
    row("metadata twice", withHeader("{\"__metadata__\":{},\"__metadata__\":{}}"), "it comes twice");
}

void addTensors(const AddRow& row) {
    row("ST-07 same bytes", two("[0,8]", "[0,8]", 8), "overlap");
    row("ST-07 overlap by one byte", two("[0,8]", "[7,15]", 15), "tensor b: its bytes overlap");
    row("ST-08 hole", two("[0,8]", "[16,24]", 24), "tensor b: 8 bytes before it belong to no tensor");
    row("ST-08 hole at the start", one("F32", "[2]", "[8,16]", 16), "8 bytes before it");
    row("ST-08 one byte behind", one("F32", "[2]", "[0,8]", 9), "1 bytes at its end belong to no tensor");
    row("bytes without tensors", withHeader("{}", 5), "5 bytes at its end");
    row("ST-10 wraps to 0", one("F32", "[4294967296,4294967296]", "[0,0]", 0), "impossibly big");
    row("ST-10 2^63", one("F32", "[9223372036854775808,2]", "[0,0]", 0), "too big");
    row("ST-10 wraps to small", one("F32", "[2097152,2097152,4194304]", "[0,0]", 0), "impossibly big");
    row("ST-10 bits wrap", one("F64", "[288230376151711744]", "[0,0]", 0), "impossibly big");
    row("ST-11 short", one("F32", "[2]", "[0,4]", 4),
        "tensor t: its shape needs 8 bytes, its offsets give 4");
    row("ST-11 long", one("F32", "[2]", "[0,12]", 12),
        "tensor t: its shape needs 8 bytes, its offsets give 12");
    row("ST-12 begin behind end", one("F32", "[2]", "[8,0]", 8), "ends before it begins");
    row("ST-12 negative", one("F32", "[2]", "[-1,7]", 8), "no plain whole number");
    row("ST-12 fraction", one("F32", "[2]", "[0,1.5]", 8), "no plain whole number");
    row("ST-12 exponent", one("F32", "[2]", "[0,1e2]", 8), "no plain whole number");
    row("ST-12 text", one("F32", "[2]", "[\"0\",8]", 8), "no plain whole number");
    row("ST-12 2^64", one("F32", "[2]", "[0,18446744073709551616]", 8), "too big");
    row("leading zero", one("F32", "[2]", "[0,08]", 8), "no valid JSON");
    row("three offsets", one("F32", "[2]", "[0,8,8]", 8), "must be 2 numbers, they are 3");
    row("ST-14 F128", one("F128", "[2]", "[0,32]", 32), "type F128 is unknown");
    row("ST-14 odd F4", one("F4", "[3]", "[0,2]", 2), "3 values of type F4 do not fill whole bytes");
    row("cut by one byte", one("F32", "[2]", "[0,8]", 7), "1 bytes are missing");
}

} // namespace

class SafetensorsTest : public QObject {
    Q_OBJECT

    Scratch m_scratch;

    Result<std::shared_ptr<const SafetensorsFile>> open(const std::string& bytes) {
        return SafetensorsFile::open(m_scratch.put("model.safetensors", bytes));
    }

private slots:
    void writesTheSameBytesAsTheReference() {
        const fs::path reference = golden("formats/python.safetensors");
        const auto opened = SafetensorsFile::open(reference);
        VERIFY_OK(opened);
        std::vector<SafeTensorToWrite> tensors;
        for (const SafeTensor& tensor : (*opened)->tensors())
            tensors.push_back({tensor.name, tensor.type, tensor.shape, {tensor.data, tensor.bytes}});
        QCOMPARE(tensors.size(), size_t(23));
        std::reverse(tensors.begin(), tensors.end());
        VERIFY_OK(writeSafetensors(m_scratch.path("ours"), tensors, (*opened)->metadata()));
        QVERIFY(m_scratch.get("ours") == *readFile(reference));
    }

    void readsValuesOfTheReference() {
        const auto opened = SafetensorsFile::open(golden("formats/python.safetensors"));
        VERIFY_OK(opened);
        const SafetensorsFile& file = **opened;
        QCOMPARE(file.metadata().at("format"), std::string("pt"));
        QCOMPARE((*file.tensor("scalar"))->view()->f32()[0], 1.5f);
        QCOMPARE((*file.tensor("scalar"))->shape.size(), size_t(0));
        QCOMPARE((*file.tensor("empty"))->count(), 0);
        const SafeTensor* whole = *file.tensor("type.I64");
        for (int64_t i = 0; i < 6; ++i) QCOMPARE(whole->view()->as<int64_t>()[i], i);
        const SafeTensor* brain = *file.tensor("type.BF16");
        for (int i = 0; i < 6; ++i) QCOMPARE(kernels::toFloat(brain->view()->bf16()[i]), float(i));
        QVERIFY(file.find("a \"quoted\" \\ name\n\t\x01 名"));
        VERIFY_FAILS((*file.tensor("type.U64"))->view(), "it is of type U64");
        VERIFY_FAILS(file.tensor("nothing"), "tensor nothing: it is missing");
    }

    void refusesBrokenFiles_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("words");
        const AddRow row = [](const char* name, const std::string& bytes, const char* words) {
            QTest::newRow(name) << QByteArray(bytes.data(), qsizetype(bytes.size())) << QString(words);
        };
        addHeaders(row);
        addTensors(row);
    }

    void refusesBrokenFiles() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, words);
        const auto opened = open(bytes.toStdString());
        VERIFY_FAILS(opened, words.toStdString());
        VERIFY_FAILS(opened, "model.safetensors");
    }

    void everyShorterFileIsRefused() {
        const std::string good = two("[0,8]", "[8,16]", 16);
        for (size_t size = 0; size < good.size(); ++size) QVERIFY(!open(good.substr(0, size)));
        VERIFY_OK(open(good));
    }

    void acceptsWhatIsUnusualButValid() { // ST-05, ST-13, ST-14
        VERIFY_OK(open(withHeader("{}")));
        VERIFY_OK(open(withHeader("{}      ")));
        VERIFY_OK(open(withHeader("{ \"__metadata__\" : { } } ")));
        VERIFY_OK(open(one("F32", "[0,5]", "[0,0]", 0)));
        VERIFY_OK(open(one("F32", "[]", "[0,4]", 4)));
        VERIFY_OK(open(one("F8_E8M0", "[3]", "[0,3]", 3)));
        VERIFY_OK(open(one("F4", "[4]", "[0,2]", 2)));
        VERIFY_OK(open(one("F6_E2M3", "[4]", "[0,3]", 3)));
    }

    void theOrderOfTheHeaderIsFree() {
        const auto opened = open(two("[8,16]", "[0,8]", 16));
        VERIFY_OK(opened);
        QCOMPARE((*opened)->tensors()[0].name, std::string("b"));
    }

    void namesAreOpaque() { // ST-17
        const std::string longName(10000, 'n');
        const auto opened = open(withHeader("{" + tensorJson("../../etc/passwd", "F32", "[0]", "[0,0]") +
                                            "," + tensorJson("a\\u0000b", "F32", "[0]", "[0,0]") + "," +
                                            tensorJson("line\\nend", "F32", "[0]", "[0,0]") + "," +
                                            tensorJson("\\u202Egpj", "F32", "[0]", "[0,0]") + "," +
                                            tensorJson("\\ud83d\\ude00", "F32", "[0]", "[0,0]") + "," +
                                            tensorJson(longName, "F32", "[0]", "[0,0]") + "}"));
        VERIFY_OK(opened);
        for (const std::string& name :
             {std::string("../../etc/passwd"), std::string("a\0b", 3), std::string("line\nend"),
              std::string("\u202Egpj"), std::string("😀"), longName})
            QVERIFY((*opened)->find(name));
        VERIFY_FAILS((*opened)->tensor("\u202Enone\n"), "tensor \\u{202E}none\\u{A}: it is missing");
    }

    void theLargestHeaderIsHandledAndOneByteMoreRefused() { // ST-04
        std::string json = "{}";
        json.resize(100'000'000, ' ');
        VERIFY_OK(open(withHeader(json)));
        VERIFY_FAILS(open(raw(uint64_t(100'000'001)) + json + " "), "at most 100000000");
    }

    void aMillionTensorsAnswerInTimeAndCanBeStopped() { // ST-20
        std::string json = "{";
        for (int i = 0; i < 1'300'000; ++i)
            json += (i ? ",\"t" : "\"t") + std::to_string(i) +
                    "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}";
        json += "}";
        const fs::path path = m_scratch.put("many.safetensors", withHeader(json));
        const ProcessorTimer timer;
        const auto opened = SafetensorsFile::open(path);
        VERIFY_OK(opened);
        QCOMPARE((*opened)->tensors().size(), size_t(1'300'000));
        QVERIFY2(timer.milliseconds() < 10000 * slowness, qPrintable(QString::number(timer.milliseconds())));
        std::stop_source stop;
        stop.request_stop();
        const auto stopped = SafetensorsFile::open(path, stop.get_token());
        QVERIFY(!stopped && stopped.error().code == ErrorCode::Cancelled);
        fs::remove(path);
    }

    void countsValuesThatAreNotFinite() { // ST-16
        const std::vector<float> values = {1, std::nanf(""), 3, std::numeric_limits<float>::infinity()};
        const std::vector<uint16_t> halves = {0x7c00, 0xfbff, 0x7e01};
        const std::vector<SafeTensorToWrite> tensors = {
            {"ok", SafeType::F32, {1}, std::as_bytes(std::span(values).first(1))},
            {"w", SafeType::F32, {4}, std::as_bytes(std::span(values))},
            {"h", SafeType::F16, {3}, std::as_bytes(std::span(halves))},
        };
        VERIFY_OK(writeSafetensors(m_scratch.path("n"), tensors));
        const auto opened = SafetensorsFile::open(m_scratch.path("n"));
        VERIFY_OK(opened);
        const auto found = countNonFinite(**opened);
        VERIFY_OK(found);
        QCOMPARE(found->count, 4);
        QCOMPARE(found->firstTensor, std::string("w"));
    }

    void savingOverTheFileOneReadsFromIsSafe() {
        const std::vector<float> values(5000, 2.5f);
        const fs::path path = m_scratch.path("same");
        VERIFY_OK(writeSafetensors(path, {{"w", SafeType::F32, {5000}, std::as_bytes(std::span(values))}}));
        const auto opened = SafetensorsFile::open(path);
        VERIFY_OK(opened);
        const SafeTensor& tensor = (*opened)->tensors()[0];
        VERIFY_OK(writeSafetensors(path, {{"renamed", SafeType::F32, {5000}, {tensor.data, tensor.bytes}}}));
        QCOMPARE(tensor.view()->f32()[4999], 2.5f);
        const auto again = SafetensorsFile::open(path);
        VERIFY_OK(again);
        QCOMPARE((*again)->tensors()[0].view()->f32()[4999], 2.5f);
    }

    void theWriterChecksSizes() {
        const std::vector<float> values = {1, 2};
        const auto bytes = std::as_bytes(std::span(values));
        VERIFY_FAILS(writeSafetensors(m_scratch.path("x"), {{"w", SafeType::F32, {3}, bytes}}),
                     "needs 12 bytes, 8 were given");
        VERIFY_FAILS(writeSafetensors(m_scratch.path("x"),
                                      {{"w", SafeType::F32, {2}, bytes}, {"w", SafeType::F32, {2}, bytes}}),
                     "the name comes twice");
        VERIFY_FAILS(writeSafetensors(m_scratch.path("x"), {{"__metadata__", SafeType::F32, {2}, bytes}}),
                     "this name");
        QVERIFY(!fs::exists(m_scratch.path("x")));
    }
};

QTEST_APPLESS_MAIN(SafetensorsTest)
#include "safetensors_test.moc"
