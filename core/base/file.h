#pragma once
// Files: read whole, mapped, and written so that a crash, a full disk or a pulled plug never costs what was
// saved.

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inkstone {

namespace fs = std::filesystem;

/// An Error out of errno: full disk, missing permission and missing files get their own code and advice.
Error systemError(int code, Text what, const fs::path& where);

/// The whole of a regular file. More than `maxBytes` is an error that names both sizes.
Result<std::string> readFile(const fs::path& path, uint64_t maxBytes = uint64_t(64) << 20);

/// A read-only mapping of a regular file. When somebody cuts the file short meanwhile, the lost pages read as
/// zero instead of killing the process, and intact() says so: ask it before trusting what was computed from
/// the bytes.
class MappedFile {
public:
    static Result<std::shared_ptr<const MappedFile>> open(const fs::path& path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    std::span<const std::byte> bytes() const { return {m_data, m_size}; }
    size_t size() const { return m_size; }
    const fs::path& path() const { return m_path; }

    /// False once the file became shorter than it was when opened.
    bool intact() const;
    /// An Error that names the file, when it is not intact.
    Status checkIntact() const;

    void adviseSequential() const;
    /// The pages wholly inside `range` may leave memory; they come back from the file when touched.
    void adviseDontNeed(std::span<const std::byte> range) const;

private:
    MappedFile() = default;

    fs::path m_path;
    const std::byte* m_data = nullptr;
    size_t m_size = 0;
    int m_descriptor = -1;
    int m_guard = -1; ///< slot in the table of guarded mappings
};

/// Buffered output; counts what goes through. Made by writeFileAtomically() and AtomicFolder.
class FileWriter {
public:
    FileWriter(int descriptor, fs::path shownPath);
    Status write(std::span<const std::byte> bytes);
    Status write(std::string_view text);
    /// Zero bytes up to the next multiple of `alignment`.
    Status pad(size_t alignment);
    Status flush();
    uint64_t written() const { return m_written; }
    /// Called with everything written, for hashing on the way.
    std::function<void(std::span<const std::byte>)> observer;

private:
    int m_descriptor;
    fs::path m_path;
    std::string m_buffer;
    uint64_t m_written = 0;
};

using WriteFunction = std::function<Status(FileWriter&)>;

/// Replaces `path` as a whole or not at all: temporary file beside it, write, fsync, rename, fsync of the
/// folder. A link is followed, the mode of an existing file is kept. On failure the old file stays and
/// nothing is left over.
Status writeFileAtomically(const fs::path& path, std::string_view contents);
Status writeFileAtomically(const fs::path& path, const WriteFunction& write);

/// Creates the folder and its parents.
Status makeFolder(const fs::path& path);
/// Makes renames and new names in the folder durable.
Status syncFolder(const fs::path& folder);

/// Free bytes for us on the disk that holds `path` or its nearest existing parent.
Result<uint64_t> freeSpace(const fs::path& path);

/// A name beside `path` that no other process picks: NAME.tmp-<pid>-<start time>-<n>.
fs::path temporaryNameFor(const fs::path& path);

/// Moves a file or folder into `trashFolder` (made when missing) under a name not taken there; gives the new
/// path.
Result<fs::path> moveToTrash(const fs::path& path, const fs::path& trashFolder);

} // namespace inkstone
