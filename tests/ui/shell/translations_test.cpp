#include "core/base/json.h"
#include "core/base/kept_error.h"
#include "core/base/phrase.h"
#include "ui/shell/core_text.h"
#include "ui/shell/format.h"
#include "ui/shell/translations.h"

#include <QCoreApplication>
#include <QFile>
#include <QLibraryInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace inkstone;

namespace {
const QString kFolder = QStringLiteral(INKSTONE_SOURCE_DIR "/resources/translations/");

struct Entry {
    QString context, source;
    QStringList translations;
    bool finished = true;
};

QVector<Entry> entriesOf(const QString& file) {
    QFile input(file);
    QVector<Entry> entries;
    if (!input.open(QIODevice::ReadOnly)) return entries;
    QXmlStreamReader xml(&input);
    QString context;
    while (!xml.atEnd()) {
        xml.readNext();
        if (!xml.isStartElement()) continue;
        if (xml.name() == QLatin1String("name"))
            context = xml.readElementText();
        else if (xml.name() == QLatin1String("source"))
            entries.push_back({context, xml.readElementText(), {}, true});
        else if (xml.name() == QLatin1String("translation")) {
            entries.back().finished = xml.attributes().value("type").isEmpty();
            entries.back().translations << xml.readElementText(QXmlStreamReader::IncludeChildElements);
        }
    }
    return entries;
}

QStringList placeholdersOf(const QString& text) {
    static const QRegularExpression placeholder(QStringLiteral("%[1-9n]"));
    QStringList found;
    for (auto it = placeholder.globalMatch(text); it.hasNext();) found << it.next().captured();
    found.sort();
    found.removeDuplicates();
    return found;
}
} // namespace

class TranslationsTest : public QObject {
    Q_OBJECT
private slots:
    void everySentenceOfTheWindowIsTranslated() {
        const auto entries = entriesOf(kFolder + QStringLiteral("inkstone_zh_CN.ts"));
        QVERIFY(entries.size() > 100);
        for (const Entry& entry : entries)
            QVERIFY2(entry.finished && !entry.translations.join("").trimmed().isEmpty(),
                     qPrintable(entry.context + QStringLiteral(": ") + entry.source));
    }

    void placeholdersSurvive() {
        for (const char* file : {"inkstone_zh_CN.ts", "core_zh_CN.ts"})
            for (const Entry& entry : entriesOf(kFolder + QString::fromLatin1(file)))
                if (entry.finished)
                    QCOMPARE(placeholdersOf(entry.translations.join("")), placeholdersOf(entry.source));
    }

    /// Sentences in the sources that the translation file does not know yet: run
    /// resources/translations/update.py.
    void theFileKnowsEverySentenceOfTheSources() {
        const QString lupdate = QLibraryInfo::path(QLibraryInfo::BinariesPath) + QStringLiteral("/lupdate");
        if (!QFile::exists(lupdate)) QSKIP("lupdate is not installed (qt6-l10n-tools)");
        QTemporaryDir folder;
        const QString copy = folder.filePath("zh.ts");
        QVERIFY(QFile::copy(kFolder + QStringLiteral("inkstone_zh_CN.ts"), copy));
        QProcess process;
        process.setWorkingDirectory(QStringLiteral(INKSTONE_SOURCE_DIR));
        process.start(lupdate,
                      {"-silent", "-no-obsolete", "-locations", "none", "-I", ".", "ui", "app", "-ts", copy});
        QVERIFY(process.waitForFinished(60000) && process.exitCode() == 0);
        QStringList missing;
        for (const Entry& entry : entriesOf(copy))
            if (!entry.finished) missing << entry.context + QStringLiteral(": ") + entry.source;
        const QString words = QStringLiteral("run resources/translations/update.py and translate:\n") +
                              missing.join(QLatin1Char('\n'));
        QVERIFY2(missing.isEmpty(), qPrintable(words));
    }

