// Suites, scorers, and evaluations that can be stopped and killed.
#include "core/eval/evaluation_runner.h"

#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <fstream>

#undef emit // a method of JobSink

using namespace inkstone;
namespace fs = std::filesystem;

namespace {

std::string bytesOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

Suite suiteOf(int cases) {
    std::string lines;
    for (int i = 0; i < cases; ++i)
        lines += "{\"id\":\"c" + std::to_string(i) + "\",\"prompt\":\"q" + std::to_string(i) +
                 "\",\"scorer\":\"contains\",\"expected\":[\"yes\"]}\n";
    return *parseSuite(lines, "suite");
}

} // namespace

class EvalTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    int m_asked = 0;
    NullSink m_sink;

    fs::path folder() const { return fs::path(m_dir->path().toStdString()) / "run"; }
    AnswerFn answer(std::string text = "yes") {
        return [this, text](const AnswerRequest& request, std::stop_token) -> Result<CaseAnswer> {
            ++m_asked;
            return CaseAnswer{.text = text, .prompt = "<" + request.messages.back().content + ">"};
        };
    }

private slots:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        m_asked = 0;
    }

    void scorersScore_data() {
        QTest::addColumn<QString>("scorer");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<double>("score");
        QTest::newRow("exact") << "exact"
                               << "42"
                               << " 42\n"
                               << 1.0;
        QTest::newRow("exact, case") << "exact"
                                     << "Yes"
                                     << "yes" << 0.0;
        QTest::newRow("exact, more") << "exact"
                                     << "42"
                                     << "42." << 0.0;
        QTest::newRow("contains") << "contains"
                                  << "moyan"
                                  << "I am MOYAN!" << 1.0;
        QTest::newRow("contains, sharp s") << "contains"
                                           << "STRASSE"
                                           << "die Straße" << 1.0;
        QTest::newRow("contains, composed") << "contains"
                                            << "caf\u00e9" << QString("CAFE\u0301") << 1.0;
        QTest::newRow("contains, Chinese") << "contains"
                                           << "墨言"
                                           << "我叫墨言。" << 1.0;
        QTest::newRow("contains, not") << "contains"
                                       << "x"
                                       << "abc" << 0.0;
        QTest::newRow("empty answer") << "contains"
                                      << "x"
                                      << "" << 0.0;
        QTest::newRow("regex") << "regex"
                               << "\\b\\d{2}\\b"
                               << "it is 42" << 1.0;
        QTest::newRow("regex, not") << "regex"
                                    << "^\\d+$"
                                    << "it is 42" << 0.0;
        QTest::newRow("regex, unicode") << "regex"
                                        << "^\\w+$"
                                        << "墨言" << 1.0;
        QTest::newRow("regex, empty answer") << "regex"
                                             << ".*"
                                             << "" << 0.0;
    }
    void scorersScore() {
        QFETCH(QString, scorer);
        QFETCH(QString, expected);
        QFETCH(QString, answer);
        QFETCH(double, score);
        const SuiteCase one{.scorer = *scorerFromName(scorer.toStdString()),
                            .expected = {"never", expected.toStdString()}};
        const auto result = scoreAnswer(one, answer.toStdString());
        QVERIFY2(result, result ? "" : result.error().str().c_str());
        QCOMPARE(*result, score);
    }

    void aPatternThatRunsAwayIsAnError() {
        const SuiteCase one{.scorer = Scorer::Regex, .expected = {"^(a+)+$"}};
        QVERIFY(!scoreAnswer(one, std::string(5000, 'a') + "b"));
        QVERIFY(!scoreAnswer({.scorer = Scorer::Regex, .expected = {"("}}, "x"));
    }

    void meanAndErrorAreThoseOfTheBook() {
        const double scores[] = {1, 0, 1, 1};
        const Score score = meanScore(scores);
        QCOMPARE(score.value, 0.75);
        QCOMPARE(score.stderr_, std::sqrt((3 * 0.0625 + 0.5625) / 3 / 4));
        QCOMPARE(meanScore({}).value, 0.0);
        QCOMPARE(meanScore(std::span(scores, 1)).stderr_, 0.0);
    }

    void brokenSuitesAreRefusedWithTheirLine_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("says");
        QTest::newRow("not JSON") << QByteArray("{oops") << "s:2";
        QTest::newRow("scorer") << QByteArray("{\"prompt\":\"p\",\"scorer\":\"magic\",\"expected\":[\"x\"]}")
                                << "magic";
        QTest::newRow("no prompt") << QByteArray("{\"scorer\":\"exact\",\"expected\":[\"x\"]}") << "prompt";
        QTest::newRow("nothing expected")
            << QByteArray("{\"prompt\":\"p\",\"scorer\":\"exact\",\"expected\":[]}") << "nothing is expected";
        QTest::newRow("empty expected")
            << QByteArray("{\"prompt\":\"p\",\"scorer\":\"exact\",\"expected\":[\"\"]}") << "empty";
        QTest::newRow("id twice")
            << QByteArray("{\"id\":\"a\",\"prompt\":\"p\",\"scorer\":\"exact\",\"expected\":[\"x\"]}")
            << "twice";
        QTest::newRow("tokens")
            << QByteArray("{\"prompt\":\"p\",\"scorer\":\"exact\",\"expected\":[\"x\"],\"max_tokens\":0}")
            << "max_tokens";
        QTest::newRow("list") << QByteArray("[1]") << "object";
    }
    void brokenSuitesAreRefusedWithTheirLine() {
        QFETCH(QByteArray, line);
        QFETCH(QString, says);
        const std::string good =
            "{\"id\":\"a\",\"prompt\":\"p\",\"scorer\":\"exact\",\"expected\":[\"x\"]}\n";
        const auto suite = parseSuite(good + line.toStdString() + "\n", "s");
        QVERIFY(!suite);
        QVERIFY2(QString::fromStdString(suite.error().str()).contains(says), suite.error().str().c_str());
        QVERIFY(!parseSuite("\n\n", "s"));
    }

    void aSuiteNamesNoFileOutsideItsFolder_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("says"); // empty: it is read
        const QString outside = "not in the folder of the suite";
        QTest::newRow("beside it") << "a.txt"
                                   << "";
        QTest::newRow("below it") << "texts/../texts/b.txt"
                                  << "";
        QTest::newRow("a link inside") << "inside.txt"
                                       << "";
        QTest::newRow("climbing") << "../secret.txt" << outside;
        QTest::newRow("climbing from below") << "texts/../../secret.txt" << outside;
        QTest::newRow("a folder that begins alike") << "../suite-2/c.txt" << outside;
        QTest::newRow("absolute") << "/etc/hostname" << outside;
        QTest::newRow("absolute, but here") << "HERE/a.txt" << outside;
        QTest::newRow("a link that leads out") << "out.txt" << outside;
        QTest::newRow("a folder that leads out") << "above/secret.txt" << outside;
        QTest::newRow("missing") << "none.txt"
                                 << "cannot be read";
        QTest::newRow("a folder") << "texts"
                                  << "it is a folder";
    }
    void aSuiteNamesNoFileOutsideItsFolder() {
        QFETCH(QString, file);
        QFETCH(QString, says);
        const fs::path root = m_dir->path().toStdString(), suite = root / "suite";
        fs::create_directories(suite / "texts");
        fs::create_directories(root / "suite-2");
        for (const fs::path& one :
             {suite / "a.txt", suite / "texts" / "b.txt", root / "secret.txt", root / "suite-2" / "c.txt"})
            std::ofstream(one) << "words\n";
        fs::create_symlink("texts/b.txt", suite / "inside.txt");
        fs::create_symlink("../secret.txt", suite / "out.txt");
        fs::create_directory_symlink("..", suite / "above");
        file.replace("HERE", QString::fromStdString(suite.string()));
        std::ofstream(suite / "s.jsonl")
            << "\n{\"id\":\"a\",\"scorer\":\"perplexity\",\"file\":\"" << file.toStdString() << "\"}\n";
        const auto loaded = loadSuite(suite / "s.jsonl");
        QVERIFY2(bool(loaded) == says.isEmpty(), loaded ? "" : loaded.error().str().c_str());
        if (loaded) {
            QCOMPARE(loaded->cases.front().text, std::string("words\n"));
            return;
        }
        const QString words = QString::fromStdString(loaded.error().str());
        for (const QString& part : {says, QStringLiteral("s:2"), file})
            QVERIFY2(words.contains(part), qPrintable(words));
    }

    void theHashIsOfTheMeaning() {
        const auto a =
            parseSuite("{\"id\":\"a\",\"prompt\":\"p\",\"scorer\":\"exact\",\"expected\":[\"x\"]}\n", "s");
        const auto b = parseSuite("\xEF\xBB\xBF{ \"expected\": [\"x\"], "
                                  "\"scorer\":\"exact\",\"prompt\":\"p\", \"id\":\"a\" }\r\n\n",
                                  "t");
        const auto c =
            parseSuite("{\"id\":\"a\",\"prompt\":\"p\",\"scorer\":\"exact\",\"expected\":[\"y\"]}\n", "s");
        QVERIFY(a && b && c);
        QCOMPARE(a->hash, b->hash);
        QVERIFY(a->hash != c->hash);
    }

    void aStoppedEvaluationGoesOn() { // EV-09
        const Suite suite = suiteOf(10);
        const EvaluationSpec spec{.suite = suite, .subject = {.model = "m"}, .folder = folder()};
        std::stop_source source;
        const AnswerFn stopping = [&](const AnswerRequest& request, std::stop_token stop) {
            if (m_asked == 4) source.request_stop();
            return answer()(request, stop);
        };
        const auto first = runEvaluation(spec, stopping, {}, source.get_token(), m_sink);
        QVERIFY(first && first->outcome == Outcome::Cancelled);
        QCOMPARE(first->items, 5);
        // A crash in the middle of a line leaves half of it.
        std::ofstream(folder() / "cases.jsonl", std::ios::app) << "{\"id\":\"c5\",\"prom";
        m_asked = 0;
        const auto second = runEvaluation(spec, answer(), {}, {}, m_sink);
        QVERIFY2(second, second ? "" : second.error().str().c_str());
        QCOMPARE(m_asked, 5);
        QCOMPARE(second->reused, 5);
        QCOMPARE(second->items, 10);
        QCOMPARE(second->scores.at("contains").value, 1.0);
        const std::string lines = bytesOf(folder() / "cases.jsonl");
        QCOMPARE(std::count(lines.begin(), lines.end(), '\n'), 10);
        QVERIFY(lines.starts_with(
            "{\"id\":\"c0\",\"prompt\":\"<q0>\",\"answer\":\"yes\",\"expected\":[\"yes\"],\"score\":1"));
    }

    void nothingOfAnotherSubjectIsReused_data() {
        QTest::addColumn<int>("change");
        QTest::newRow("template") << 0;
        QTest::newRow("adapter") << 1;
        QTest::newRow("sampling") << 2;
        QTest::newRow("suite") << 3;
    }
    void nothingOfAnotherSubjectIsReused() {
        QFETCH(int, change);
        EvaluationSpec spec{
            .suite = suiteOf(3), .subject = {.model = "m", .modelSha256 = "s"}, .folder = folder()};
        QVERIFY(runEvaluation(spec, answer(), {}, {}, m_sink));
        const std::string old = bytesOf(folder() / "cases.jsonl");
        if (change == 0) spec.subject.templateHash = "t";
        if (change == 1) spec.subject.adapterHash = "a";
        if (change == 2) spec.subject.sampling = "{}";
        if (change == 3) spec.suite = suiteOf(4);
        m_asked = 0;
        const auto report = runEvaluation(spec, answer("no"), {}, {}, m_sink);
        QCOMPARE(report->reused, 0);
        QCOMPARE(report->scores.at("contains").value, 0.0);
        bool kept = false;
        for (const auto& entry : fs::directory_iterator(folder()))
            kept |= entry.path().filename() != "cases.jsonl" && bytesOf(entry.path()) == old;
        QVERIFY(kept);
    }

    void resultsOfOneSubjectAreFoundAgainAfterAnother() {
        const EvaluationSpec first{
            .suite = suiteOf(3), .subject = {.model = "m", .modelSha256 = "s"}, .folder = folder()};
        EvaluationSpec second = first;
        second.subject.adapterHash = "a";
        QVERIFY(runEvaluation(first, answer(), {}, {}, m_sink));
        QVERIFY(runEvaluation(second, answer("no"), {}, {}, m_sink));
        for (const auto& [spec, value] : {std::pair(&first, 1.0), {&second, 0.0}, {&first, 1.0}}) {
            m_asked = 0;
            const auto report = runEvaluation(*spec, answer("nothing"), {}, {}, m_sink);
            QVERIFY2(report, report ? "" : report.error().str().c_str());
            QCOMPARE(report->reused, 3);
            QCOMPARE(m_asked, 0);
            QCOMPARE(report->scores.at("contains").value, value);
        }
    }

    void oneBadPromptDoesNotEndTheEvaluation() {
        const EvaluationSpec spec{.suite = suiteOf(3), .subject = {.model = "m"}, .folder = folder()};
        int calls = 0;
        const AnswerFn partly = [&](const AnswerRequest& request,
                                    std::stop_token stop) -> Result<CaseAnswer> {
            if (calls++ == 1)
                return fail(ErrorCode::InvalidArgument, text("the prompt %1 is too long", "q1"), "here",
                            "why", "shorten it");
            return answer()(request, stop);
        };
        const auto report = runEvaluation(spec, partly, {}, {}, m_sink);
        QCOMPARE(report->items, 3);
        QVERIFY(report->cases[1].problem->what.str().find("too long") != std::string::npos);
        QCOMPARE(report->cases[1].score, 0.0);
        // Read back in its parts: the window translates them.
        const auto again = runEvaluation(spec, answer(), {}, {}, m_sink);
        QCOMPARE(again->reused, 3);
        const Error& kept = *again->cases[1].problem;
        QCOMPARE(kept.what.pattern, std::string("the prompt %1 is too long"));
        QCOMPARE(kept.what.args, std::vector<std::string>{"q1"});
        QCOMPARE(kept.str(), report->cases[1].problem->str());
        QVERIFY(bytesOf(folder() / "cases.jsonl").find(kept.str()) != std::string::npos);
        const AnswerFn broken = [](const AnswerRequest&, std::stop_token) -> Result<CaseAnswer> {
            return fail(ErrorCode::OutOfMemory, "no memory");
        };
        QVERIFY(!runEvaluation({.suite = suiteOf(3), .subject = {.model = "n"}, .folder = folder()}, broken,
                               {}, {}, m_sink));
    }

    void perplexityIsOfAllTokensTogether() { // EV-12 besides: no NaN gets into a report
        const auto suite = parseSuite("{\"id\":\"a\",\"scorer\":\"perplexity\",\"text\":\"one\"}\n"
                                      "{\"id\":\"b\",\"scorer\":\"perplexity\",\"text\":\"nan\"}\n"
                                      "{\"id\":\"c\",\"scorer\":\"perplexity\",\"text\":\"three\"}\n",
                                      "s");
        QVERIFY2(suite, suite ? "" : suite.error().str().c_str());
        const PerplexityFn score = [](std::string_view text, std::stop_token) -> Result<TextScore> {
            if (text == "nan") return TextScore{std::nan(""), 5};
            return text == "one" ? TextScore{2, 1} : TextScore{3, 9};
        };
        const auto report = runEvaluation({.suite = *suite, .subject = {.model = "m"}, .folder = folder()},
                                          answer(), score, {}, m_sink);
        QVERIFY2(report, report ? "" : report.error().str().c_str());
        QCOMPARE(report->scores.at("perplexity").value, std::exp(0.5));
        QVERIFY(report->cases[1].problem);
        QVERIFY(std::isfinite(report->scores.at("perplexity").stderr_));
    }
};

QTEST_APPLESS_MAIN(EvalTest)
#include "eval_test.moc"
