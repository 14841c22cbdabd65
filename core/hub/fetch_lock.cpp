#include "core/hub/fetch_lock.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace inkstone {
namespace {

const Text cannotLock = text("cannot begin the download");

/// Whether the locked file still has its name; its folder may have been removed by the one before us.
bool isInPlace(int descriptor, const fs::path& file) {
    struct stat ours {
    }, named{};
    return ::fstat(descriptor, &ours) == 0 && ::stat(file.c_str(), &named) == 0 &&
           ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
}

} // namespace

Result<FetchLock> FetchLock::acquire(const fs::path& folder) {
    const fs::path file = folder / "lock";
    for (int attempt = 0; attempt < 10; ++attempt) {
        INK_CHECK(makeFolder(folder));
        const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
        if (descriptor < 0 && errno == ENOENT) continue;
        if (descriptor < 0) return fail(systemError(errno, cannotLock, file));
        if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
            const int code = errno;
            ::close(descriptor);
            if (code != EWOULDBLOCK) return fail(systemError(code, cannotLock, file));
            break;
        }
        if (isInPlace(descriptor, file)) return FetchLock(folder, descriptor);
        ::close(descriptor);
    }
    return fail(ErrorCode::Busy, cannotLock, folder.string(), "this model is being downloaded already",
                "wait for the other download, or stop it");
}

FetchLock::FetchLock(FetchLock&& other) noexcept
    : m_folder(std::move(other.m_folder)), m_descriptor(std::exchange(other.m_descriptor, -1)) {}

FetchLock::~FetchLock() {
    if (m_descriptor >= 0) ::close(m_descriptor);
}

void FetchLock::removeFolder() {
    std::error_code ignored;
    fs::remove(m_folder / "lock", ignored);
    fs::remove(m_folder, ignored); // fails when something is in it, as it should
}

} // namespace inkstone
