#pragma once
// A file in memory that the fuzzer rewrites for each input, so that the whole way from open() on is tried.

#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

namespace inkstone::test {

class MemoryFile {
public:
    std::filesystem::path put(const uint8_t* data, size_t size) {
        if (ftruncate(m_descriptor, off_t(size)) != 0 || pwrite(m_descriptor, data, size, 0) != ssize_t(size))
            std::abort();
        return "/proc/self/fd/" + std::to_string(m_descriptor);
    }

private:
    int m_descriptor = memfd_create("fuzz", MFD_CLOEXEC);
};

} // namespace inkstone::test