    /// The same for core's sentences, which update.py finds. `--check` changes nothing.
    void coresSentencesAreKnown() {
        const auto entries = entriesOf(kFolder + QStringLiteral("core_zh_CN.ts"));
        QVERIFY(entries.size() > 100);
        for (const Entry& entry : entries) QVERIFY2(entry.finished, qPrintable(entry.source));
        QProcess process;
        process.start(QStringLiteral("python3"),
                      {kFolder + QStringLiteral("update.py"), QStringLiteral("--check")});
        if (!process.waitForStarted()) QSKIP("python3 is not installed");
        QVERIFY(process.waitForFinished(60000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardOutput().constData());
    }

    /// "1 models" is no English.
    void englishHasSingulars() {
        static const QRegularExpression plural(QStringLiteral("%n ([a-z]+ )?[a-z]{3,}s\\b"));
        for (const Entry& entry : entriesOf(kFolder + QStringLiteral("inkstone_en.ts"))) {
            QVERIFY(!entry.translations.isEmpty());
            const QString one = entry.translations.front().trimmed().split(QLatin1Char('\n')).front();
            QVERIFY2(!plural.match(one).hasMatch(), qPrintable(one));
        }
    }

    void theLanguageIsChosenAtRunTime() {
        Translations translations;
        translations.use(QStringLiteral("zh_CN"));
        QCOMPARE(QCoreApplication::translate("Pages", "Train"), QStringLiteral("训练"));
        QCOMPARE(toQString(text("cannot open the model")), QStringLiteral("无法打开模型"));
        QCOMPARE(toQString(text("it has %1 bytes, %2 are expected", 3, 4)),
                 QStringLiteral("它有 3 字节，应有 4"));
        QCOMPARE(toQString(text("the file is %1", phrase("a PDF document"))),
                 QStringLiteral("该文件是 PDF 文档"));
        QCOMPARE(
            toQString(text("the pattern %1 is not understood: %2", "a(",
                           phrase(text("it has %1 bytes; at most %2 are read", 9, 4)))),
            toQString(text("the pattern %1 is not understood: %2", "a(",
                           toQString(text("it has %1 bytes; at most %2 are read", 9, 4)).toStdString())));
        const auto notObject = JsonReader(Json::array(), "config.json").string("a");
        QCOMPARE(toQString(notObject.error().why), QStringLiteral("应为对象，现为 列表"));
        QCOMPARE(formatDuration(4800), QStringLiteral("1 小时 20 分"));
        translations.use(QStringLiteral("en"));
        QCOMPARE(toQString(text("the file is %1", phrase("a PDF document"))),
                 QStringLiteral("the file is a PDF document"));
        QCOMPARE(QCoreApplication::translate("Pages", "Train"), QStringLiteral("Train"));
        QCOMPARE(formatDuration(4800), QStringLiteral("1 h 20 min"));
    }

    void aKeptErrorIsSaidInTheLanguageOfTheDay() {
        const Error error{ErrorCode::InvalidArgument,
                          text("cannot open the model"),
                          "m.gguf",
                          text("it has %1 bytes, %2 are expected", 3, 4),
                          {}};
        const Error kept = errorFromLine(errorLine(error));
        Translations translations;
        translations.use(QStringLiteral("zh_CN"));
        QCOMPARE(wordsOf(kept).whole, QStringLiteral("无法打开模型。它有 3 字节，应有 4。"));
        translations.use(QStringLiteral("en"));
        QCOMPARE(wordsOf(kept).whole, wordsOf(error).whole);
        const std::string old = "cannot open the model: m.gguf: it is 5"; // as earlier versions kept it
        QCOMPARE(errorFromLine(old).str(), old);
    }

    void englishKnowsOneAndMany() {
        Translations translations;
        translations.use(QStringLiteral("en"));
        QCOMPARE(QCoreApplication::translate("Drops", "Import %n file(s) as data", nullptr, 1),
                 QStringLiteral("Import 1 file as data"));
        QCOMPARE(QCoreApplication::translate("Drops", "Import %n file(s) as data", nullptr, 2),
                 QStringLiteral("Import 2 files as data"));
    }

    void numbersAreWrittenForPeople() {
        QCOMPARE(formatCount(81760), QStringLiteral("81,760"));
        QCOMPARE(formatShort(10220), QStringLiteral("10.2 k"));
        QCOMPARE(formatShort(1'900'000), QStringLiteral("1.9 M"));
        QCOMPARE(formatBytes(6'700'000'000), QStringLiteral("6.7 GB"));
        QCOMPARE(joinFacts({"a", "", "b"}), QStringLiteral("a  ·  b"));
    }
};

QTEST_GUILESS_MAIN(TranslationsTest)
#include "translations_test.moc"
