#pragma once
// Keeps a process alive when a mapped file is cut short by somebody else. Reading behind the new end raises
// SIGBUS; the handler puts zero pages there and marks the mapping. Used by MappedFile alone.

#include <cstddef>

namespace inkstone::mapping_guard {

/// Registers a mapping; installs the handler on first use. -1 when the table is full: unguarded.
int add(void* begin, size_t size);
void remove(int slot);
bool wasCut(int slot);

} // namespace inkstone::mapping_guard
