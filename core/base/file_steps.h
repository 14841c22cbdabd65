#pragma once
// The system calls of file writing, each with a gate that a test can close (file_faults.h). All return as the
// call does: negative with errno set on failure.

#include "core/base/file_faults.h"

#include <cstddef>
#include <sys/types.h>

namespace inkstone::steps {

int openFile(const char* path, int flags, unsigned mode);
ssize_t write(int descriptor, const void* bytes, size_t size);
int sync(int descriptor);
int rename(const char* from, const char* to);
/// Swaps two names.
int exchange(const char* a, const char* b);

} // namespace inkstone::steps
