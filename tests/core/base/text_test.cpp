#include "core/base/result.h"

#include <QtTest>

using namespace inkstone;

class TextTest : public QObject {
    Q_OBJECT
  private slots:
    void fillsPlaceholders() {
        QCOMPARE(text("expected %1 bytes, found %2", 10, "3").str(), std::string("expected 10 bytes, found 3"));
        QCOMPARE(Text("100 %").str(), std::string("100 %"));
        QCOMPARE(text("%1 of %2", 1).str(), std::string("1 of %2"));
    }
    void anArgumentIsNotAPattern() { QCOMPARE(text("name %1, %2", "%2", "x").str(), std::string("name %2, x")); }
    void errorReadsAsOneLine() {
        const Error error{ErrorCode::NotFound, "cannot open the model", "a.gguf", "no such file", "check the path"};
        QCOMPARE(error.str(), std::string("cannot open the model: a.gguf: no such file. check the path"));
    }
};

QTEST_APPLESS_MAIN(TextTest)
#include "text_test.moc"
