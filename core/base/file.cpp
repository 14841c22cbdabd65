#include "core/base/file.h"

#include "core/base/file_steps.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace inkstone {
namespace {

constexpr size_t writeBufferBytes = size_t(1) << 20;
constexpr std::string_view temporaryMark = ".tmp-";

/// Closes on every way out.
class Descriptor {
public:
    explicit Descriptor(int number) : m_number(number) {}
    ~Descriptor() {
        if (m_number >= 0) ::close(m_number);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return m_number; }
    /// Closing may be the moment a network disk reports a failed write.
    int close() { return ::close(std::exchange(m_number, -1)); }

private:
    int m_number;
};

/// Removes the temporary file unless it was renamed.
struct Leftover {
    fs::path path;
    ~Leftover() {
        if (!path.empty()) ::unlink(path.c_str());
    }
};

/// When a process began, in clock ticks since the machine did; 0 when there is no such process.
uint64_t startTimeOf(int64_t process) {
    std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
    std::string line;
    if (!std::getline(stat, line)) return 0;
    // The name in parentheses may hold spaces and parentheses itself; the start time is the 20th field after
    // it.
    size_t position = line.rfind(')');
    if (position == std::string::npos) return 0;
    for (int field = 0; field < 20 && position != std::string::npos; ++field)
        position = line.find(' ', position + 1);
    if (position == std::string::npos) return 0;
    uint64_t ticks = 0;
    std::from_chars(line.data() + position + 1, line.data() + line.size(), ticks);
    return ticks;
}

/// What is really written to when `path` is a link.
fs::path followLink(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_symlink(path, ignored)) return path;
    fs::path target = fs::weakly_canonical(path, ignored);
    return ignored ? path : target;
}

fs::path parentOf(const fs::path& path) {
    const fs::path parent = path.parent_path();
    return parent.empty() ? fs::path(".") : parent;
}

