#pragma once
// A small hub on localhost that can be as bad as a network: it cuts connections, ignores ranges, lies about
// lengths, redirects, asks for patience. Runs in a thread of its own, one connection after the other thread.

#include "core/base/hash.h"
#include "core/hub/content_hash.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMutex>
#include <QString>
#include <arpa/inet.h>
#include <atomic>
#include <functional>
#include <map>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace inkstone::test {

struct FakeRequest {
    QByteArray path;
    std::map<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray header(const char* name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? QByteArray() : found->second;
    }
};

/// What goes over the wire, byte for byte.
struct FakeAnswer {
    QByteArray head; ///< status line and headers without the empty line; empty: hang up
    QByteArray body;
    qint64 cutAfter = -1; ///< bytes of the body, then the connection breaks
    qint64 repeat = 1;    ///< the body is sent so many times
    int stallMs = 0;      ///< silence before the body
    int slowBy = 0;       ///< ms after every 16 kB
};

/// A socket that listens on a free port of localhost.
inline int listenHere(int& port) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(listener, 32);
    socklen_t size = sizeof address;
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
    return listener;
}

class FakeHub {
public:
    using Handler = std::function<FakeAnswer(const FakeRequest&)>;

    FakeHub() {
        m_listener = listenHere(m_port);
        m_thread = std::jthread([this](std::stop_token stop) { listen(stop); });
    }
    ~FakeHub() {
        m_thread.request_stop();
        m_thread.join();
        m_connections.clear();
        ::close(m_listener);
    }

    std::string url() const { return "http://127.0.0.1:" + std::to_string(m_port); }
    int port() const { return m_port; }
    void setHandler(Handler handler) {
        const QMutexLocker locker(&m_mutex);
        m_handler = std::move(handler);
    }
    std::vector<FakeRequest> requests() const {
        const QMutexLocker locker(&m_mutex);
        return m_requests;
    }
    std::vector<FakeRequest> requestsFor(const QByteArray& part) const {
        std::vector<FakeRequest> found;
        for (const FakeRequest& request : requests())
            if (request.path.contains(part)) found.push_back(request);
        return found;
    }
    void forget() {
        const QMutexLocker locker(&m_mutex);
        m_requests.clear();
    }
    int mostAtOnce() const { return m_most; }

    static FakeAnswer status(const char* line, const QByteArray& more = {}) {
        return {.head = QByteArray("HTTP/1.1 ") + line + "\r\nContent-Length: 0\r\n" + more, .body = {}};
    }
    static FakeAnswer whole(const QByteArray& body, const QByteArray& more = {}) {
        return {.head =
                    "HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" + more,
                .body = body};
    }
    static FakeAnswer redirect(const QByteArray& to) {
        return status("302 Found", "Location: " + to + "\r\n");
    }
    /// As a good server does it: ranges, and If-Range by the tag.
    static FakeAnswer file(const FakeRequest& request, const QByteArray& body,
                           const QByteArray& tag = "\"v1\"") {
        const QByteArray more = "ETag: " + tag + "\r\nAccept-Ranges: bytes\r\n";
        const QByteArray range = request.header("range"), ifRange = request.header("if-range");
        const qint64 from = range.startsWith("bytes=") ? range.mid(6).split('-').first().toLongLong() : 0;
        if (range.isEmpty() || (!ifRange.isEmpty() && ifRange != tag)) return whole(body, more);
        if (from >= body.size()) return status("416 Range Not Satisfiable");
        const QByteArray rest = body.mid(from);
        return {.head = "HTTP/1.1 206 Partial Content\r\nContent-Length: " + QByteArray::number(rest.size()) +
                        "\r\nContent-Range: bytes " + QByteArray::number(from) + "-" +
                        QByteArray::number(body.size() - 1) + "/" + QByteArray::number(body.size()) + "\r\n" +
                        more,
                .body = rest};
    }

private:
    void listen(std::stop_token stop) {
        while (!stop.stop_requested()) {
            pollfd waiting{m_listener, POLLIN, 0};
            if (::poll(&waiting, 1, 20) <= 0) continue;
            const int socket = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
            if (socket < 0) continue;
            m_connections.emplace_back([this, socket](std::stop_token mine) {
                ++m_open;
                m_most = std::max<int>(m_most, m_open);
                serve(socket, mine);
                ::close(socket);
                --m_open;
            });
        }
    }

    static bool readable(int socket, std::stop_token stop) {
        while (!stop.stop_requested()) {
            pollfd waiting{socket, POLLIN, 0};
            if (::poll(&waiting, 1, 20) > 0) return true;
        }
        return false;
    }

    void serve(int socket, std::stop_token stop) {
        QByteArray text;
        while (readable(socket, stop)) {
            char buffer[4096];
            const ssize_t n = ::recv(socket, buffer, sizeof buffer, 0);
            if (n <= 0) return;
            text.append(buffer, n);
            const qsizetype end = text.indexOf("\r\n\r\n");
            if (end < 0) continue;
            const FakeRequest request = parse(text.left(end));
            text.remove(0, end + 4);
            if (!answer(socket, request, stop)) return;
        }
    }

