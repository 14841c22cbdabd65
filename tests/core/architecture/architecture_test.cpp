// Holds the arrows of the house (README.md, "The map of the house") by reading every #include, and a few
// rules that no compiler knows. A new room of core must be given its row here before it can be built.

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QtTest>

#include <map>
#include <set>

namespace {

using Names = std::set<QString>;

struct Source {
    QString path; ///< from the repository root, "core/base/result.h"
    QStringList lines;

    QString top() const { return path.section('/', 0, 0); }
    QString room() const { return path.section('/', 1, 1); }
};

struct Include {
    QString target; ///< "core/base/result.h" or "QtWidgets"
    bool ours;      ///< written in quotes
};

// What a top-level folder may include besides itself.
const std::map<QString, Names> topArrows{
    {"kernels", {}},
    {"core", {"kernels"}},
    {"plugins", {"core", "kernels"}},
    {"ui", {"core", "kernels"}},
    {"app", {"ui", "core", "kernels", "plugins"}},
};

// The rooms directly below each room of core; what lies below those may be used as well.
const std::map<QString, Names> coreArrows{
    {"base", {}},
    {"jobs", {"base"}},
    {"store", {"base"}},
    {"hub", {"jobs"}},
    {"tensor", {"base"}},
    {"tokenizer", {"base"}},
    {"model", {"tensor", "tokenizer"}},
    {"generate", {"model", "jobs"}},
    {"data", {"tokenizer", "store", "jobs"}},
    {"label", {"data", "generate"}},
    {"eval", {"data", "generate"}},
    {"train", {"generate", "data", "jobs"}},
    {"project", {"label", "eval", "train"}},
};

Names below(const QString& room) {
    Names all;
    for (const QString& next : coreArrows.at(room)) {
        all.insert(next);
        all.merge(below(next));
    }
    return all;
}

std::vector<Source> readSources(const QStringList& tops) {
    const QString root = INKSTONE_SOURCE_DIR;
    std::vector<Source> sources;
    for (const QString& top : tops) {
        QDirIterator files(root + '/' + top, {"*.h", "*.cpp", "*.cu", "*.cuh"}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly | QIODevice::Text))
                sources.push_back(
                    {QDir(root).relativeFilePath(file.fileName()), QString(file.readAll()).split('\n')});
        }
    }
    return sources;
}

std::vector<Include> includes(const Source& source) {
    static const QRegularExpression pattern(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
    std::vector<Include> found;
    for (const QString& line : source.lines)
        if (const auto match = pattern.match(line); match.hasMatch())
            found.push_back({match.captured(2), match.captured(1) == "\""});
    return found;
}

bool isHouse(const QString& top) { return topArrows.contains(top); }

bool isQt(const QString& header) {
    static const QRegularExpression qt("^(Q[A-Z][A-Za-z0-9]*|Qt[A-Z][A-Za-z]*/.+|qcustomplot\\.h)$");
    return qt.match(header).hasMatch();
}

} // namespace

class ArchitectureTest : public QObject {
    Q_OBJECT

    std::vector<Source> m_sources;

    // One sentence per offence, all at once: a reader mends them in one go.
    static void report(const QStringList& offences) {
        QVERIFY2(offences.isEmpty(), qPrintable("\n  " + offences.join("\n  ")));
    }

private slots:
    void initTestCase() {
        m_sources = readSources({"kernels", "core", "plugins", "ui", "app"});
        QVERIFY(m_sources.size() > 10);
    }

    void foldersIncludeOnlyWhatLiesBelowThem() {
        QStringList offences;
        for (const Source& source : m_sources) {
            const Names& allowed = topArrows.at(source.top());
            for (const Include& include : includes(source)) {
                const QString top = include.target.section('/', 0, 0);
                if (include.ours && isHouse(top) && top != source.top() && !allowed.contains(top))
                    offences << source.path + " includes " + include.target;
            }
        }
        report(offences);
    }

