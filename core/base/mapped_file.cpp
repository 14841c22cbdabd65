#include "core/base/file.h"
#include "core/base/mapping_guard.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace inkstone {
namespace {

void advise(std::span<const std::byte> range, int advice) {
    const auto page = uintptr_t(sysconf(_SC_PAGESIZE));
    const auto begin = reinterpret_cast<uintptr_t>(range.data());
    const uintptr_t first = (begin + page - 1) / page * page;
    const uintptr_t last = (begin + range.size()) / page * page;
    if (first < last) madvise(reinterpret_cast<void*>(first), last - first, advice);
}

} // namespace

Result<std::shared_ptr<const MappedFile>> MappedFile::open(const fs::path& path) {
    const Text what = "cannot open the file";
    std::shared_ptr<MappedFile> file(new MappedFile());
    file->m_path = path;
    // O_NONBLOCK: opening a named pipe must not wait for its writer.
    file->m_descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file->m_descriptor < 0) return fail(systemError(errno, what, path));
    struct stat info {};
    if (fstat(file->m_descriptor, &info) != 0) return fail(systemError(errno, what, path));
    if (!S_ISREG(info.st_mode))
        return fail(ErrorCode::InvalidArgument, what, path.string(),
                    S_ISDIR(info.st_mode) ? "it is a folder" : "it is not a regular file");
    file->m_size = size_t(info.st_size);
    if (file->m_size > 0) {
        void* data = mmap(nullptr, file->m_size, PROT_READ, MAP_SHARED, file->m_descriptor, 0);
        if (data == MAP_FAILED) return fail(systemError(errno, what, path));
        file->m_data = static_cast<const std::byte*>(data);
        file->m_guard = mapping_guard::add(data, file->m_size);
    }
    return std::shared_ptr<const MappedFile>(std::move(file));
}

MappedFile::~MappedFile() {
    mapping_guard::remove(m_guard);
    if (m_data) munmap(const_cast<std::byte*>(m_data), m_size);
    if (m_descriptor >= 0) ::close(m_descriptor);
}

bool MappedFile::intact() const {
    struct stat info {};
    return !mapping_guard::wasCut(m_guard) && fstat(m_descriptor, &info) == 0 &&
           size_t(info.st_size) >= m_size;
}

Status MappedFile::checkIntact() const {
    if (intact()) return {};
    return fail(
        ErrorCode::Io, "the file changed while it was in use", m_path.string(),
        text("it was %1 bytes long when it was opened and has been cut short since, or its disk failed",
             m_size),
        "put the complete file back and open it again");
}

void MappedFile::adviseSequential() const {
    if (m_data) madvise(const_cast<std::byte*>(m_data), m_size, MADV_SEQUENTIAL);
}

void MappedFile::adviseDontNeed(std::span<const std::byte> range) const {
    // Once cut, part of the range is anonymous zero pages, which must stay.
    if (m_data && !mapping_guard::wasCut(m_guard)) advise(range, MADV_DONTNEED);
}

} // namespace inkstone
