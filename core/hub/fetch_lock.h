#pragma once
// One process at a time works on the half files of a folder.

#include "core/base/file.h"

namespace inkstone {

class FetchLock {
public:
    /// Makes the folder when it is missing. Busy while another process, or another job of this one, has it.
    static Result<FetchLock> acquire(const fs::path& folder);
    FetchLock(FetchLock&& other) noexcept;
    FetchLock& operator=(FetchLock&&) = delete;
    ~FetchLock();

    /// Removes the lock's file, and the folder if nothing else is in it.
    void removeFolder();

private:
    FetchLock(fs::path folder, int descriptor) : m_folder(std::move(folder)), m_descriptor(descriptor) {}
    fs::path m_folder;
    int m_descriptor;
};

} // namespace inkstone
