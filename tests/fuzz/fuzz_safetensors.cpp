// Opens any bytes as a safetensors file; what opens must be readable to the last byte and indexed without
// holes.
#include "core/tensor/non_finite.h"
#include "tests/fuzz/memory_file.h"

using namespace inkstone;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static test::MemoryFile memory;
    const auto opened = SafetensorsFile::open(memory.put(data, size));
    if (!opened) {
        if (opened.error().str().empty()) std::abort();
        return 0;
    }
    size_t total = 0;
    for (const SafeTensor& tensor : (*opened)->tensors()) {
        if ((*opened)->find(tensor.name) != &tensor) std::abort();
        if (tensor.bytes * 8 != size_t(tensor.count()) * size_t(bitsOf(tensor.type))) std::abort();
        if (const auto view = tensor.view(); view && view->count() != tensor.count()) std::abort();
        total += tensor.bytes;
    }
    uint64_t header = 0;
    __builtin_memcpy(&header, data, sizeof header);
    if (sizeof header + header + total != size || !countNonFinite(**opened)) std::abort();
    return 0;
}
