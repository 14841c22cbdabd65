#pragma once
// An advisory lock that names its holder. The lock itself is flock(2), so it dies with its process; the text
// in the file is for the message, and tells after a crash that the last writer did not end cleanly.

#include "core/base/result.h"

#include <filesystem>
#include <memory>
#include <string>

namespace inkstone {

class LockFile {
public:
    /// Busy, naming process, host and time, when somebody holds it. An unclean entry of another host is also
    /// Busy: there flock may not reach.
    static Result<std::unique_ptr<LockFile>> acquire(const std::filesystem::path& file);
    ~LockFile();
    LockFile(const LockFile&) = delete;
    LockFile& operator=(const LockFile&) = delete;

    /// The last holder never released it.
    bool wasUnclean() const { return m_unclean; }

private:
    LockFile(int fd, bool unclean) : m_fd(fd), m_unclean(unclean) {}
    int m_fd;
    bool m_unclean;
};

} // namespace inkstone
