#include "core/generate/stop_strings.h"

#include "tests/support/scratch.h"

using namespace inkstone;

class StopStringsTest : public QObject {
    Q_OBJECT
private slots:
    void endings_data() {
        QTest::addColumn<QStringList>("stops");
        QTest::addColumn<QStringList>("pieces");
        QTest::addColumn<QStringList>("shown"); ///< after each piece, then what finish() gives
        QTest::addColumn<bool>("stopped");
        QTest::newRow("none") << QStringList{} << QStringList{"a", "b"} << QStringList{"a", "b", ""} << false;
        QTest::newRow("in one piece") << QStringList{"END"} << QStringList{"say END now", "more"}
                                      << QStringList{"say ", "", ""} << true;
        QTest::newRow("over three pieces") << QStringList{"</s>"} << QStringList{"hi <", "/s", ">!"}
                                           << QStringList{"hi ", "", "", ""} << true;
        QTest::newRow("only looked like it") << QStringList{"</s>"} << QStringList{"a <", "/b", "> c"}
                                             << QStringList{"a ", "</b", "> c", ""} << false;
        QTest::newRow("held to the end")
            << QStringList{"</s>"} << QStringList{"a </s"} << QStringList{"a ", "</s"} << false;
        QTest::newRow("a false start inside the match")
            << QStringList{"aab"} << QStringList{"a", "a", "a", "b"} << QStringList{"", "", "a", "", ""}
            << true;
        QTest::newRow("the earliest wins")
            << QStringList{"world", "o w"} << QStringList{"hello world"} << QStringList{"hell", ""} << true;
        QTest::newRow("characters of several bytes")
            << QStringList{"砚台"} << QStringList{"一方砚", "。砚", "台墨"}
            << QStringList{"一方", "砚。", "", ""} << true;
        QTest::newRow("the whole text")
            << QStringList{"x"} << QStringList{"x"} << QStringList{"", ""} << true;
    }
    void endings() {
        QFETCH(QStringList, stops);
        QFETCH(QStringList, pieces);
        QFETCH(QStringList, shown);
        QFETCH(bool, stopped);
        std::vector<std::string> strings;
        for (const QString& stop : stops) strings.push_back(stop.toStdString());
        auto scanner = StopStrings::make(strings);
        VERIFY_OK(scanner);
        for (int i = 0; i < pieces.size(); ++i)
            QCOMPARE(QString::fromStdString(scanner->push(pieces[i].toStdString())), shown[i]);
        if (shown.size() > pieces.size()) QCOMPARE(QString::fromStdString(scanner->finish()), shown.last());
        QCOMPARE(scanner->stopped(), stopped);
    }
    void emptyAndBrokenStopsAreRefused() {
        VERIFY_FAILS(StopStrings::make({"ok", ""}), "empty");
        VERIFY_FAILS(StopStrings::make({"\xff"}), "UTF-8");
    }
};

QTEST_APPLESS_MAIN(StopStringsTest)
#include "stop_strings_test.moc"
