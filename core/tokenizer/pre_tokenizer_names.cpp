// The pre-tokenizers that GGUF files name (tokenizer.ggml.pre), as llama.cpp lists them. Where it had to
// adapt the pattern of a model's tokenizer.json, the original stands here.

#include "core/tokenizer/pre_tokenizer.h"

#include <algorithm>

namespace inkstone {

namespace patterns {
const char* const gpt2 = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
const char* const llama3 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
const char* const qwen2 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
// Rust's standard library knows the numbers of Unicode 17 already.
const char* const oneDigit = R"([\p{N}\x{11de0}-\x{11de9}\x{16ff4}-\x{16ff6}])";
// Its list of punctuation is older: these came later, and two were symbols then.
const char* const punctuation =
    R"((?![\x{61d}\x{9fd}\x{a76}\x{c77}\x{c84}\x{1b4e}-\x{1b4f}\x{1b7d}-\x{1b7f}\x{2e43}-\x{2e4f}\x{2e52}-\x{2e5d}\x{10d6e}\x{10ead}\x{10f55}-\x{10f59}\x{10f86}-\x{10f89}\x{113d4}-\x{113d5}\x{113d7}-\x{113d8}\x{1144b}-\x{1144f}\x{1145a}-\x{1145b}\x{1145d}\x{11660}-\x{1166c}\x{116b9}\x{1183b}\x{11944}-\x{11946}\x{119e2}\x{11a3f}-\x{11a46}\x{11a9a}-\x{11a9c}\x{11a9e}-\x{11aa2}\x{11b00}-\x{11b09}\x{11be1}\x{11c41}-\x{11c45}\x{11c70}-\x{11c71}\x{11ef7}-\x{11ef8}\x{11f43}-\x{11f4f}\x{11fff}\x{12ff1}-\x{12ff2}\x{16d6d}-\x{16d6f}\x{16e97}-\x{16e9a}\x{16fe2}\x{1e5ff}\x{1e95e}-\x{1e95f}])[\p{P}$+<=>^`|~\x{166d}\x{111c9}])";
} // namespace patterns

namespace {

/// Letters with upper and lower case, as DeepSeek LLM lists them.
const char* const deepseekLlmLetters =
    R"(\s?[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝὟ-ώᾀ-ᾴᾶ-ᾼιῂ-ῄῆ-ῌῐ-ΐῖ-Ίῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝℤΩℨK-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃]+)";
const char* const deepseekLlmMarks = R"(\s?[!-/:-~！-／：-～‘-‟　-。]+)";
const char* const hanAndHangul = R"([一-龥ࠀ-一가-퟿]+)";

const char* const falconMarks = R"([\p{P}\$\+<=>\^~\|`]+)";
const char* const threeDigits = "[0-9][0-9][0-9]";

const char* const bloom = R"( ?[^(\s|.,!?…。，、।۔،)]+)";

const char* const jais2 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s{512}(?!\S)|\s{256}(?!\S)|\s{128}(?!\S)|\s{64}(?!\S)|\s{32}(?!\S)|\s{16}(?!\S)|\s{8}(?!\S)|\s{4}(?!\S)|\s{1,2}(?!\S)|\s{1})";

const char* const bailing =
    R"('(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+)";

const char* const seedCoder =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}| ?[^\s\p{L}\p{N}\r\n]+|\s*[\r\n]+|\s+(?!\S)|\s+)";

const char* const exaoneMoe =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?(?:\p{L}\p{M}*(?: \p{L}\p{M}*)*)+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]?|\s*[\r\n]|\s+(?!\S)|\s+)";

const char* const youtuScripts =
    R"([가-힣ㄱ-ㆎ]+|[！…“”‘’—：；，、-〿︰-﹏]+|[ㄅ-ㄯ]+|[一-龥぀-ゟ゠-ヿ]+)";
const char* const youtu =
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

const char* const digitsFromTheRight = R"(\d{1,3}(?=(?:\d{3})*\b))";

const char* const qwen35 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

const char* const gpt4o =
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

const char* const tekken =
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

const char* const deepseek3Cjk = R"([一-龥぀-ゟ゠-ヿ]+)";
const char* const deepseek3 =
    R"([!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

const char* const deepseekCoderLetters = R"(\s?\p{L}+)";
const char* const deepseekCoderMarks = R"(\s?\p{P}+)";
const char* const lineBreaks = R"([\r\n])";

/// What else llama.cpp knows by the name alone.
enum class Habit { None, AddsBos, IgnoresMerges, Llama3 }; // Llama3: both

struct Named {
    std::vector<std::string> names;
    std::vector<const char*> patterns;
    Habit habit = Habit::None;
};

