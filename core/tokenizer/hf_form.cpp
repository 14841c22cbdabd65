// A GGUF file's tokenizer as the files of a Hugging Face folder.
#include "core/tokenizer/pre_tokenizer.h"
#include "core/tokenizer/tokenizer_forms.h"
#include "core/tokenizer/tokenizer_json.h"

#include <algorithm>
#include <unordered_map>

namespace inkstone {

namespace {

constexpr const char* metaspace = "\xE2\x96\x81";

/// Merges in the order SentencePiece's scores imply: the best piece first, and of its halves the ones with
/// the lowest ids (as transformers makes them of a .model file).
Json mergesOfScores(const GgufVocabulary& v) {
    std::unordered_map<std::string_view, TokenId> ids;
    for (size_t i = 0; i < v.tokens.size(); ++i) ids.emplace(v.tokens[i], TokenId(i));
    struct Merge {
        float score;
        TokenId left, right;
    };
    std::vector<Merge> merges;
    for (size_t i = 0; i < v.tokens.size(); ++i) {
        // Only these two kinds come out of joining.
        const int32_t type = v.tokenTypes.empty() ? 1 : v.tokenTypes[i];
        if (type != 1 && type != 4) continue;
        const std::string_view piece = v.tokens[i];
        std::vector<Merge> ways;
        for (size_t cut = 1; cut < piece.size(); ++cut) {
            if ((uint8_t(piece[cut]) & 0xC0) == 0x80) continue; // inside a character
            const auto left = ids.find(piece.substr(0, cut)), right = ids.find(piece.substr(cut));
            if (left != ids.end() && right != ids.end())
                ways.push_back({v.scores[i], left->second, right->second});
        }
        std::sort(ways.begin(), ways.end(), [](const Merge& a, const Merge& b) {
            return a.left != b.left ? a.left < b.left : a.right < b.right;
        });
        merges.insert(merges.end(), ways.begin(), ways.end());
    }
    std::stable_sort(merges.begin(), merges.end(),
                     [](const Merge& a, const Merge& b) { return a.score > b.score; });
    Json list = Json::array();
    for (const Merge& merge : merges)
        list.push_back({v.tokens[size_t(merge.left)], v.tokens[size_t(merge.right)]});
    return list;
}

Json replace(const char* from, const char* to) {
    return {{"type", "Replace"}, {"pattern", {{"String", from}}}, {"content", to}};
}

Json step(const char* type) { return Json::object({{"type", type}}); }

Json sequence(const char* list, Json steps) { return {{"type", "Sequence"}, {list, std::move(steps)}}; }

Json byteLevel(bool prefix, bool regex) {
    return {
        {"type", "ByteLevel"}, {"add_prefix_space", prefix}, {"trim_offsets", true}, {"use_regex", regex}};
}

class Former {
public:
    Former(const GgufVocabulary& vocabulary, const Tokenizer& tokenizer, std::string name)
        : v(vocabulary), m_tokenizer(tokenizer), m_name(std::move(name)) {}

    Result<HfTokenizerFiles> run(int64_t context) {
        HfTokenizerFiles files;
        readAdded();
        files.tokenizer = v.model == "llama" ? scored() : byteLevelJson();
        files.config = config(context);
        files.specialTokens = m_specials;
        const std::vector<TokenId> ends = m_tokenizer.endTokens();
        if (ends.size() == 1) files.generationStops = ends.front();
        if (ends.size() > 1) files.generationStops = ends;
        INK_CHECK(prove(files));
        return files;
    }

private:
    std::string tokenText(TokenId id) const {
        return id >= 0 && size_t(id) < v.tokens.size() ? v.tokens[size_t(id)] : std::string();
    }

