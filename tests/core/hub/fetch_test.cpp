// Getting models from a hub that behaves like a network: badly.
#include "core/base/file_faults.h"
#include "core/hub/fetch.h"
#include "core/hub/fetch_lock.h"
#include "tests/core/hub/fake_hub.h"
#include "tests/support/scratch.h"

#undef emit // a method of JobSink

using namespace inkstone;
using namespace inkstone::test;
using std::chrono::milliseconds;

namespace {

const QByteArray weights = noise(300'000, 1);

/// Remembers how far it came.
class Listener final : public JobSink {
public:
    void emit(JobEvent event) override {
        if (const auto* progress = std::get_if<Progress>(&event)) last = *progress;
    }
    Progress last;
};

FakeRepo ggufRepo() {
    FakeRepo repo;
    repo.add("tiny.Q8_0.gguf", weights, true);
    return repo;
}

} // namespace

class FetchTest final : public QObject {
    Q_OBJECT

    struct Desk {
        Scratch scratch;
        FakeHub hub;
        FakeRepo repo = ggufRepo();
        HubSite site{.kind = HubKind::HuggingFace, .url = hub.url(), .token = {}};
        HubReference reference{.hub = HubKind::HuggingFace, .id = "org/tiny", .revision = {}, .file = {}};
        FetchOptions options;
        Listener sink;

        Desk() {
            options.folder = scratch.path("models");
            options.http = {
                .connect = milliseconds(2000), .idle = milliseconds(300), .firstDelay = milliseconds(1)};
            serve([](const FakeRequest&, FakeAnswer answer) { return answer; });
        }
        /// The repository's own answers, changed by `change`.
        void serve(std::function<FakeAnswer(const FakeRequest&, FakeAnswer)> change) {
            hub.setHandler(
                [this, change](const FakeRequest& request) { return change(request, repo.answer(request)); });
        }
        /// As serve(), for the answers to requests of files only.
        void serveFiles(std::function<FakeAnswer(const FakeRequest&, FakeAnswer)> change) {
            serve([change](const FakeRequest& request, FakeAnswer answer) {
                return request.path.startsWith("/api/models") ? answer : change(request, std::move(answer));
            });
        }
        Result<FetchedModel> fetch(std::stop_token stop = {}) {
            INK_TRY(listing, listHub(site, reference, options.http, stop));
            INK_TRY(choice, chooseFiles(listing));
            return fetchModel(site, listing, choice, options, stop, sink);
        }
        std::string got(const std::string& path = "org--tiny/tiny.Q8_0.gguf") const {
            return scratch.get("models/" + path);
        }
        bool nothingInPlace() const { return !fs::exists(scratch.path("models/org--tiny")); }
        std::vector<FakeRequest> fileRequests() const { return hub.requestsFor("/resolve/"); }
    };

private slots:
    void initTestCase() { qputenv("no_proxy", "127.0.0.1"); }

    void aFileArrivesWholeAndVerified() {
        Desk desk;
        const auto model = desk.fetch();
        VERIFY_OK(model);
        QCOMPARE(model->path, desk.scratch.path("models/org--tiny/tiny.Q8_0.gguf"));
        QCOMPARE(model->sha256, sha256(weights.toStdString()));
        QCOMPARE(model->bytes, uint64_t(weights.size()));
        QVERIFY(desk.got() == weights.toStdString());
        QVERIFY(!fs::exists(desk.scratch.path("models/org--tiny.part")));
        QCOMPARE(desk.sink.last.done, double(weights.size()));
        QCOMPARE(desk.fileRequests().size(), size_t(1));
        QVERIFY(desk.fileRequests().front().path.contains(QByteArray(40, 'c'))); // the commit, not a branch
        // What is there is not fetched again, and what was damaged is.
        VERIFY_OK(desk.fetch());
        QCOMPARE(desk.fileRequests().size(), size_t(1));
        desk.scratch.put("models/org--tiny/tiny.Q8_0.gguf", std::string(size_t(weights.size()), 'x'));
        QCOMPARE(desk.fetch()->received, uint64_t(weights.size()));
        QVERIFY(desk.got() == weights.toStdString());
    }