const std::vector<Named>& table() {
    static const std::vector<Named> rows = {
        {{"gpt-2",           "gpt2",       "mpt",     "olmo",         "jais",
          "phi-2",           "trillion",   "jina-es", "jina-de",      "jina-v1-en",
          "jina-v2-es",      "jina-v2-de", "exaone4", "jina-v2-code", "roberta-bpe",
          "granite-docling", "gigachat",   "a.x-4.0", "mellum",       "modern-bert"},
         {patterns::gpt2}},
        {{"smollm", "starcoder", "refact", "command-r", "cohere2_moe", "codeshell", "exaone", "minerva-7b",
          "mellum2"},
         {patterns::oneDigit, patterns::gpt2}},
        {{"llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2", "laguna",
          "jina-v5-nano"},
         {patterns::llama3},
         Habit::Llama3},
        {{"smaug-bpe", "dbrx", "glm4", "chatglm-bpe"}, {patterns::llama3}},
        {{"jais-2"}, {jais2}},
        {{"qwen2", "stablelm2", "deepseek-r1-qwen", "hunyuan", "megrez", "kormo", "openpangu", "f2llmv2",
          "solar-open", "grok-2"},
         {patterns::qwen2}},
        {{"qwen35"}, {qwen35}},
        {{"gpt-4o", "llama4", "kanana2", "minimax-m2"}, {gpt4o}},
        {{"tiny_aya"}, {digitsFromTheRight, gpt4o}},
        {{"tekken"}, {tekken}, Habit::Llama3},
        {{"deepseek-llm"},
         {lineBreaks, deepseekLlmLetters, deepseekLlmMarks, R"(\s+$)", hanAndHangul, R"(\p{N}+)"}},
        {{"deepseek-coder"},
         {lineBreaks, deepseekCoderLetters, deepseekCoderMarks, hanAndHangul, patterns::oneDigit}},
        {{"deepseek-v3", "hunyuan-dense", "joyai-llm"}, {R"(\p{N}{1,3})", deepseek3Cjk, deepseek3}},
        {{"youtu"}, {youtuScripts, youtu}, Habit::IgnoresMerges},
        {{"falcon"}, {falconMarks, patterns::gpt2, threeDigits}},
        {{"bloom", "poro-chat", "gpt3-finnish"}, {bloom}},
        {{"viking"}, {bloom, patterns::oneDigit}},
        {{"chameleon"},
         {R"(<sentinel:[0-9]+>)", R"((IMGIMG)((A|B|C|D|E|F|G|H|I){1,4})Z)", R"(([\t\n]|    |  ))",
          patterns::oneDigit, patterns::punctuation, patterns::gpt2},
         Habit::AddsBos},
        {{"bailingmoe", "bailingmoe2", "llada-moe"}, {bailing}},
        {{"seed-coder"}, {seedCoder}},
        {{"exaone-moe"}, {exaoneMoe}},
        {{"default"}, {R"([\p{P}\$\+<=>\^~\|]+)", patterns::gpt2, R"(\p{N}+)", threeDigits}},
    };
    return rows;
}

const Named* find(const std::string& pre) {
    const auto row = std::find_if(table().begin(), table().end(), [&](const Named& r) {
        return std::find(r.names.begin(), r.names.end(), pre) != r.names.end();
    });
    return row == table().end() ? nullptr : &*row;
}

} // namespace

bool ignoresMerges(const std::string& pre) {
    const Named* row = find(pre);
    return row && (row->habit == Habit::Llama3 || row->habit == Habit::IgnoresMerges);
}

bool addsBosByDefault(const std::string& pre) {
    const Named* row = find(pre);
    return row && (row->habit == Habit::Llama3 || row->habit == Habit::AddsBos);
}

std::vector<std::string> preTokenizerNames() {
    std::vector<std::string> names;
    for (const Named& row : table()) names.insert(names.end(), row.names.begin(), row.names.end());
    return names;
}

std::vector<std::string> preTokenizerKinds() {
    std::vector<std::string> names;
    for (const Named& row : table()) names.push_back(row.names.front());
    return names;
}

std::vector<std::string> preTokenizerPatterns(const std::string& pre) {
    const Named* row = find(pre);
    return row ? std::vector<std::string>(row->patterns.begin(), row->patterns.end())
               : std::vector<std::string>();
}

Result<PreTokenizer> PreTokenizer::byName(const std::string& pre, const std::string& file) {
    const Named* row = find(pre);
    if (!row)
        return fail(ErrorCode::Unsupported, "cannot use the tokenizer of this model", file,
                    pre.empty()
                        ? text("it does not name its pre-tokenizer (tokenizer.ggml.pre)")
                        : text("its pre-tokenizer \"%1\" (tokenizer.ggml.pre) is not known here", pre),
                    "use the model's Hugging Face folder instead, which describes its tokenizer in full");
    PreTokenizer made;
    for (const char* pattern : row->patterns) {
        INK_TRY(regex, Regex::compile(pattern));
        made.add(std::move(regex));
    }
    return made;
}

} // namespace inkstone
