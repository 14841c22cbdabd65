#pragma once
// Each part of Hugging Face `tokenizers` brings the Unicode of its own year. Here stands where its
// normalisers know less, or more, than the library used here (utf8proc of Debian 12: Unicode 15).

namespace inkstone {

/// NFC, NFD, NFKC and NFKD leave this character alone and move no mark across it.
bool hasNoForms(char32_t c);
/// StripAccents takes it away.
bool isAccent(char32_t c);
/// The small letter of a capital one; any other character itself. U+0130 has two, "i" and U+0307: not here.
char32_t toSmallLetter(char32_t c);

} // namespace inkstone
