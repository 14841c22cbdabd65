// normalizer, pre_tokenizer, decoder and post_processor of tokenizer.json.

#include "core/tokenizer/regex_syntax.h"
#include "core/tokenizer/tokenizer_json.h"

#include <algorithm>

namespace inkstone {

namespace {

using Json = nlohmann::ordered_json;
const Text what = "cannot use this tokenizer";
constexpr const char* metaspace = "\xE2\x96\x81";

std::string typeOf(const Json& json) {
    const auto type = json.is_object() ? json.find("type") : json.end();
    return json.is_object() && type != json.end() && type->is_string() ? type->get<std::string>() : "?";
}

tl::unexpected<Error> unknown(const char* part, const std::string& type, const std::string& name) {
    return fail(ErrorCode::Unsupported, what, name,
                text("its %1 \"%2\" is not known here", std::string(part), type));
}

bool flag(const Json& json, const char* key, bool absent) {
    const auto found = json.find(key);
    return found != json.end() && found->is_boolean() ? found->get<bool>() : absent;
}
std::string string(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

void collectSteps(const Json& json, const char* listKey, std::vector<const Json*>& steps) {
    const auto list = typeOf(json) == "Sequence" ? json.find(listKey) : json.end();
    if (!json.is_object() || list == json.end() || !list->is_array()) return steps.push_back(&json);
    for (const Json& step : *list) collectSteps(step, listKey, steps);
}
/// The steps of a Sequence, or the one step itself. The JSON nests 64 deep at most.
std::vector<const Json*> stepsOf(const Json& json, const char* listKey) {
    std::vector<const Json*> steps;
    if (!json.is_null()) collectSteps(json, listKey, steps);
    return steps;
}

int64_t number(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_number_integer() ? found->get<int64_t>() : 0;
}

/// {"String": ...} or {"Regex": ...}
struct Pattern {
    std::string text;
    bool regex = false;
};
Result<Pattern> patternOf(const Json& step, const std::string& name) {
    const auto found = step.find("pattern");
    if (found != step.end() && found->is_object()) {
        if (found->contains("Regex") && (*found)["Regex"].is_string())
            return Pattern{(*found)["Regex"], true};
        if (found->contains("String") && (*found)["String"].is_string())
            return Pattern{(*found)["String"], false};
    }
    return fail(ErrorCode::Corrupt, what, name, text("its \"%1\" has no pattern", typeOf(step)));
}

Status addMetaspace(const Json& step, BpeTokenizerParts& parts, const std::string& name) {
    const std::string replacement = string(step, "replacement");
    const bool legacy = step.contains("add_prefix_space");
    const std::string scheme = step.contains("prepend_scheme") ? string(step, "prepend_scheme")
                               : legacy && !flag(step, "add_prefix_space", true) ? "never"
                                                                                 : "always";
    if (replacement != metaspace) return unknown("Metaspace replacement", replacement, name);
    if (legacy && !flag(step, "add_prefix_space", true) && scheme != "never")
        return fail(ErrorCode::Corrupt, what, name, "Metaspace says both to add a prefix space and not to");
    parts.spaces.addReplace(" ", metaspace);
    if (scheme == "always" || scheme == "first") {
        const auto when = scheme == "first" ? Normalizer::When::FirstSegment : Normalizer::When::Always;
        parts.spaces.addPrepend(metaspace, when, true);
    } else if (scheme != "never") {
        return unknown("prepend_scheme", scheme, name);
    }
    if (!flag(step, "split", true)) return {};
    INK_TRY(regex, Regex::compile(metaspace));
    parts.preTokenizer.add(std::move(regex), SplitBehavior::MergedWithNext);
    return {};
}

Result<SplitBehavior> behaviorOf(const std::string& behavior, const std::string& name) {
    static const std::pair<const char*, SplitBehavior> known[] = {
        {"Isolated", SplitBehavior::Isolated},
        {"Removed", SplitBehavior::Removed},
        {"MergedWithPrevious", SplitBehavior::MergedWithPrevious},
        {"MergedWithNext", SplitBehavior::MergedWithNext},
        {"Contiguous", SplitBehavior::Contiguous}};
    for (const auto& [word, value] : known) {
        if (behavior == word) return value;
    }
    return unknown("split behavior", behavior, name);
}

Status addPattern(PreTokenizer& out, const std::string& pattern, SplitBehavior behavior,
                  bool invert = false) {
    INK_TRY(regex, Regex::compile(pattern));
    out.add(std::move(regex), behavior, invert);
    return {};
}

Status addByteLevel(const Json& step, bool first, const std::string& name, BpeTokenizerParts& parts) {
    if (parts.byteLevel) return unknown("pre_tokenizer after another of its kind", "ByteLevel", name);
    parts.byteLevel = true;
    if (flag(step, "add_prefix_space", true)) {
        if (!first) return unknown("prefix space after another", "ByteLevel", name);
        parts.spaces.addPrepend(" ", Normalizer::When::Always, true);
    }
    if (flag(step, "use_regex", true))
        INK_CHECK(addPattern(parts.preTokenizer, patterns::gpt2, SplitBehavior::Isolated));
    parts.preTokenizer.seeStandIns();
    return {};
}

Status addPreTokenizer(const Json& step, bool first, const std::string& name, BpeTokenizerParts& parts) {
    const std::string type = typeOf(step);
    if (type == "ByteLevel") return addByteLevel(step, first, name, parts);
    if (type == "Split") {
        INK_TRY(pattern, patternOf(step, name));
        INK_TRY(behavior, behaviorOf(string(step, "behavior"), name));
        return addPattern(parts.preTokenizer, pattern.regex ? pattern.text : Regex::escape(pattern.text),
                          behavior, flag(step, "invert", false));
    }
    if (type == "Digits")
        return addPattern(parts.preTokenizer, patterns::oneDigit,
                          flag(step, "individual_digits", false) ? SplitBehavior::Isolated
                                                                 : SplitBehavior::Contiguous);
    if (type == "Punctuation") {
        const std::string spelled = string(step, "behavior");
        INK_TRY(behavior, behaviorOf(spelled.empty() ? "Isolated" : spelled, name));
        return addPattern(parts.preTokenizer, patterns::punctuation, behavior);
    }
    if (type == "Whitespace") {
        const std::string word(rustWordCharacters);
        return addPattern(parts.preTokenizer, "[" + word + "]+|[^" + word + R"(\s]+)", SplitBehavior::Removed,
                          true);
    }
    if (type == "WhitespaceSplit") return addPattern(parts.preTokenizer, R"(\s)", SplitBehavior::Removed);
    if (type == "CharDelimiterSplit")
        return addPattern(parts.preTokenizer, Regex::escape(string(step, "delimiter")),
                          SplitBehavior::Removed);
    if (type == "Metaspace") {
        if (!first) return unknown("pre_tokenizer after another", type, name);
        return addMetaspace(step, parts, name);
    }
    return unknown("pre_tokenizer", type, name);
}

Status addNormalizer(const Json& step, const std::string& name, Normalizer& out) {
    const std::string type = typeOf(step);
    if (type == "NFC") {
        out.addForm(Normalizer::Form::Nfc);
    } else if (type == "NFD") {
        out.addForm(Normalizer::Form::Nfd);
    } else if (type == "NFKC") {
        out.addForm(Normalizer::Form::Nfkc);
    } else if (type == "NFKD") {
        out.addForm(Normalizer::Form::Nfkd);
    } else if (type == "Lowercase") {
        out.addLowercase();
    } else if (type == "StripAccents") {
        out.addStripAccents();
    } else if (type == "Prepend") {
        out.addPrepend(string(step, "prepend"), Normalizer::When::Always, false);
    } else if (type == "Strip") {
        out.addStrip(flag(step, "strip_left", true), flag(step, "strip_right", true));
    } else if (type == "Replace") {
        INK_TRY(pattern, patternOf(step, name));
        if (pattern.regex) {
            INK_TRY(regex, Regex::compile(pattern.text));
            if (regex.matchesEmpty()) return unknown("normalizer that replaces nothing", pattern.text, name);
            out.addReplace(std::move(regex), string(step, "content"));
        } else if (pattern.text.empty()) {
            return unknown("normalizer that replaces nothing", pattern.text, name);
        } else {
            out.addReplace(pattern.text, string(step, "content"));
        }
    } else {
        return unknown("normalizer", type, name);
    }
    return {};
}

/// A decoder's steps by their order: each changes what the ones behind it see.
class DecoderSteps {
public:
    explicit DecoderSteps(BpeTokenizerParts& parts) : m_parts(parts) {}

    Status add(const Json& step, const std::string& name) {
        const std::string type = typeOf(step);
        const auto misplaced = [&] { return unknown("decoder in this place", type, name); };
        if (m_last == "Strip" || (m_last == "Metaspace" && type != "Fuse")) return misplaced();
        if (type == "ByteLevel") {
            if (!m_parts.byteLevel || !m_last.empty()) return misplaced();
            m_stands = true;
        } else if (type == "Replace") {
            INK_TRY(pattern, patternOf(step, name));
            const bool usual = !pattern.regex && pattern.text == metaspace && string(step, "content") == " ";
            if (!usual) return unknown("decoder that replaces", pattern.text, name);
            if (!m_last.empty()) return misplaced();
            m_spaces = true;
        } else if (type == "Metaspace") {
            const std::string replacement = string(step, "replacement");
            if (replacement != metaspace) return unknown("Metaspace replacement", replacement, name);
            if (!m_last.empty()) return misplaced();
            const bool never =
                string(step, "prepend_scheme") == "never" || !flag(step, "add_prefix_space", true);
            m_parts.leadingSpace = never ? LeadingSpace::Stays : LeadingSpace::AllOfTheFirstTokenGo;
            m_spaces = true;
        } else if (type == "ByteFallback") {
            if (m_last != "Replace" && !m_last.empty()) return misplaced();
            m_parts.decodeRule = DecodeRule::PerByteOfRun;
        } else if (type == "Strip") {
            const bool usual =
                string(step, "content") == " " && number(step, "start") == 1 && number(step, "stop") == 0;
            if (!usual || m_last != "Fuse" || m_parts.byteLevel) return misplaced();
            m_parts.leadingSpace = LeadingSpace::OneGoes;
        } else if (type != "Fuse") {
            return unknown("decoder", type, name);
        }
        m_last = type;
        return {};
    }
    /// A byte-level vocabulary needs its ByteLevel; others a step that makes spaces of "\u2581".
    Status finish(const std::string& name) const {
        const bool whole = m_parts.byteLevel ? m_stands : m_spaces;
        return whole ? Status{} : unknown("decoder for such a vocabulary", m_last, name);
    }

private:
    BpeTokenizerParts& m_parts;
    std::string m_last;
    bool m_stands = false, m_spaces = false; ///< stand-ins become bytes, "\u2581" spaces
};

/// {"SpecialToken": {"id": "<s>"}} is looked up in special_tokens.
Status addTemplate(const Json& step, const std::string& name, SpecialIds& ids) {
    const auto single = step.find("single"), tokens = step.find("special_tokens");
    if (single == step.end() || !single->is_array())
        return fail(ErrorCode::Corrupt, what, name, "its TemplateProcessing has no \"single\"");
    const auto isText = [](const Json& part) { return !part.is_object() || !part.contains("SpecialToken"); };
    if (std::count_if(single->begin(), single->end(), isText) != 1)
        return fail(ErrorCode::Unsupported, what, name, "its template does not put in the text exactly once");
    bool behind = false;
    for (const Json& part : *single) {
        if (isText(part)) {
            behind = true;
            continue;
        }
        const std::string token = part["SpecialToken"].is_object() ? string(part["SpecialToken"], "id") : "";
        const bool known = tokens != step.end() && tokens->is_object() && tokens->contains(token) &&
                           (*tokens)[token].is_object() && (*tokens)[token].contains("ids");
        if (!known)
            return fail(ErrorCode::Corrupt, what, name,
                        text("its template names \"%1\", which it does not define", token));
        for (const Json& id : (*tokens)[token]["ids"]) {
            if (!id.is_number_integer() || id.get<int64_t>() < 0 || id.get<int64_t>() > INT32_MAX)
                return fail(ErrorCode::Corrupt, what, name, text("the id of \"%1\" is not valid", token));
            (behind ? ids.after : ids.before).push_back(id.get<TokenId>());
        }
    }
    return {};
}

} // namespace

Status readNormalizer(const Json& json, const std::string& name, Normalizer& out) {
    for (const Json* step : stepsOf(json, "normalizers")) INK_CHECK(addNormalizer(*step, name, out));
    return {};
}

Status readPreTokenizer(const Json& json, const std::string& name, BpeTokenizerParts& parts) {
    const auto steps = stepsOf(json, "pretokenizers");
    for (size_t i = 0; i < steps.size(); ++i) INK_CHECK(addPreTokenizer(*steps[i], i == 0, name, parts));
    return {};
}

Status readDecoder(const Json& json, const std::string& name, BpeTokenizerParts& parts) {
    const auto steps = stepsOf(json, "decoders");
    // Without a decoder `tokenizers` shows the raw pieces with spaces between; here they are text all the
    // same.
    if (steps.empty()) return {};
    DecoderSteps order(parts);
    for (const Json* step : steps) INK_CHECK(order.add(*step, name));
    return order.finish(name);
}

Status readPostProcessor(const Json& json, const std::string& name, BpeTokenizerParts& parts) {
    bool any = false;
    for (const Json* step : stepsOf(json, "processors")) {
        const std::string type = typeOf(*step);
        if (type == "TemplateProcessing") {
            if (any) return unknown("post_processor behind another of its kind", type, name);
            any = true;
            INK_CHECK(addTemplate(*step, name, parts.ids));
        } else if (type != "ByteLevel") {
            return unknown("post_processor", type, name);
        }
    }
    return {};
}

} // namespace inkstone
