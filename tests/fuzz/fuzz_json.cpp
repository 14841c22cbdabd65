// Reads any bytes as strict JSON; what is read must come back the same through its text.
#include "core/base/json.h"

using namespace inkstone;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto value = parseJson(text, "fuzz");
    if (!value) return value.error().str().empty() ? std::abort(), 0 : 0;
    const auto again = parseJson(dumpJson(*value, -1), "fuzz");
    if (!again || dumpJson(*again, -1) != dumpJson(*value, -1)) std::abort();
    return 0;
}
