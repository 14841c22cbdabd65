#include "core/base/atomic_folder.h"

#include "core/base/file_steps.h"
#include "core/base/hash.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace inkstone {
namespace {

constexpr const char* manifestName = "manifest.json";

/// Plain files below `folder`, relative, sorted; anything else (links, sockets) is an error.
Result<std::vector<fs::path>> filesBelow(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        const fs::file_status status = it->symlink_status(error);
        if (fs::is_directory(status)) continue;
        if (!fs::is_regular_file(status))
            return fail(ErrorCode::InvalidArgument, "cannot save the folder", it->path().string(),
                        "it is neither a file nor a folder");
        files.push_back(it->path().lexically_relative(folder));
    }
    if (error) return fail(systemError(error.value(), "cannot save the folder", folder));
    std::sort(files.begin(), files.end());
    return files;
}

Status syncFile(const fs::path& file) {
    const int descriptor = steps::openFile(file.c_str(), O_RDONLY | O_CLOEXEC, 0);
    if (descriptor < 0) return fail(systemError(errno, "cannot save the file", file));
    const bool synced = steps::sync(descriptor) == 0;
    const int code = errno;
    ::close(descriptor);
    if (!synced) return fail(systemError(code, "cannot save the file", file));
    return {};
}

/// A relative path that stays inside the folder.
bool isInside(const fs::path& name) {
    return !name.empty() && name.is_relative() &&
           std::none_of(name.begin(), name.end(), [](const fs::path& part) { return part == ".."; });
}

fs::path parentOf(const fs::path& path) {
    const fs::path parent = path.parent_path();
    return parent.empty() ? fs::path(".") : parent;
}

Status syncFoldersBelow(const fs::path& folder) {
    std::error_code error;
    for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (it->is_directory(error)) INK_CHECK(syncFolder(it->path()));
    return syncFolder(folder);
}

Status verifyFile(const fs::path& folder, const Json& row) {
    const Text what = "the saved folder is damaged";
    const JsonReader reader(row, (folder / manifestName).string());
    INK_TRY(name, reader.string("name"));
    INK_TRY(size, reader.integer("size", 0));
    INK_TRY(expected, reader.string("sha256"));
    if (!isInside(name))
        return fail(ErrorCode::Corrupt, what, reader.where(), text("\"%1\" is no name", name));
    const fs::path file = folder / name;
    std::error_code error;
    const uint64_t found = fs::file_size(file, error);
    if (error) return fail(ErrorCode::Corrupt, what, file.string(), "it is missing");
    if (found != uint64_t(size))
        return fail(ErrorCode::Corrupt, what, file.string(),
                    text("it should have %1 bytes and has %2", size, found));
    INK_TRY(hash, sha256OfFile(file));
    if (hash != expected)
        return fail(ErrorCode::Corrupt, what, file.string(), "its contents changed since it was saved");
    return {};
}

} // namespace

Result<AtomicFolder> AtomicFolder::create(const fs::path& target, Existing existing) {
    const Text what = "cannot make the folder";
    const fs::path clean = target.has_filename() ? target : target.parent_path();
    std::error_code error;
    if (existing == Existing::Refuse && fs::exists(fs::symlink_status(clean, error)))
        return fail(ErrorCode::InvalidArgument, what, clean.string(), "it exists already");
    INK_CHECK(makeFolder(parentOf(clean)));
    fs::path temporary = temporaryNameFor(clean);
    if (!fs::create_directory(temporary, error)) return fail(systemError(error.value(), what, clean));
    return AtomicFolder(clean, std::move(temporary), existing);
}

AtomicFolder::AtomicFolder(fs::path target, fs::path temporary, Existing existing)
    : m_target(std::move(target)), m_temporary(std::move(temporary)), m_existing(existing) {}

AtomicFolder::AtomicFolder(AtomicFolder&& other) noexcept
    : m_target(std::move(other.m_target)), m_temporary(std::exchange(other.m_temporary, {})),
      m_existing(other.m_existing) {}

AtomicFolder::~AtomicFolder() {
    std::error_code ignored;
    if (!m_temporary.empty()) fs::remove_all(m_temporary, ignored);
}

Status AtomicFolder::write(const fs::path& name, std::string_view contents) {
    return write(name, [&](FileWriter& writer) { return writer.write(contents); });
}

Status AtomicFolder::write(const fs::path& name, const WriteFunction& write) {
    if (!isInside(name) || name == manifestName)
        return fail(ErrorCode::Internal, "cannot save the file", name.string(),
                    "it is no name in the folder");
    INK_CHECK(makeFolder(parentOf(m_temporary / name)));
    return writeFileAtomically(m_temporary / name, write);
}

Status AtomicFolder::commit(const Json& facts) {
    INK_TRY(names, filesBelow(m_temporary));
    Json manifest = facts;
    Json files = Json::array();
    for (const fs::path& name : names) {
        const fs::path file = m_temporary / name;
        INK_CHECK(syncFile(file));
        INK_TRY(hash, sha256OfFile(file));
        std::error_code error;
        const uint64_t size = fs::file_size(file, error);
        if (error) return fail(systemError(error.value(), "cannot save the file", file));
        files.push_back({{"name", name.generic_string()}, {"size", size}, {"sha256", hash}});
    }
    manifest["files"] = std::move(files);
    INK_CHECK(writeJson(m_temporary / manifestName, manifest));
    INK_CHECK(syncFoldersBelow(m_temporary));
    INK_TRY(swapped, putInPlace());
    if (Status durable = checkInPlace(); !durable) {
        // Back to how it was; the new folder is removed together with this object.
        if (swapped)
            steps::exchange(m_temporary.c_str(), m_target.c_str());
        else
            steps::rename(m_target.c_str(), m_temporary.c_str());
        return durable;
    }
    std::error_code ignored;
    if (swapped) fs::remove_all(m_temporary, ignored);
    m_temporary.clear();
    return {};
}

Result<bool> AtomicFolder::putInPlace() {
    const Text what = "cannot put the folder in place";
    std::error_code ignored;
    const bool occupied = fs::exists(fs::symlink_status(m_target, ignored));
    if (occupied && m_existing == Existing::Refuse)
        return fail(ErrorCode::InvalidArgument, what, m_target.string(), "it exists already");
    const int failed = occupied ? steps::exchange(m_temporary.c_str(), m_target.c_str())
                                : steps::rename(m_temporary.c_str(), m_target.c_str());
    if (failed) return fail(systemError(errno, what, m_target));
    return occupied;
}

Status AtomicFolder::checkInPlace() const {
    INK_CHECK(syncFolder(parentOf(m_target)));
    INK_TRY(verified, verifyManifest(m_target));
    return {};
}

Result<Json> readManifest(const fs::path& folder) { return readJson(folder / manifestName); }

Result<Json> verifyManifest(const fs::path& folder) {
    INK_TRY(manifest, readManifest(folder));
    const JsonReader reader(manifest, (folder / manifestName).string());
    INK_TRY(files, reader.array("files"));
    for (const Json& row : *files) INK_CHECK(verifyFile(folder, row));
    return manifest;
}

} // namespace inkstone
