// What stands between us and a hub: certificates that nobody signed, proxies that lead there or do not.
#include "core/hub/hub.h"
#include "tests/core/hub/go_betweens.h"
#include "tests/support/scratch.h"

using namespace inkstone;
using namespace inkstone::test;

class TlsTest final : public QObject {
    Q_OBJECT

    Scratch m_scratch;
    FakeHub m_hub;
    FakeRepo m_repo;
    std::string m_pem;
    std::unique_ptr<TlsFront> m_front;

    static Result<HubListing> look(int port) {
        const HubSite site{.kind = HubKind::HuggingFace,
                           .url = "https://localhost:" + std::to_string(port),
                           .token = "hf_secret"};
        return listHub(site, {.hub = HubKind::HuggingFace, .id = "org/tiny", .revision = {}, .file = {}},
                       {.firstDelay = std::chrono::milliseconds(1), .attempts = 2}, {});
    }

private slots:
    void initTestCase() {
        m_repo.add("tiny.Q8_0.gguf", noise(100'000, 3), true);
        m_hub.setHandler([this](const FakeRequest& request) { return m_repo.answer(request); });
        m_pem = m_scratch.path("hub.pem").string();
        m_front = std::make_unique<TlsFront>(m_hub.port(), m_pem);
    }
    void init() {
        for (const char* name :
             {"SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "no_proxy", "NO_PROXY",
              "https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY"})
            qunsetenv(name);
        m_hub.forget();
    }

    void aCertificateThatSignedItselfIsNotTrusted() {
        const auto listing = look(m_front->port());
        VERIFY_FAILS(listing, "certificate");
        QVERIFY(listing.error().str().find("SSL_CERT_FILE") != std::string::npos);
        QVERIFY(m_hub.requests().empty()); // so nobody saw the token
    }
    void oneThatIsNamedIs_data() {
        QTest::addColumn<QByteArray>("variable");
        for (const char* name : {"SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"})
            QTest::newRow(name) << QByteArray(name);
    }
    void oneThatIsNamedIs() {
        QFETCH(QByteArray, variable);
        qputenv(variable, m_pem.c_str());
        const auto listing = look(m_front->port());
        VERIFY_OK(listing);
        QCOMPARE(listing->files.size(), size_t(1));
        QCOMPARE(m_hub.requests().front().header("authorization"), QByteArray("Bearer hf_secret"));
    }
    void aFileOfCertificatesThatIsMissingIsNamed() {
        qputenv("SSL_CERT_FILE", "/nowhere/own.pem");
        VERIFY_FAILS(look(m_front->port()), "/nowhere/own.pem");
    }

    void aProxyLeadsThere() {
        Proxy proxy(m_front->port());
        qputenv("SSL_CERT_FILE", m_pem.c_str());
        qputenv("HTTPS_PROXY", "http://me:secret@127.0.0.1:" + QByteArray::number(proxy.port()));
        VERIFY_OK(look(9)); // nobody listens there; the proxy knows better
        QCOMPARE(proxy.served(), 1);
        qputenv("NO_PROXY", "localhost");
        VERIFY_OK(look(m_front->port()));
        QCOMPARE(proxy.served(), 1);
    }
    void aProxyThatFailsIsNamed_data() {
        QTest::addColumn<bool>("alive");
        QTest::newRow("it refuses") << true;
        QTest::newRow("it is gone") << false;
    }
    void aProxyThatFailsIsNamed() {
        QFETCH(bool, alive);
        auto proxy = std::make_unique<Proxy>(m_front->port());
        proxy->refuses = true;
        const QByteArray address = "127.0.0.1:" + QByteArray::number(proxy->port());
        if (!alive) proxy.reset();
        qputenv("HTTPS_PROXY", "http://me:secret@" + address);
        const auto listing = look(9);
        VERIFY_FAILS(listing, "the proxy " + address.toStdString());
        QVERIFY(listing.error().str().find("secret") == std::string::npos);
    }
    void withoutAProxyNoneIsBlamed() {
        int port = 0;
        ::close(listenHere(port));
        const auto listing = look(port);
        VERIFY_FAILS(listing, "no connection");
        qputenv("HTTPS_PROXY", "http://127.0.0.1:9");
        qputenv("NO_PROXY", "localhost");
        VERIFY_FAILS(look(port), "no connection");
    }
};

QTEST_APPLESS_MAIN(TlsTest)
#include "tls_test.moc"