Status writeTemporary(const fs::path& temporary, const fs::path& target, const WriteFunction& write) {
    const Text what = "cannot save the file";
    Descriptor file(steps::openFile(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (file.get() < 0) return fail(systemError(errno, what, target));
    struct stat old {};
    if (::stat(target.c_str(), &old) == 0 && fchmod(file.get(), old.st_mode & 07777) != 0)
        return fail(systemError(errno, what, target));
    FileWriter writer(file.get(), target);
    INK_CHECK(write(writer));
    INK_CHECK(writer.flush());
    if (steps::sync(file.get()) != 0) return fail(systemError(errno, what, target));
    if (file.close() != 0) return fail(systemError(errno, what, target));
    return {};
}

} // namespace

Error systemError(int code, Text what, const fs::path& where) {
    const Text why = std::strerror(code);
    switch (code) {
    case ENOSPC:
    case EDQUOT:
        return {ErrorCode::NoSpace, std::move(what), where.string(), "the disk is full",
                "free some space there and try again"};
    case EACCES:
    case EPERM:
        return {ErrorCode::Permission, std::move(what), where.string(), "the system does not allow it",
                "check who owns the file and its folder, or choose another place"};
    case EROFS:
        return {ErrorCode::Permission, std::move(what), where.string(), "the disk is read-only",
                "choose another place"};
    case ENOENT:
    case ENOTDIR:
        return {ErrorCode::NotFound, std::move(what), where.string(), "it does not exist",
                "check its name, or whether it was moved"};
    case ENOMEM:
        return {ErrorCode::OutOfMemory, std::move(what), where.string(), why, {}};
    case EISDIR:
        return {ErrorCode::InvalidArgument, std::move(what), where.string(), "it is a folder", {}};
    default:
        return {ErrorCode::Io, std::move(what), where.string(), why, {}};
    }
}

Result<std::string> readFile(const fs::path& path, uint64_t maxBytes) {
    const Text what = "cannot read the file";
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0) return fail(systemError(errno, what, path));
    struct stat info {};
    if (fstat(file.get(), &info) != 0) return fail(systemError(errno, what, path));
    if (!S_ISREG(info.st_mode))
        return fail(ErrorCode::InvalidArgument, what, path.string(),
                    S_ISDIR(info.st_mode) ? "it is a folder" : "it is not a regular file");
    if (uint64_t(info.st_size) > maxBytes)
        return fail(ErrorCode::InvalidArgument, what, path.string(),
                    text("it has %1 bytes, at most %2 are read here", uint64_t(info.st_size), maxBytes));
    std::string contents(size_t(info.st_size), '\0');
    size_t done = 0;
    while (done < contents.size()) {
        const ssize_t n = ::read(file.get(), contents.data() + done, contents.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fail(systemError(errno, what, path));
        if (n == 0) break;
        done += size_t(n);
    }
    contents.resize(done);
    return contents;
}

FileWriter::FileWriter(int descriptor, fs::path shownPath)
    : m_descriptor(descriptor), m_path(std::move(shownPath)) {}

Status FileWriter::write(std::span<const std::byte> bytes) {
    if (observer) observer(bytes);
    m_written += bytes.size();
    if (m_buffer.size() + bytes.size() < writeBufferBytes) {
        m_buffer.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        return {};
    }
    INK_CHECK(flush());
    while (!bytes.empty()) {
        const ssize_t n = steps::write(m_descriptor, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fail(systemError(errno, "cannot save the file", m_path));
        bytes = bytes.subspan(size_t(n));
    }
    return {};
}

Status FileWriter::write(std::string_view text) { return write(std::as_bytes(std::span(text))); }

Status FileWriter::pad(size_t alignment) {
    static constexpr std::array<std::byte, 64> zeros{};
    size_t missing = size_t((alignment - m_written % alignment) % alignment);
    for (; missing > 0; missing -= std::min(missing, zeros.size()))
        INK_CHECK(write(std::span(zeros).first(std::min(missing, zeros.size()))));
    return {};
}

Status FileWriter::flush() {
    size_t done = 0;
    while (done < m_buffer.size()) {
        const ssize_t n = steps::write(m_descriptor, m_buffer.data() + done, m_buffer.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fail(systemError(errno, "cannot save the file", m_path));
        done += size_t(n);
    }
    m_buffer.clear();
    return {};
}

Status writeFileAtomically(const fs::path& path, std::string_view contents) {
    return writeFileAtomically(path, [&](FileWriter& writer) { return writer.write(contents); });
}

Status writeFileAtomically(const fs::path& path, const WriteFunction& write) {
    const fs::path target = followLink(path);
    // A rename would put a file in the place of a device, for good.
    std::error_code unknown;
    if (const auto status = fs::status(target, unknown); fs::exists(status) && !fs::is_regular_file(status))
        return fail(ErrorCode::InvalidArgument, "cannot save the file", target.string(),
                    fs::is_directory(status) ? "it is a folder" : "it is not a regular file");
    Leftover leftover{temporaryNameFor(target)};
    INK_CHECK(writeTemporary(leftover.path, target, write));
    if (steps::rename(leftover.path.c_str(), target.c_str()) != 0)
        return fail(systemError(errno, "cannot save the file", target));
    leftover.path.clear();
    return syncFolder(parentOf(target));
}

Status makeFolder(const fs::path& path) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error) return fail(systemError(error.value(), "cannot make the folder", path));
    return {};
}

Status syncFolder(const fs::path& folder) {
    const Text what = "cannot make the folder's changes durable";
    Descriptor directory(steps::openFile(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0));
    if (directory.get() < 0) return fail(systemError(errno, what, folder));
    // Some network and fuse disks have no fsync for folders; their renames are as durable as they get.
    if (steps::sync(directory.get()) != 0 && errno != EINVAL && errno != ENOTSUP)
        return fail(systemError(errno, what, folder));
    return {};
}

Result<uint64_t> freeSpace(const fs::path& path) {
    std::error_code ignored;
    fs::path existing = fs::absolute(path, ignored);
    while (!existing.empty() && !fs::exists(existing, ignored) && existing != existing.parent_path())
        existing = existing.parent_path();
    struct statvfs info {};
    if (statvfs(existing.c_str(), &info) != 0)
        return fail(systemError(errno, "cannot ask for the free space", path));
    return uint64_t(info.f_bavail) * uint64_t(info.f_frsize);
}

fs::path temporaryNameFor(const fs::path& path) {
    static std::atomic<uint64_t> serial{0};
    // A file name has at most 255 bytes.
    std::string name = path.filename().string().substr(0, 160);
    name += std::string(temporaryMark) + std::to_string(getpid()) + "-" +
            std::to_string(startTimeOf(getpid())) + "-" + std::to_string(serial++);
    return parentOf(path) / name;
}

Result<fs::path> moveToTrash(const fs::path& given, const fs::path& trashFolder) {
    const Text what = "cannot move it to the trash";
    const fs::path path = given.has_filename() ? given : given.parent_path();
    std::error_code error;
    if (!fs::exists(fs::symlink_status(path, error))) return fail(systemError(ENOENT, what, path));
    INK_CHECK(makeFolder(trashFolder));
    const std::string name = path.filename().string();
    for (int attempt = 1; attempt < 100000; ++attempt) {
        const fs::path target = trashFolder / (attempt == 1 ? name : name + " " + std::to_string(attempt));
        if (fs::exists(fs::symlink_status(target, error))) continue;
        if (steps::rename(path.c_str(), target.c_str()) == 0) {
            INK_CHECK(syncFolder(trashFolder));
            INK_CHECK(syncFolder(parentOf(path)));
            return target;
        }
        if (errno != EXDEV) return fail(systemError(errno, what, path));
        fs::copy(path, target, fs::copy_options::recursive | fs::copy_options::copy_symlinks, error);
        if (!error) fs::remove_all(path, error);
        if (error) {
            std::error_code ignored;
            if (fs::exists(path, ignored)) fs::remove_all(target, ignored);
            return fail(systemError(error.value(), what, path));
        }
        return target;
    }
    return fail(ErrorCode::Io, what, path.string(), "the trash holds too many things of this name");
}

} // namespace inkstone
