// Opens any bytes as a GGUF file; what opens must be readable to the last byte.
#include "core/tensor/gguf.h"
#include "core/tensor/non_finite.h"
#include "tests/fuzz/memory_file.h"

using namespace inkstone;

namespace {

void askEverything(const GgufFile& file, std::string_view key) {
    const auto use = [](const auto& result) { return result.has_value() ? 0 : result.error().str().size(); };
    volatile size_t sum = use(file.string(key)) + use(file.integer(key)) + use(file.number(key)) +
                          use(file.boolean(key)) + use(file.strings(key)) + use(file.floats(key)) +
                          use(file.integers(key)) + use(file.booleans(key));
    (void)sum;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static test::MemoryFile memory;
    const auto opened = GgufFile::open(memory.put(data, size));
    if (!opened) {
        if (opened.error().str().empty()) std::abort();
        return 0;
    }
    for (const GgufEntry& entry : (*opened)->metadata()) {
        if (entry.shown().size() > 4096) std::abort();
        askEverything(**opened, entry.key);
    }
    for (const GgufTensor& tensor : (*opened)->tensors()) {
        if ((*opened)->find(tensor.name) != &tensor || tensor.shapeText().empty()) std::abort();
        if (tensor.supported && tensor.view().count() != tensor.count()) std::abort();
    }
    if (!countNonFinite(**opened)) std::abort();
    return 0;
}
