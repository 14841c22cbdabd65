#pragma once
// For tests: makes a later step of file writing fail. Every write of core/base/file goes through these steps,
// so a test can fail the 1st, 2nd, 3rd... of them and look whether anything that was saved got lost.

#include <cstdint>

namespace inkstone {

enum class FileStep { Any, Open, Write, Sync, Rename };

struct FileFault {
    FileStep step = FileStep::Any;
    int64_t nth = 1;         ///< counted from 1 since the injection
    int error = 0;           ///< the errno it gets
    bool persistent = false; ///< every later step of the kind fails too
};

void injectFileFault(const FileFault& fault);
void clearFileFault();
/// Steps of the injected kind since the injection, failed ones included.
int64_t countedFileSteps();

} // namespace inkstone