    void readAdded() {
        for (TokenId id = 0; id < TokenId(v.tokens.size()); ++id) {
            const TokenKind kind = m_tokenizer.kind(id);
            const bool special = kind == TokenKind::Control || kind == TokenKind::Unknown;
            if (!special && kind != TokenKind::UserDefined) continue;
            m_added.push_back({{"id", id},
                               {"content", v.tokens[size_t(id)]},
                               {"single_word", false},
                               {"lstrip", false},
                               {"rstrip", false},
                               {"normalized", false},
                               {"special", special}});
        }
        const std::pair<const char*, TokenId> named[] = {{"bos_token", m_tokenizer.bos()},
                                                         {"eos_token", m_tokenizer.eos()},
                                                         {"unk_token", m_tokenizer.unknown()},
                                                         {"pad_token", m_tokenizer.padding()}};
        for (const auto& [key, id] : named)
            if (!tokenText(id).empty()) m_specials[key] = tokenText(id);
    }

    Json vocabularyJson() const {
        Json vocabulary = Json::object();
        // Straight into the map: ordered_json looks through all keys for each insertion.
        Json::object_t::Container& pairs = vocabulary.get_ref<Json::object_t&>();
        pairs.reserve(v.tokens.size());
        for (size_t i = 0; i < v.tokens.size(); ++i) pairs.emplace_back(v.tokens[i], Json(i));
        return vocabulary;
    }

    Json root() const {
        return {{"version", "1.0"},          {"truncation", nullptr}, {"padding", nullptr},
                {"added_tokens", m_added},   {"normalizer", nullptr}, {"pre_tokenizer", nullptr},
                {"post_processor", nullptr}, {"decoder", nullptr},    {"model", nullptr}};
    }

    Json model() const {
        return {{"type", "BPE"},
                {"dropout", nullptr},
                {"unk_token", nullptr},
                {"continuing_subword_prefix", nullptr},
                {"end_of_word_suffix", nullptr},
                {"fuse_unk", false},
                {"byte_fallback", false},
                {"ignore_merges", false}};
    }

    /// "$A" with BOS before and EOS behind where the model adds them; null when it adds none.
    Json template_() const {
        if (!m_tokenizer.addsBos() && !m_tokenizer.addsEos()) return nullptr;
        const auto processor = [&](bool pair) {
            Json parts = Json::array();
            for (int part = 0; part < (pair ? 2 : 1); ++part) {
                const auto special = [&](TokenId id) {
                    parts.push_back({{"SpecialToken", {{"id", tokenText(id)}, {"type_id", part}}}});
                };
                if (m_tokenizer.addsBos()) special(m_tokenizer.bos());
                parts.push_back({{"Sequence", {{"id", part ? "B" : "A"}, {"type_id", part}}}});
                if (m_tokenizer.addsEos()) special(m_tokenizer.eos());
            }
            return parts;
        };
        Json tokens = Json::object();
        const auto define = [&](TokenId id) {
            tokens[tokenText(id)] = {{"id", tokenText(id)}, {"ids", {id}}, {"tokens", {tokenText(id)}}};
        };
        if (m_tokenizer.addsBos()) define(m_tokenizer.bos());
        if (m_tokenizer.addsEos()) define(m_tokenizer.eos());
        return {{"type", "TemplateProcessing"},
                {"single", processor(false)},
                {"pair", processor(true)},
                {"special_tokens", tokens}};
    }

