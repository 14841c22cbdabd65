#include "core/base/json.h"

#include "tests/support/scratch.h"

using namespace inkstone;
using namespace inkstone::test;

class JsonTest : public QObject {
    Q_OBJECT
private slots:
    void keepsOrderAndNumbers() {
        const char* text = R"({"z":1,"a":{"y":-0.0,"x":18446744073709551615},"m":[1.0,true,null,"ü\n"]})";
        const auto json = parseJson(text, "test");
        VERIFY_OK(json);
        QCOMPARE(dumpJson(*json, -1), std::string(text));
    }

    void refuses_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("words");
        QTest::newRow("empty") << ""
                               << "line 1, column";
        QTest::newRow("second line") << "{\"a\": 1,\n  x}"
                                     << "no valid JSON at line 2, column 3";
        QTest::newRow("behind the end") << "{} {}"
                                        << "no valid JSON";
        QTest::newRow("comment") << "{} // no"
                                 << "no valid JSON";
        QTest::newRow("NaN") << "[NaN]"
                             << "no valid JSON";
        QTest::newRow("too big a number") << "[1e999]"
                                          << "no valid JSON";
        QTest::newRow("lone surrogate") << "[\"\\ud800\"]"
                                        << "no valid JSON";
        QTest::newRow("raw control") << "[\"a\nb\"]"
                                     << "no valid JSON";
        QTest::newRow("duplicate key") << R"({"a":{"b":1,"b":2}})"
                                       << "the key \"b\" comes twice";
        QTest::newRow("empty key twice") << R"({"":1,"":2})"
                                         << "the key \"\" comes twice";
        QTest::newRow("too deep") << QString(65, '[') + QString(65, ']') << "deeper than 64 levels";
        QTest::newRow("a million levels") << QString(1000000, '[') << "deeper than 64 levels";
    }
    void refuses() {
        QFETCH(QString, text);
        QFETCH(QString, words);
        VERIFY_FAILS(parseJson(text.toStdString(), "f.json"), words.toStdString());
        VERIFY_FAILS(parseJson(text.toStdString(), "f.json"), "f.json");
    }

    void invalidUtf8IsRefusedInAndReplacedOut() {
        QVERIFY(!parseJson("[\"\xff\"]", "f"));
        QCOMPARE(dumpJson(Json(std::string("a\xff")), -1), std::string("\"a\uFFFD\""));
    }

    void theLastDuplicateCountsWhenAllowed() {
        const auto json = parseJson(R"({"a":1,"b":2,"a":{"c":3}})", "f", {.uniqueKeys = false});
        VERIFY_OK(json);
        QCOMPARE(dumpJson(*json, -1), std::string(R"({"a":{"c":3},"b":2})"));
    }

    void hugeObjectsTakeLinearTime() {
        std::string text = "{";
        for (int i = 0; i < 200000; ++i)
            text += (i ? ",\"k" : "\"k") + std::to_string(i) + "\":" + std::to_string(i);
        text += "}";
        const ProcessorTimer timer;
        const auto json = parseJson(text, "f");
        VERIFY_OK(json);
        QCOMPARE(json->size(), size_t(200000));
        QVERIFY2(timer.milliseconds() < 5000 * slowness, qPrintable(QString::number(timer.milliseconds())));
        VERIFY_FAILS(parseJson(text, "f", {.maxBytes = 1000}), "at most 1.00 kB are read");
    }

    void gettersNameFileAndKey() {
        const auto json =
            parseJson(R"({"heads":"32","layers":2.5,"big":18446744073709551615,"neg":-1,"no":null,
            "list":["a",1],"ok":7,"x":1,"flag":1})",
                      "f");
        VERIFY_OK(json);
        const JsonReader reader(*json, "config.json");
        VERIFY_FAILS(reader.integer("heads"), "config.json: \"heads\" must be a whole number, it is a text");
        VERIFY_FAILS(reader.integer("layers"), "\"layers\" must be a whole number, it is a number");
        VERIFY_FAILS(reader.integer("big"), "it is 18446744073709551615");
        VERIFY_FAILS(reader.integer("neg", 0, 10), "\"neg\" must be between 0 and 10, it is -1");
        VERIFY_FAILS(reader.integer("missing"), "\"missing\" is missing");
        VERIFY_FAILS(reader.integer("no"), "\"no\" is missing");
        VERIFY_FAILS(reader.strings("list"), "\"list\" must be a list of texts");
        VERIFY_FAILS(reader.boolean("flag"), "must be true or false");
        VERIFY_FAILS(reader.object("list"), "must be an object, it is a list");
        VERIFY_FAILS(reader.array("ok"), "must be a list");
        VERIFY_FAILS(reader.number("heads", 1.0), "must be a number, it is a text");
        VERIFY_FAILS(reader.string("ok", "fallback"), "must be a text");
        QCOMPARE(*reader.integer("ok", 7, 7), 7);
        QCOMPARE(*reader.number("x"), 1.0);
        QCOMPARE(*reader.number("missing", 2.5), 2.5);
        QCOMPARE(*reader.integerOr("no", 5), 5);
        QCOMPARE(*reader.string("no", "d"), std::string("d"));
        QCOMPARE(*reader.boolean("missing", true), true);
        const Json list = Json::array();
        VERIFY_FAILS(JsonReader(list, "f").integer("a"), "it must be an object, it is a list");
        QVERIFY(!JsonReader(list, "f").has("a"));
    }

    void filesComeBack() {
        const Scratch scratch;
        VERIFY_OK(writeJson(scratch.path("f.json"), {{"b", 1}, {"a", {1, 2}}}));
        QCOMPARE(dumpJson(*readJson(scratch.path("f.json")), -1), std::string(R"({"b":1,"a":[1,2]})"));
        VERIFY_FAILS(readJson(scratch.path("none.json")), "none.json: it does not exist");
    }
};

QTEST_APPLESS_MAIN(JsonTest)
#include "json_test.moc"
