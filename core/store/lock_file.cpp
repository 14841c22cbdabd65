#include "core/store/lock_file.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/json.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace inkstone {

namespace {

std::string hostName() {
    char name[256] = {};
    return gethostname(name, sizeof name - 1) == 0 ? name : "?";
}

struct Holder {
    int64_t pid = 0;
    std::string host, since;
};

std::optional<Holder> readHolder(int fd) {
    char bytes[1024];
    const ssize_t count = pread(fd, bytes, sizeof bytes, 0);
    if (count <= 0) return {};
    auto json = parseJson(std::string_view(bytes, size_t(count)), "lock");
    if (!json) return Holder{0, "?", "?"};
    const JsonReader reader(*json, "lock");
    return Holder{reader.integerOr("pid", 0).value_or(0), reader.string("host", "?").value_or("?"),
                  reader.string("since", "?").value_or("?")};
}

tl::unexpected<Error> held(const std::filesystem::path& file, const Holder& holder) {
    const bool here = holder.host == hostName();
    return fail(ErrorCode::Busy, "the project is open in another window", file.parent_path().string(),
                text("held by process %1 on %2 since %3", holder.pid, holder.host, holder.since),
                here ? Text("close it there first")
                     : text("close it there first, or delete %1 when that computer no longer uses it",
                            file.string()));
}

Status writeHolder(int fd, const std::filesystem::path& file) {
    const Json holder{
        {"pid", int64_t(getpid())}, {"host", hostName()}, {"since", isoTime(unixMilliseconds())}};
    const std::string line = dumpJson(holder, -1) + "\n";
    if (ftruncate(fd, 0) == 0 && pwrite(fd, line.data(), line.size(), 0) == ssize_t(line.size())) return {};
    return fail(systemError(errno, "cannot lock the project", file));
}

} // namespace

Result<std::unique_ptr<LockFile>> LockFile::acquire(const std::filesystem::path& file) {
    const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0) return fail(systemError(errno, "cannot lock the project", file));
    auto lock = std::unique_ptr<LockFile>(new LockFile(-1, false));
    const bool locked = flock(fd, LOCK_EX | LOCK_NB) == 0;
    const auto holder = readHolder(fd);
    if (!locked || (holder && holder->host != "?" && holder->host != hostName())) {
        close(fd);
        return held(file, holder.value_or(Holder{0, "?", "?"}));
    }
    lock->m_fd = fd;
    lock->m_unclean = holder.has_value();
    INK_CHECK(writeHolder(fd, file));
    return lock;
}

LockFile::~LockFile() {
    if (m_fd < 0) return;
    // An empty file says: ended cleanly. It is not removed, so that nobody locks a file that is going away.
    [[maybe_unused]] const int ignored = ftruncate(m_fd, 0);
    close(m_fd);
}

} // namespace inkstone
