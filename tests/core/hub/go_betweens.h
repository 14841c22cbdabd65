#pragma once
// What may stand between us and a hub on localhost: a server that speaks TLS with a certificate of its own
// and passes the bytes on, and a proxy that understands CONNECT and nothing else.

#include "tests/core/hub/fake_hub.h"

#include <csignal>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace inkstone::test {

inline int connectedTo(int port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(uint16_t(port));
    ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
    return socket;
}

/// Listens on a port of its own and serves one connection after the other.
class GoBetween {
public:
    GoBetween() { m_listener = listenHere(m_port); }
    virtual ~GoBetween() { ::close(m_listener); }
    int port() const { return m_port; }
    int served() const { return m_served; }

protected:
    virtual void serve(int socket, std::stop_token stop) = 0;
    void start() {
        m_thread = std::jthread([this](std::stop_token stop) {
            sigset_t pipe; // in the threads on this side only: the program has to care for its own
            sigemptyset(&pipe);
            sigaddset(&pipe, SIGPIPE);
            pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
            while (!stop.stop_requested()) {
                pollfd waiting{m_listener, POLLIN, 0};
                if (::poll(&waiting, 1, 20) <= 0) continue;
                const int socket = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
                m_connections.emplace_back([this, socket](std::stop_token mine) {
                    serve(socket, mine);
                    ::close(socket);
                });
            }
        });
    }
    void end() {
        m_thread.request_stop();
        m_thread.join();
        m_connections.clear();
    }
    /// Both ways until one side is through. `pending`: bytes of `a` that were read already, beyond poll's
    /// sight.
    template <class Read, class Write, class Pending>
    static void pass(int a, Read&& readA, Write&& writeA, Pending&& pending, int b, std::stop_token stop) {
        char bytes[16384];
        while (!stop.stop_requested()) {
            pollfd both[] = {{a, POLLIN, 0}, {b, POLLIN, 0}};
            if (!pending() && ::poll(both, 2, 20) <= 0) continue;
            if (pending() || both[0].revents) {
                const auto n = readA(bytes, sizeof bytes);
                if (n <= 0 || ::send(b, bytes, size_t(n), MSG_NOSIGNAL) != n) return;
            }
            if (both[1].revents) {
                const auto n = ::recv(b, bytes, sizeof bytes, 0);
                if (n <= 0 || writeA(bytes, int(n)) != n) return;
            }
        }
    }
    std::atomic<int> m_served = 0;

private:
    int m_listener = -1, m_port = 0;
    std::vector<std::jthread> m_connections;
    std::jthread m_thread;
};

/// TLS for "localhost" in front of a hub; its certificate, signed by itself, lies in the file `pem`.
class TlsFront final : public GoBetween {
public:
    TlsFront(int hub, const std::string& pem) : m_hub(hub) {
        m_context = SSL_CTX_new(TLS_server_method());
        EVP_PKEY* key = EVP_RSA_gen(2048);
        X509* certificate = X509_new();
        X509_set_version(certificate, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
        X509_set_pubkey(certificate, key);
        X509_NAME* name = X509_get_subject_name(certificate);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const uint8_t*>("localhost"),
                                   -1, -1, 0);
        X509_set_issuer_name(certificate, name);
        X509_EXTENSION* names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost");
        X509_add_ext(certificate, names, -1);
        X509_EXTENSION_free(names);
        X509_sign(certificate, key, EVP_sha256());
        SSL_CTX_use_certificate(m_context, certificate);
        SSL_CTX_use_PrivateKey(m_context, key);
        FILE* file = std::fopen(pem.c_str(), "w");
        PEM_write_X509(file, certificate);
        std::fclose(file);
        X509_free(certificate);
        EVP_PKEY_free(key);
        start();
    }
    ~TlsFront() override {
        end();
        SSL_CTX_free(m_context);
    }

private:
    void serve(int socket, std::stop_token stop) override {
        SSL* tls = SSL_new(m_context);
        SSL_set_fd(tls, socket);
        if (SSL_accept(tls) == 1) {
            ++m_served;
            const int hub = connectedTo(m_hub);
            pass(
                socket, [&](char* bytes, int size) { return SSL_read(tls, bytes, size); },
                [&](const char* bytes, int size) { return SSL_write(tls, bytes, size); },
                [&] { return SSL_pending(tls) > 0; }, hub, stop);
            ::close(hub);
        }
        SSL_free(tls);
    }

    int m_hub;
    SSL_CTX* m_context;
};

/// Leads every CONNECT to `target`, whatever name it asks for; or refuses it with 403.
class Proxy final : public GoBetween {
public:
    explicit Proxy(int target) : m_target(target) { start(); }
    ~Proxy() override { end(); }
    std::atomic<bool> refuses = false;

private:
    void serve(int socket, std::stop_token stop) override {
        std::string head;
        char byte = 0;
        while (head.find("\r\n\r\n") == std::string::npos && ::recv(socket, &byte, 1, 0) == 1) head += byte;
        const bool welcome = head.starts_with("CONNECT ") && !refuses;
        const std::string answer = welcome ? "HTTP/1.1 200 Connection established\r\n\r\n"
                                           : "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
        ::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL);
        if (!welcome) return;
        ++m_served;
        const int target = connectedTo(m_target);
        pass(
            socket, [&](char* bytes, int size) { return ::recv(socket, bytes, size_t(size), 0); },
            [&](const char* bytes, int size) { return ::send(socket, bytes, size_t(size), MSG_NOSIGNAL); },
            [] { return false; }, target, stop);
        ::close(target);
    }

    int m_target;
};

} // namespace inkstone::test
