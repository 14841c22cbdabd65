// Any bytes as tokenizer.json; what opens must encode and decode without harm, with places in order.
#include "core/tokenizer/tokenizer_json.h"

#include <algorithm>

using namespace inkstone;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view json(reinterpret_cast<const char*>(data), size);
    const auto tokenizer = parseTokenizerJson(json, {}, "fuzz");
    if (!tokenizer) return tokenizer.error().str().empty() ? std::abort(), 0 : 0;
    const std::string text = "ab <a> 你好 e\xCC\x81 \xFF 12\n\n x";
    const auto encoded = (*tokenizer)->encodeWithPlaces(text, {.parseSpecial = true});
    if (!encoded) return 0;
    const bool placed = encoded->begins.size() == encoded->ids.size();
    if (!placed || !std::is_sorted(encoded->begins.begin(), encoded->begins.end())) std::abort();
    if (!(*tokenizer)->decode(encoded->ids, true)) std::abort();
    return 0;
}
