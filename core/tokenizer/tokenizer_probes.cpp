// Texts on which different tokenizers differ: numbers, contractions, scripts, runs of white space.
#include "core/tokenizer/tokenizer_forms.h"

namespace inkstone {

namespace {

constexpr const char* probes[] = {
    "Hello world, it's a test; they'll say we've 'Told you I'M sure', HE'S.",
    "1 12 123 1234 12345 1234567 3.14159 1,000,000 v2.0.1 0x1F4A9 2026-11-24",
    " leading space",
    "  two spaces  between   words    and at the end   ",
    "\n\n\n\tTabs\tand\n \n  lines\r\n\r\nwith returns \n   ",
    "def f(x_1, *args):\n    return {\"a\": [x**2 for x in args if x != None]}  # done!\n\n\nclass "
    "A(B):\n\tpass",
    "你好，世界！今天是2026年11月24日，我在用apple电脑写C++程序。砚台",
    "日本語のテキスト、カタカナとひらがな。 한국어 텍스트 입니다 ABC가나다",
    "Привет, мир! Καλημέρα κόσμε. שלום עולם مرحبا بالعالم नमस्ते दुनिया สวัสดี កម្ពុជា",
    "Ünïcödé naïve café Straße ǆ ﬁ ①②③ Ⅳ ½ x² ٣٤٥ ๑๒๓",
    "🙂 🚀🚀 👩‍👩‍👧 🇨🇳 ✅ ~~~~ ------ ====== ...... !!!??? ''''\"\"\"\"``` <<>> //\\\\ "
    "##$$%%^^&&",
    "https://example.org/a/b?c=d&e=f#g  user@example.com  C:\\path\\file.txt",
    "CamelCaseWords snake_case_words SCREAMING_CASE mixedUPPERlower iPhone15Pro",
    "a\u00a0b\u2003c\u3000d\u200be \u00ad",
    "\xE2\x96\x81under \xE2\x96\x81\xE2\x96\x81 <0x0A> [UNK]",
    "'",
    " ",
    "\n",
    "a",
    "0",
    "\x01\x02\x7f control",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "                                                                 far right",
};

} // namespace

Result<std::string> firstDifference(const Tokenizer& a, const Tokenizer& b) {
    for (const char* probe : probes)
        for (const bool special : {false, true}) {
            INK_TRY(left, a.encode(probe, {.addSpecial = special}));
            INK_TRY(right, b.encode(probe, {.addSpecial = special}));
            if (left != right) return std::string(probe);
        }
    for (const std::string& token : a.specialTexts()) {
        const std::string around = "a " + token + " b" + token;
        INK_TRY(left, a.encode(around, {.addSpecial = false, .parseSpecial = true}));
        INK_TRY(right, b.encode(around, {.addSpecial = false, .parseSpecial = true}));
        if (left != right) return around;
    }
    return std::string();
}

} // namespace inkstone
