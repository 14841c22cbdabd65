#pragma once
// Memory of this process and of the machine, in bytes, as Linux counts it. 0 where it cannot be read.

#include <cstdint>

namespace inkstone {

uint64_t residentBytes();     ///< of this process, mapped files included
uint64_t peakResidentBytes(); ///< the most there ever was (VmHWM)
uint64_t machineMemory();     ///< all there is, or the limit of our control group
uint64_t availableMemory();   ///< what can be had without swapping
uint64_t mappedBytes();       ///< resident pages of mapped files, of this process
uint64_t heapInUse();         ///< taken by malloc and not freed

/// Gives freed memory that malloc holds back to the system.
void returnFreeMemory();

} // namespace inkstone