    void aFolderArrivesInParallelWithoutPickles() {
        Desk desk;
        desk.repo = {};
        desk.repo.add("config.json", "{\"a\": 1}", false);
        desk.repo.add("tokenizer.json", noise(20'000, 2), false);
        desk.repo.add("pytorch_model.bin", noise(9'000, 3), true);
        for (int i = 1; i <= 6; ++i)
            desk.repo.add("model-0000" + QByteArray::number(i) + "-of-00006.safetensors",
                          noise(60'000 + i, quint32(i + 3)), true);
        desk.serveFiles([](const FakeRequest&, FakeAnswer answer) {
            answer.slowBy = 10;
            return answer;
        });
        const auto model = desk.fetch();
        VERIFY_OK(model);
        QCOMPARE(model->path, desk.scratch.path("models/org--tiny"));
        QVERIFY(desk.got("org--tiny/config.json") == "{\"a\": 1}");
        Sha256 all; // as modelSha256() has it
        for (int i = 1; i <= 6; ++i) {
            const std::string name = "model-0000" + std::to_string(i) + "-of-00006.safetensors";
            QVERIFY(desk.got("org--tiny/" + name) ==
                    desk.repo.content(QByteArray::fromStdString(name)).toStdString());
            all.update(sha256(desk.got("org--tiny/" + name)));
        }
        QCOMPARE(model->sha256, all.hex());
        QVERIFY(!fs::exists(desk.scratch.path("models/org--tiny/pytorch_model.bin")));
        QVERIFY(desk.hub.requestsFor("pytorch").empty());
        QVERIFY2(desk.hub.mostAtOnce() >= 3 && desk.hub.mostAtOnce() <= 5,
                 std::to_string(desk.hub.mostAtOnce()).c_str());
    }

    void modelScopeWorksTheSameWay() {
        Desk desk;
        desk.site.kind = desk.reference.hub = HubKind::ModelScope;
        const auto model = desk.fetch();
        VERIFY_OK(model);
        QVERIFY(desk.got("ms--org--tiny/tiny.Q8_0.gguf") == weights.toStdString());
        QCOMPARE(desk.hub.requestsFor("/repo?Revision=master&FilePath=tiny.Q8_0.gguf").size(), size_t(1));
    }

    void aCutConnectionGoesOnWhereItEnded() {
        Desk desk;
        desk.serveFiles([](const FakeRequest&, FakeAnswer answer) {
            answer.cutAfter = 100'000;
            return answer;
        });
        VERIFY_OK(desk.fetch());
        QVERIFY(desk.got() == weights.toStdString());
        const auto requests = desk.fileRequests();
        QCOMPARE(requests.size(), size_t(3));
        QCOMPARE(requests[1].header("range"), QByteArray("bytes=100000-"));
        QCOMPARE(requests[1].header("if-range"), QByteArray("\"v1\""));
        QCOMPARE(requests[2].header("range"), QByteArray("bytes=200000-"));
    }

    void aServerWithoutRangesStartsAnew() {
        Desk desk;
        std::atomic<int> asked = 0;
        desk.serveFiles([&](const FakeRequest&, const FakeAnswer&) {
            FakeAnswer answer = FakeHub::whole(weights);
            if (++asked == 1) answer.cutAfter = 100'000;
            return answer;
        });
        VERIFY_OK(desk.fetch());
        QVERIFY(desk.got() == weights.toStdString());
        QCOMPARE(asked.load(), 2);
        // One that always breaks at the same place is given up, not asked for ever.
        Desk hopeless;
        hopeless.serveFiles([](const FakeRequest&, const FakeAnswer&) {
            FakeAnswer answer = FakeHub::whole(weights);
            answer.cutAfter = 100'000;
            return answer;
        });
        VERIFY_FAILS(hopeless.fetch(), "broke off");
        QVERIFY(hopeless.fileRequests().size() <= 7);
    }

    void aFileThatChangedMeanwhileStartsAnew() {
        Desk desk;
        std::atomic<int> asked = 0;
        desk.serveFiles([&](const FakeRequest& request, const FakeAnswer&) {
            const bool first = ++asked == 1;
            FakeAnswer answer =
                FakeHub::file(request, first ? noise(300'000, 99) : weights, first ? "\"old\"" : "\"new\"");
            if (first) answer.cutAfter = 50'000;
            return answer;
        });
        VERIFY_OK(desk.fetch());
        QVERIFY(desk.got() == weights.toStdString());
        QCOMPARE(asked.load(), 2); // If-Range told the server
    }

    void wrongBytesAreNeverPutInPlace() {
        // Without tags the change goes unnoticed until the checksum: once more from the start, and all is
        // well.
        Desk desk;
        std::atomic<int> asked = 0;
        desk.serveFiles([&](const FakeRequest& request, const FakeAnswer&) {
            FakeAnswer answer =
                FakeHub::file(request, ++asked == 1 ? noise(300'000, 99) : weights, "W/\"weak\"");
            if (asked == 1) answer.cutAfter = 50'000;
            return answer;
        });
        VERIFY_OK(desk.fetch());
        QVERIFY(desk.got() == weights.toStdString());
        QCOMPARE(asked.load(), 3);
        Desk wrong;
        wrong.serveFiles([](const FakeRequest& request, const FakeAnswer&) {
            return FakeHub::file(request, noise(300'000, 99));
        });
        VERIFY_FAILS(wrong.fetch(), "its checksum is");
        QVERIFY(wrong.nothingInPlace());
        // Small files are held against their git hash.
        Desk small;
        small.repo = {};
        small.repo.add("config.json", "{}", false);
        small.repo.add("model.safetensors", noise(100, 3), true);
        small.serveFiles([](const FakeRequest& request, FakeAnswer answer) {
            return request.path.endsWith("config.json") ? FakeHub::whole("[]") : answer;
        });
        VERIFY_FAILS(small.fetch(), "config.json: its checksum is");
        QVERIFY(small.nothingInPlace());
    }

    void liesAboutLengthAreRefused_data() {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("repeat");
        QTest::addColumn<std::string>("words");
        QTest::newRow("announces more") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 900000000000\r\n")
                                        << 1000 << 1 << std::string("announces");
        QTest::newRow("announces less")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n") << 10 << 1 << std::string("announces");
        QTest::newRow("never ends") << QByteArray("HTTP/1.1 200 OK\r\nConnection: close\r\n") << 100'000
                                    << 1'000'000 << std::string("sends more than");
        QTest::newRow("another range")
            << QByteArray(
                   "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 5-9/300000\r\nContent-Length: 5\r\n")
            << 5 << 1 << std::string("were asked for");
        QTest::newRow("a range of something else")
            << QByteArray("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-299999/400000\r\n")
            << 300'000 << 1 << std::string("were asked for");
        QTest::newRow("packed")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 300000\r\n")
            << 300'000 << 1 << std::string("packed");
        QTest::newRow("a head without end")
            << QByteArray("HTTP/1.1 200 OK\r\n") +
                   QByteArray("X-Filler: ").append(QByteArray(2000, 'x')).append("\r\n").repeated(60)
            << 1 << 1 << std::string("head has no end");
    }
    void liesAboutLengthAreRefused() {
        QFETCH(QByteArray, head);
        QFETCH(int, size);
        QFETCH(int, repeat);
        QFETCH(std::string, words);
        Desk desk;
        desk.serveFiles([=](const FakeRequest&, const FakeAnswer&) {
            return FakeAnswer{.head = head, .body = noise(size, 5), .repeat = repeat};
        });
        VERIFY_FAILS(desk.fetch(), words);
        QVERIFY(desk.nothingInPlace());
        QCOMPARE(desk.fileRequests().size(), size_t(1));
    }

    void anOldNameOfOneWordIsFetched() {
        Desk desk;
        desk.reference = *parseHubReference("hf:tiny");
        desk.serve([&](const FakeRequest& request, const FakeAnswer& answer) { // as the hub does it
            const QByteArray moved = QByteArray(request.path).replace("/tiny/re", "/org/tiny/re");
            const bool old = !request.path.contains("/org/tiny/");
            return old ? FakeHub::redirect(moved) : answer;
        });
        const auto model = desk.fetch();
        VERIFY_OK(model);
        QCOMPARE(model->path, desk.scratch.path("models/tiny/tiny.Q8_0.gguf"));
        QVERIFY(desk.got("tiny/tiny.Q8_0.gguf") == weights.toStdString());
        QCOMPARE(desk.hub.requestsFor("/api/models/tiny/revision/main").size(), size_t(1));
        QVERIFY(!desk.hub.requestsFor("/tiny/resolve/").empty());
    }

    void redirectsAreFollowedWithCare() {
        Desk desk;
        FakeHub other;
        other.setHandler([](const FakeRequest& request) { return FakeHub::file(request, weights); });
        desk.site.token = "hf_secret";
        desk.serveFiles([&](const FakeRequest& request, const FakeAnswer&) {
            if (request.path.startsWith("/again/"))
                return FakeHub::redirect(QByteArray::fromStdString(other.url()) + "/cdn/file");
            return FakeHub::redirect("/again/file"); // relative, same host
        });
        VERIFY_OK(desk.fetch());
        QVERIFY(desk.got() == weights.toStdString());
        for (const FakeRequest& request : desk.hub.requests())
            QCOMPARE(request.header("authorization"), QByteArray("Bearer hf_secret"));
        QCOMPARE(other.requests().size(), size_t(1));
        QVERIFY(other.requests().front().header("authorization").isEmpty());
    }
    void anAddressThatRanOutIsAskedForAgain() {
        Desk desk;
        FakeHub other;
        std::atomic<int> asked = 0;
        other.setHandler([&](const FakeRequest& request) {
            if (++asked == 2) return FakeHub::status("403 Forbidden"); // signed for a while only
            FakeAnswer answer = FakeHub::file(request, weights);
            if (asked == 1) answer.cutAfter = 100'000;
            return answer;
        });
        desk.serveFiles([&](const FakeRequest&, const FakeAnswer&) {
            return FakeHub::redirect(QByteArray::fromStdString(other.url()) + "/signed");
        });
        VERIFY_OK(desk.fetch());
        QVERIFY(desk.got() == weights.toStdString());
        QCOMPARE(desk.fileRequests().size(), size_t(3)); // every time the hub first
        other.setHandler([](const FakeRequest&) { return FakeHub::status("404 Not Found"); });
        desk.scratch.put("models/org--tiny/tiny.Q8_0.gguf", "other");
        VERIFY_FAILS(desk.fetch(), "the server the hub leads to answers with status 404");
    }
    void badRedirectsAreNot_data() {
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<std::string>("words");
        QTest::newRow("a file") << QByteArray("file:///etc/passwd") << std::string("not followed");
        QTest::newRow("ftp") << QByteArray("ftp://127.0.0.1/x") << std::string("not followed");
        QTest::newRow("gopher") << QByteArray("gopher://127.0.0.1:25/x") << std::string("not followed");
        QTest::newRow("a name in it")
            << QByteArray("http://user:pw@127.0.0.1/x") << std::string("not followed");
        QTest::newRow("nowhere") << QByteArray("") << std::string("");
        QTest::newRow("circle") << QByteArray("/resolve/circle") << std::string("in circles");
    }
    void badRedirectsAreNot() {
        QFETCH(QByteArray, to);
        QFETCH(std::string, words);
        Desk desk;
        desk.serveFiles([&](const FakeRequest&, const FakeAnswer&) { return FakeHub::redirect(to); });
        VERIFY_FAILS(desk.fetch(), words);
        QVERIFY(desk.nothingInPlace());
        QVERIFY(desk.fileRequests().size() <= 10);
    }

    void refusalsSayWhatToDo_data() {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<std::string>("words");
        QTest::newRow("gated") << QByteArray("403 Forbidden") << QByteArray("GatedRepo")
                               << std::string("accept the licence there, and set HF_TOKEN");
        QTest::newRow("gated without a token") << QByteArray("401 Unauthorized") << QByteArray("GatedRepo")
                                               << std::string("accept the licence there");
        QTest::newRow("no model") << QByteArray("401 Unauthorized") << QByteArray("RepoNotFound")
                                  << std::string("not there, or not for everybody");
        QTest::newRow("absent") << QByteArray("404 Not Found") << QByteArray()
                                << std::string("no such model");
        QTest::newRow("revision") << QByteArray("404 Not Found") << QByteArray("RevisionNotFound")
                                  << std::string("no such revision");
        QTest::newRow("teapot") << QByteArray("418 I'm a teapot") << QByteArray()
                                << std::string("status 418");
    }
    void refusalsSayWhatToDo() {
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, code);
        QFETCH(std::string, words);
        Desk desk;
        desk.hub.setHandler([&](const FakeRequest&) {
            return FakeHub::status(status.constData(),
                                   code.isEmpty() ? QByteArray() : "X-Error-Code: " + code + "\r\n");
        });
        VERIFY_FAILS(desk.fetch(), words);
        QCOMPARE(desk.hub.requests().size(), size_t(1)); // asking again would not help
    }

    void patienceHelpsWhereItCan() {
        Desk desk;
        std::atomic<int> asked = 0;
        desk.serve([&](const FakeRequest&, FakeAnswer answer) {
            switch (++asked) {
            case 1:
            case 4:
                return FakeHub::status("503 Service Unavailable");
            case 2:
                return FakeHub::status("429 Too Many Requests", "Retry-After: 0\r\n");
            case 5:
                return FakeAnswer{}; // hangs up without a word
            default:
                return answer;
            }
        });
        VERIFY_OK(desk.fetch());
        QCOMPARE(asked.load(), 6);
        Desk busy;
        busy.hub.setHandler([](const FakeRequest&) { return FakeHub::status("429 Too Many Requests"); });
        VERIFY_FAILS(busy.fetch(), "too many requests");
        QCOMPARE(busy.hub.requests().size(), size_t(6));
        Desk broken;
        broken.hub.setHandler([](const FakeRequest&) { return FakeHub::status("500 Oops"); });
        VERIFY_FAILS(broken.fetch(), "status 500");
    }

    void silenceEnds() {
        Desk desk;
        desk.options.http.attempts = 2;
        desk.serveFiles([](const FakeRequest&, FakeAnswer answer) {
            answer.stallMs = 5000;
            return answer;
        });
        QElapsedTimer timer;
        timer.start();
        VERIFY_FAILS(desk.fetch(), "no answer in time");
        QVERIFY(timer.elapsed() < 4000);
        QCOMPARE(desk.fileRequests().size(), size_t(2));
        Desk absent;
        absent.site.url = "http://127.0.0.1:1";
        VERIFY_FAILS(absent.fetch(), "no connection");
    }

    void listsWithoutAnEndAreRefused() {
        Desk desk;
        desk.hub.setHandler([](const FakeRequest&) {
            return FakeAnswer{.head = "HTTP/1.1 200 OK\r\nConnection: close\r\n",
                              .body = noise(1 << 20, 3),
                              .repeat = 1000};
        });
        VERIFY_FAILS(desk.fetch(), "larger than any list");
    }

    void stoppingKeepsWhatCame() {
        Desk desk;
        std::stop_source stop;
        desk.serveFiles([&](const FakeRequest& request, FakeAnswer answer) {
            if (!request.header("range").isEmpty()) return answer;
            answer.cutAfter = 128 * 1024;
            answer.body.truncate(128 * 1024);
            stop.request_stop();
            return answer;
        });
        const auto stopped = desk.fetch(stop.get_token());
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QVERIFY(desk.nothingInPlace());
        // Another process may go on: as far as bytes arrived, they are there.
        const fs::path part = desk.scratch.path("models/org--tiny.part/tiny.Q8_0.gguf-" +
                                                sha256(weights.toStdString()).substr(0, 16) + ".part");
        desk.scratch.put("models/org--tiny.part/" + part.filename().string(),
                         weights.left(100'000).toStdString());
        const auto half = listHalfFetched(desk.options.folder);
        QCOMPARE(half.size(), size_t(1));
        QCOMPARE(half.front().reference, std::string("hf:org/tiny:tiny.Q8_0.gguf"));
        QVERIFY(half.front().bytes >= 100'000);
        desk.hub.forget();
        const auto model = desk.fetch();
        VERIFY_OK(model);
        QCOMPARE(model->received, uint64_t(200'000));
        QVERIFY(desk.got() == weights.toStdString());
        QVERIFY(listHalfFetched(desk.options.folder).empty());
    }

    void whatIsNotWantedIsRemoved() {
        Desk desk;
        VERIFY_OK(discardHalfFetched(desk.options.folder, desk.reference));
        desk.scratch.put("models/org--tiny.part/x.part", "half");
        desk.scratch.put("models/org--other.part/y.part", "half");
        {
            const auto lock = FetchLock::acquire(desk.scratch.path("models/org--tiny.part"));
            VERIFY_FAILS(discardHalfFetched(desk.options.folder, desk.reference), "being downloaded");
        }
        VERIFY_OK(discardHalfFetched(desk.options.folder, desk.reference));
        QVERIFY(!fs::exists(desk.scratch.path("models/org--tiny.part")));
        QVERIFY(fs::exists(desk.scratch.path("models/org--other.part/y.part")));
    }

    void aWholeFileThatWasNotCheckedYetIsChecked() {
        Desk desk;
        const std::string name =
            "models/org--tiny.part/tiny.Q8_0.gguf-" + sha256(weights.toStdString()).substr(0, 16) + ".part";
        desk.scratch.put(name, weights.toStdString());
        QCOMPARE(desk.fetch()->received, uint64_t(0));
        QVERIFY(desk.got() == weights.toStdString());
        Desk damaged;
        damaged.scratch.put(name, noise(300'000, 77).toStdString());
        QCOMPARE(damaged.fetch()->received, uint64_t(300'000));
        QVERIFY(damaged.got() == weights.toStdString());
        Desk tooLong;
        tooLong.scratch.put(name, noise(400'000, 77).toStdString());
        VERIFY_OK(tooLong.fetch());
        QVERIFY(tooLong.got() == weights.toStdString());
    }

    void aLinkInTheWayIsNotFollowed() {
        Desk desk;
        const fs::path victim = desk.scratch.put("victim", "precious");
        const std::string name = "tiny.Q8_0.gguf-" + sha256(weights.toStdString()).substr(0, 16) + ".part";
        fs::create_directories(desk.scratch.path("models/org--tiny.part"));
        fs::create_symlink(victim, desk.scratch.path("models/org--tiny.part/" + name));
        QVERIFY(!desk.fetch());
        QCOMPARE(desk.scratch.get("victim"), std::string("precious"));
    }

    void oneAtATime() {
        Desk desk;
        {
            const auto lock = FetchLock::acquire(desk.scratch.path("models/org--tiny.part"));
            VERIFY_OK(lock);
            const auto second = desk.fetch();
            VERIFY_FAILS(second, "is being downloaded already");
            QCOMPARE(second.error().code, ErrorCode::Busy);
        }
        VERIFY_OK(desk.fetch());
    }

    void roomIsAskedForBeforeAnythingElse() {
        Desk desk;
        desk.options.room = [](const fs::path&) { return Result<uint64_t>(200'000); };
        VERIFY_FAILS(desk.fetch(), "300 kB are missing and 200 kB are free");
        QVERIFY(desk.fileRequests().empty());
        QVERIFY(desk.nothingInPlace());
    }

    void aHubWithoutChecksumsIsNotTrusted() {
        Desk desk;
        desk.site.kind = desk.reference.hub = HubKind::ModelScope;
        desk.hub.setHandler([](const FakeRequest&) {
            return FakeHub::whole(
                R"({"Code":200,"Data":{"Files":[{"Path":"a.gguf","Size":3,"Type":"blob"}]}})");
        });
        VERIFY_FAILS(desk.fetch(), "no checksum");
    }
};

QTEST_APPLESS_MAIN(FetchTest)
#include "fetch_test.moc"