    static FakeRequest parse(const QByteArray& head) {
        FakeRequest request;
        const QList<QByteArray> lines = head.split('\n');
        request.path = lines.first().split(' ').value(1);
        for (const QByteArray& line : lines.mid(1)) {
            const qsizetype colon = line.indexOf(':');
            request.headers[line.left(colon).trimmed().toLower()] = line.mid(colon + 1).trimmed();
        }
        return request;
    }

    /// False: the connection is over.
    bool answer(int socket, const FakeRequest& request, std::stop_token stop) {
        Handler handler;
        {
            const QMutexLocker locker(&m_mutex);
            m_requests.push_back(request);
            handler = m_handler;
        }
        const FakeAnswer answer = handler ? handler(request) : status("404 Not Found");
        if (answer.head.isEmpty() || !send(socket, answer.head + "\r\n")) return false;
        for (int waited = 0; waited < answer.stallMs && !stop.stop_requested(); waited += 10)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        qint64 left = answer.cutAfter;
        for (qint64 i = 0; i < answer.repeat && !stop.stop_requested(); ++i)
            for (qsizetype at = 0; at < answer.body.size(); at += 16384) {
                QByteArray piece = answer.body.mid(at, 16384);
                if (left >= 0) piece = piece.left(left);
                if (!send(socket, piece)) return false;
                if (left >= 0 && (left -= piece.size()) == 0) return false;
                if (answer.slowBy) std::this_thread::sleep_for(std::chrono::milliseconds(answer.slowBy));
                if (stop.stop_requested()) return false;
            }
        return answer.cutAfter < 0;
    }

    static bool send(int socket, const QByteArray& bytes) {
        for (qsizetype at = 0; at < bytes.size();) {
            const ssize_t n = ::send(socket, bytes.constData() + at, size_t(bytes.size() - at), MSG_NOSIGNAL);
            if (n <= 0) return false;
            at += n;
        }
        return true;
    }

    int m_listener = -1, m_port = 0;
    mutable QMutex m_mutex; ///< guards m_handler and m_requests
    Handler m_handler;
    std::vector<FakeRequest> m_requests;
    std::atomic<int> m_open{0}, m_most{0};
    std::vector<std::jthread> m_connections;
    std::jthread m_thread;
};

/// A repository as both hubs tell it.
class FakeRepo {
public:
    void add(const QByteArray& path, const QByteArray& content, bool large) {
        m_files[path] = {content, large};
    }
    const QByteArray& content(const QByteArray& path) { return m_files[path].content; }

    QByteArray huggingFace() const {
        QJsonArray siblings;
        for (const auto& [path, file] : m_files) {
            QJsonObject item{{"rfilename", QString(path)}, {"size", double(file.content.size())}};
            item["blobId"] = QString::fromStdString(names(file.content).gitSha1);
            if (file.large) {
                item["blobId"] = QString(40, 'b'); // of the pointer
                item["lfs"] = QJsonObject{{"sha256", QString::fromStdString(names(file.content).sha256)},
                                          {"size", double(file.content.size())},
                                          {"pointerSize", 130}};
            }
            siblings << item;
        }
        return QJsonDocument(QJsonObject{{"id", "org/tiny"},
                                         {"sha", QString(40, 'c')},
                                         {"cardData", QJsonObject{{"license", "apache-2.0"}}},
                                         {"siblings", siblings}})
            .toJson();
    }
    QByteArray modelScope() const {
        QJsonArray files{QJsonObject{{"Path", "folder"}, {"Type", "tree"}, {"Size", 0}}};
        for (const auto& [path, file] : m_files)
            files << QJsonObject{{"Path", QString(path)},
                                 {"Type", "blob"},
                                 {"Size", double(file.content.size())},
                                 {"Sha256", QString::fromStdString(names(file.content).sha256)}};
        return QJsonDocument(
                   QJsonObject{{"Code", 200}, {"Data", QJsonObject{{"Files", files}}}, {"Success", true}})
            .toJson();
    }
    /// A well-behaved hub of either kind.
    FakeAnswer answer(const FakeRequest& request) const {
        if (request.path.startsWith("/api/models/org/tiny/revision/")) return FakeHub::whole(huggingFace());
        if (request.path.startsWith("/api/v1/models/org/tiny/repo/files"))
            return FakeHub::whole(modelScope());
        for (const auto& [path, file] : m_files)
            if (request.path.endsWith("/" + path) || request.path.endsWith("FilePath=" + path))
                return FakeHub::file(request, file.content);
        return FakeHub::status("404 Not Found", "X-Error-Code: EntryNotFound\r\n");
    }

private:
    struct File {
        QByteArray content;
        bool large = false;
    };
    static ContentHash::Names names(const QByteArray& content) {
        ContentHash hash(uint64_t(content.size()));
        hash.update(content.toStdString());
        return hash.finish();
    }
    std::map<QByteArray, File> m_files;
};

/// Bytes that repeat nowhere.
inline QByteArray noise(int bytes, quint32 seed) {
    QByteArray text(bytes, '\0');
    for (char& c : text) {
        seed = seed * 1664525u + 1013904223u;
        c = char(seed >> 24);
    }
    return text;
}

} // namespace inkstone::test
