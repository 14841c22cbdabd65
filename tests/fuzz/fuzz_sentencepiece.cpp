// Any bytes as a SentencePiece model: the library behind our check must never meet one that harms it.
#include "core/tokenizer/sentencepiece_tokenizer.h"

using namespace inkstone;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto tokenizer =
        makeSentencePiece(std::string(reinterpret_cast<const char*>(data), size), {}, "fuzz");
    if (!tokenizer) return tokenizer.error().str().empty() ? std::abort(), 0 : 0;
    for (const char* text : {"", "ab \xE2\x96\x81 a你好", "aaaaaaaaaaaaaaaa", "\xEF\xAC\x81 \xE2\x91\xA0"}) {
        const auto ids = (*tokenizer)->encode(text);
        if (ids && !(*tokenizer)->decode(*ids, true)) std::abort();
    }
    return 0;
}