    Json byteLevelJson() const {
        Json json = root(), made = model();
        const bool prefix = v.addSpacePrefix.value_or(false);
        Json steps = Json::array();
        const std::vector<std::string> known = preTokenizerPatterns(v.pre);
        const bool gpt2Last = !known.empty() && known.back() == patterns::gpt2;
        for (size_t i = 0; i + (gpt2Last ? 1 : 0) < known.size(); ++i)
            steps.push_back(known[i] == patterns::oneDigit
                                ? Json{{"type", "Digits"}, {"individual_digits", true}}
                                : Json{{"type", "Split"},
                                       {"pattern", {{"Regex", known[i]}}},
                                       {"behavior", "Isolated"},
                                       {"invert", false}});
        steps.push_back(byteLevel(prefix, gpt2Last));
        json["pre_tokenizer"] = steps.size() == 1 ? steps[0] : sequence("pretokenizers", steps);
        // Qwen's own tokenizer composes characters first; GGUF has no word for it.
        if (v.pre == "qwen2") json["normalizer"] = step("NFC");
        json["decoder"] = byteLevel(true, true);
        Json processor = template_();
        json["post_processor"] = processor.is_null() ? byteLevel(true, true) : processor;
        made["ignore_merges"] = ignoresMerges(v.pre);
        made["vocab"] = vocabularyJson();
        Json merges = Json::array();
        for (const std::string& merge : v.merges) {
            const size_t space = merge.find(' ', 1);
            merges.push_back({merge.substr(0, space), merge.substr(space + 1)});
        }
        made["merges"] = std::move(merges);
        json["model"] = std::move(made);
        return json;
    }

    Json scored() const {
        Json json = root(), made = model();
        const bool prefix = v.addSpacePrefix.value_or(true);
        Json normalizers = Json::array();
        if (prefix) normalizers.push_back({{"type", "Prepend"}, {"prepend", metaspace}});
        normalizers.push_back(replace(" ", metaspace));
        json["normalizer"] = sequence("normalizers", std::move(normalizers));
        Json decoders = Json::array({replace(metaspace, " "), step("ByteFallback"), step("Fuse")});
        if (prefix) decoders.push_back({{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}});
        json["decoder"] = sequence("decoders", std::move(decoders));
        json["post_processor"] = template_();
        const std::string unknown = tokenText(m_tokenizer.unknown());
        if (!unknown.empty()) made["unk_token"] = unknown;
        made["fuse_unk"] = true;
        made["byte_fallback"] = true;
        made["vocab"] = vocabularyJson();
        made["merges"] = mergesOfScores(v);
        json["model"] = std::move(made);
        return json;
    }

    Json config(int64_t context) const {
        Json decoder = Json::object();
        for (const Json& token : m_added) {
            Json entry = token;
            entry.erase("id");
            decoder[std::to_string(token["id"].get<TokenId>())] = std::move(entry);
        }
        Json json = m_specials;
        json["add_bos_token"] = m_tokenizer.addsBos();
        json["add_eos_token"] = m_tokenizer.addsEos();
        json["added_tokens_decoder"] = std::move(decoder);
        json["clean_up_tokenization_spaces"] = false;
        json["model_max_length"] = context;
        json["tokenizer_class"] = "PreTrainedTokenizerFast";
        if (!v.chatTemplate.empty()) json["chat_template"] = v.chatTemplate;
        return json;
    }

    Status prove(const HfTokenizerFiles& files) const {
        TokenizerSettings settings;
        const auto named = [&](const char* key) { return m_specials.value(key, std::string()); };
        settings.bos = named("bos_token");
        settings.eos = named("eos_token");
        settings.unknown = named("unk_token");
        settings.padding = named("pad_token");
        INK_TRY(made, parseTokenizerJson(dumpJson(files.tokenizer, -1), settings, m_name));
        INK_TRY(difference, firstDifference(m_tokenizer, *made));
        if (difference.empty()) return {};
        return fail(
            ErrorCode::Unsupported, "cannot write the tokenizer", m_name,
            text("the tokenizer.json made of it gives other tokens on \"%1\"", difference.substr(0, 60)),
            "convert to GGUF instead");
    }

    const GgufVocabulary& v;
    const Tokenizer& m_tokenizer;
    std::string m_name;
    Json m_added = Json::array(), m_specials = Json::object();
};

} // namespace

Result<HfTokenizerFiles> filesOfVocabulary(const GgufVocabulary& vocabulary, const Tokenizer& tokenizer,
                                           int64_t context, const std::string& name) {
    return Former(vocabulary, tokenizer, name).run(context);
}

} // namespace inkstone
