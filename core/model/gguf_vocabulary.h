#pragma once
// The keys tokenizer.* of a GGUF file: read into plain data, and written from it.

#include "core/tensor/gguf_writer.h"
#include "core/tokenizer/tokenizer.h"

namespace inkstone {

/// Types and ranges are checked; whether it makes a tokenizer, makeTokenizer() finds out.
Result<GgufVocabulary> readVocabulary(const GgufFile& file);
/// Adds the keys. Names without an id and empty lists are left out.
void writeVocabulary(const GgufVocabulary& vocabulary, GgufWriter& writer);

} // namespace inkstone