    void roomsOfCoreIncludeOnlyWhatLiesBelowThem() {
        QStringList offences;
        for (const Source& source : m_sources) {
            if (source.top() != "core") continue;
            if (!coreArrows.contains(source.room())) {
                offences << source.path + ": the room core/" + source.room() + " has no row in this test";
                continue;
            }
            const Names allowed = below(source.room());
            for (const Include& include : includes(source)) {
                const QString room = include.target.section('/', 1, 1);
                if (include.target.startsWith("core/") && room != source.room() && !allowed.contains(room))
                    offences << source.path + " includes " + include.target;
            }
        }
        report(offences);
    }

    void coreArrowsHaveNoCycle() {
        // below() would not return if they had; a room below itself is the shortest one.
        for (const auto& [room, next] : coreArrows) QVERIFY2(!next.contains(room), qPrintable(room));
        QVERIFY(below("project").contains("base"));
        QVERIFY(!below("base").contains("project"));
    }

    void qtBeginsAtUi() {
        QStringList offences;
        for (const Source& source : m_sources) {
            if (source.top() != "kernels" && source.top() != "core" && !source.path.startsWith("app/cli"))
                continue;
            for (const Include& include : includes(source))
                if (isQt(include.target)) offences << source.path + " includes " + include.target;
        }
        report(offences);
    }

    void itemModelsKnowNoWidgets() {
        static const QRegularExpression widgets(
            "^(QtWidgets|Q[A-Za-z]*(Widget|Dialog|View|Layout|Button|Delegate)|"
            "QApplication|ui/(pages|widgets|commands)/.*)$");
        QStringList offences;
        for (const Source& source : m_sources) {
            if (!source.path.startsWith("ui/models/")) continue;
            for (const Include& include : includes(source))
                if (widgets.match(include.target).hasMatch())
                    offences << source.path + " includes " + include.target;
        }
        report(offences);
    }

    void forbiddenWords_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("reason");
        QTest::newRow("regex") << "std::regex"
                               << "overflows the stack on long runs; use PCRE2";
        QTest::newRow("swallow") << "catch\\s*\\(\\s*\\.\\.\\.\\s*\\)"
                                 << "hides what went wrong";
        QTest::newRow("nested loop") << "processEvents\\s*\\(|\\bQEventLoop\\b"
                                     << "nested event loops re-enter pages";
        QTest::newRow("unfinished") << "\\b(TODO|FIXME|XXX)\\b"
                                    << "finish it or file it";
        QTest::newRow("singleton") << "static\\s+\\w+&\\s+instance\\s*\\("
                                   << "ownership must be visible";
        QTest::newRow("detached thread") << "\\.detach\\s*\\("
                                         << "nobody can wait for it";
    }
    void forbiddenWords() {
        QFETCH(QString, pattern);
        QFETCH(QString, reason);
        const QRegularExpression forbidden(pattern);
        QStringList offences;
        for (const Source& source : m_sources)
            for (qsizetype i = 0; i < source.lines.size(); ++i)
                if (forbidden.match(source.lines[i]).hasMatch())
                    offences << QString("%1:%2: %3 (%4)")
                                    .arg(source.path)
                                    .arg(i + 1)
                                    .arg(source.lines[i].trimmed(), reason);
        report(offences);
    }

    void filesStayReadable() {
        QStringList offences;
        for (const Source& source : m_sources) {
            const qsizetype limit = source.top() == "kernels" ? 800 : 600;
            if (source.lines.size() > limit)
                offences << QString("%1 has %2 lines, more than %3")
                                .arg(source.path)
                                .arg(source.lines.size())
                                .arg(limit);
        }
        report(offences);
    }

    void headersGuardThemselves() {
        QStringList offences;
        for (const Source& source : m_sources)
            if (source.path.endsWith(".h") && !source.lines.contains("#pragma once"))
                offences << source.path + " has no #pragma once";
        report(offences);
    }
};

QTEST_APPLESS_MAIN(ArchitectureTest)
#include "architecture_test.moc"
