#include "core/tokenizer/tokenizer_json.h"

#include "core/base/utf8.h"
#include "core/tokenizer/fingerprint.h"

#include <algorithm>
#include <simdjson.h>

namespace inkstone {

namespace {

using Json = nlohmann::ordered_json;
using simdjson::dom::element;
const Text what = "cannot read the tokenizer";
/// Ids may have gaps, but a number in a file alone allocates nothing large.
constexpr int64_t highestId = 8'000'000;

/// Small parts of the file go through nlohmann; the vocabulary and the merges stay with simdjson.
Json toJson(const element& root, const char* key) {
    element part;
    if (root[key].get(part) != simdjson::SUCCESS) return nullptr;
    Json json = Json::parse(simdjson::minify(part), nullptr, false);
    return json.is_discarded() ? Json(nullptr) : json;
}

bool isTrue(const element& model, const char* key) {
    bool value = false;
    return model[key].get(value) == simdjson::SUCCESS && value;
}

class Reader {
public:
    Reader(const TokenizerSettings& settings, const std::string& name) : m_settings(settings), m_name(name) {}

    Result<std::shared_ptr<const Tokenizer>> run(const element& root) {
        element model;
        if (root["model"].get(model) != simdjson::SUCCESS || !model.is_object())
            return refuse(ErrorCode::Corrupt, "it has no \"model\"");
        INK_CHECK(checkModel(model));
        m_parts.byteLevel = false;
        INK_CHECK(readNormalizer(toJson(root, "normalizer"), m_name, m_parts.normalizer));
        INK_CHECK(readPreTokenizer(toJson(root, "pre_tokenizer"), m_name, m_parts));
        INK_CHECK(readDecoder(toJson(root, "decoder"), m_name, m_parts));
        const Json decoder = toJson(root, "decoder");
        if (!decoder.is_null() && isTrue(model, "byte_fallback") &&
            m_parts.decodeRule != DecodeRule::PerByteOfRun)
            return refuse(ErrorCode::Unsupported,
                          "its decoder has no \"ByteFallback\" for the model's byte tokens");
        INK_CHECK(readPostProcessor(toJson(root, "post_processor"), m_name, m_parts));
        INK_CHECK(readTokens(model));
        INK_CHECK(readAdded(toJson(root, "added_tokens")));
        INK_CHECK(makeModel(model));
        INK_CHECK(readIds());
        m_parts.chatTemplate = m_settings.chatTemplate;
        for (const char* key : {"normalizer", "pre_tokenizer"}) m_parts.settings += toJson(root, key).dump();
        return makeBpeTokenizer(std::move(m_parts));
    }

private:
    tl::unexpected<Error> refuse(ErrorCode code, Text why) {
        return fail(code, what, m_name, std::move(why));
    }

    Status checkModel(const element& model) {
        std::string_view type = "BPE", affix;
        if (model["type"].get(type) == simdjson::SUCCESS && type != "BPE")
            return refuse(ErrorCode::Unsupported,
                          text("its model \"%1\" is not known here; \"BPE\" is", std::string(type)));
        double dropout = 0;
        if (model["dropout"].get(dropout) == simdjson::SUCCESS && dropout != 0)
            return refuse(ErrorCode::Unsupported,
                          text("its model uses \"%1\", which is not known here", std::string("dropout")));
        for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"}) {
            if (model[key].get(affix) == simdjson::SUCCESS && !affix.empty())
                return refuse(ErrorCode::Unsupported,
                              text("its model uses \"%1\", which is not known here", std::string(key)));
        }
        return {};
    }

    Status readTokens(const element& model) {
        simdjson::dom::object vocabulary;
        if (model["vocab"].get(vocabulary) != simdjson::SUCCESS)
            return refuse(ErrorCode::Corrupt, "its model has no \"vocab\"");
        for (const auto [key, value] : vocabulary) {
            int64_t id = -1;
            if (value.get(id) != simdjson::SUCCESS || id < 0 || id > highestId)
                return refuse(ErrorCode::Corrupt,
                              text("the id of the token \"%1\" is not a whole number from 0 to %2",
                                   std::string(key), highestId));
            INK_CHECK(place(TokenId(id), std::string(key)));
        }
        for (const std::string& piece : m_pieces) m_inModel.push_back(!piece.empty());
        return {};
    }

    Status place(TokenId id, std::string piece) {
        if (size_t(id) >= m_pieces.size()) m_pieces.resize(size_t(id) + 1);
        std::string& slot = m_pieces[size_t(id)];
        if (!slot.empty() && slot != piece)
            return refuse(ErrorCode::Corrupt,
                          text("the tokens \"%1\" and \"%2\" share the id %3", slot, piece, id));
        slot = std::move(piece);
        return {};
    }

    Status readAdded(const Json& list) {
        if (list.is_array()) {
            for (const Json& json : list) {
                const bool hasId = json.is_object() && json.contains("id") && json["id"].is_number_integer();
                INK_TRY(token, readAddedToken(json, hasId ? json["id"].get<int64_t>() : -1, m_name));
                m_added.push_back(std::move(token));
            }
        }
        for (const AddedToken& token : m_settings.added) {
            const bool known = std::any_of(m_added.begin(), m_added.end(), [&](const AddedToken& t) {
                return t.id == token.id || t.content == token.content;
            });
            if (!known) m_added.push_back(token);
        }
        for (const AddedToken& token : m_added) {
            if (token.id > highestId)
                return refuse(ErrorCode::Corrupt, text("the id %1 is too large", token.id));
            INK_CHECK(place(token.id, token.content));
        }
        return {};
    }

    Status makeModel(const element& model) {
        BpeOptions options{.byteLevel = m_parts.byteLevel,
                           .byteFallback = isTrue(model, "byte_fallback"),
                           .fuseUnknown = isTrue(model, "fuse_unk"),
                           .addedAreApart = true,
                           .ignoreMerges = isTrue(model, "ignore_merges")};
        std::vector<TokenKind> kinds(m_pieces.size(), TokenKind::Normal);
        for (size_t id = 0; id < m_pieces.size() && options.byteFallback; ++id) {
            if (m_pieces[id].size() == 6 && m_pieces[id].starts_with("<0x") && m_pieces[id].back() == '>')
                kinds[id] = TokenKind::Byte;
        }
        // A word of the model that is an added token besides still comes out of merges. A special one never
        // does, unless it is how the model spells one character.
        std::vector<std::pair<TokenId, TokenKind>> words;
        for (const AddedToken& token : m_added) {
            const TokenKind kind = token.special ? TokenKind::Control : TokenKind::UserDefined;
            const bool spelling =
                !token.content.empty() && firstCodePoint(token.content).length == token.content.size();
            const bool word = (!token.special || spelling) && size_t(token.id) < m_inModel.size() &&
                              m_inModel[size_t(token.id)];
            if (word) words.emplace_back(token.id, kind);
            if (!word) kinds[size_t(token.id)] = kind;
        }
        INK_TRY(vocabulary, Vocabulary::make(std::move(m_pieces), std::move(kinds), m_name));
        m_parts.vocabulary = std::move(vocabulary);
        std::string_view unknown;
        if (model["unk_token"].get(unknown) == simdjson::SUCCESS) {
            options.unknown = m_parts.vocabulary.find(unknown);
            if (options.unknown < 0)
                return refuse(ErrorCode::Corrupt,
                              text("its unk_token \"%1\" is not in the vocabulary", std::string(unknown)));
            m_parts.ids.unknown = options.unknown;
        }
        INK_TRY(merges, readMerges(model));
        INK_TRY(made, BpeModel::fromMerges(m_parts.vocabulary, merges, options, m_name));
        m_parts.model = std::move(made);
        for (const auto& [word, kind] : words) m_parts.vocabulary.setKind(word, kind);
        return splitAdded();
    }

    using Pair = std::pair<std::string, std::string>;
    Result<std::vector<Pair>> readMerges(const element& model) {
        std::vector<Pair> merges;
        simdjson::dom::array list;
        if (model["merges"].get(list) != simdjson::SUCCESS)
            return refuse(ErrorCode::Corrupt, "its model has no \"merges\"");
        Fingerprint all;
        for (const element merge : list) {
            std::string_view line, left, right;
            simdjson::dom::array pair;
            if (merge.get(line) == simdjson::SUCCESS) {
                if (line.starts_with("#version")) continue;
                const size_t space = line.find(' ');
                if (space == std::string_view::npos || line.find(' ', space + 1) != std::string_view::npos)
                    return refuse(ErrorCode::Corrupt,
                                  text("merge %1 is \"%2\", not two parts with a space between",
                                       merges.size(), std::string(line)));
                left = line.substr(0, space);
                right = line.substr(space + 1);
            } else if (merge.get(pair) != simdjson::SUCCESS || pair.size() != 2 ||
                       pair.at(0).get(left) != simdjson::SUCCESS ||
                       pair.at(1).get(right) != simdjson::SUCCESS) {
                return refuse(ErrorCode::Corrupt, text("merge %1 is not a pair of strings", merges.size()));
            }
            merges.emplace_back(left, right);
            all.add(left);
            all.add(right);
        }
        m_parts.settings = all.hex();
        return merges;
    }

    /// Raw tokens first, then those that are looked for in the normalised text.
    Status splitAdded() {
        std::vector<AddedToken> raw, normalized;
        for (AddedToken token : m_added) {
            if (!token.normalized) {
                raw.push_back(std::move(token));
                continue;
            }
            if (!m_parts.normalizer.empty()) {
                token.content = m_parts.normalizer.apply(token.content, false).text;
                m_parts.normalizedTexts.emplace_back(token.id, token.content);
            }
            normalized.push_back(std::move(token));
        }
        m_parts.rawTokens = SpecialTokens(std::move(raw));
        m_parts.normalizedTokens = SpecialTokens(std::move(normalized));
        return {};
    }

    Status readIds() {
        SpecialIds& ids = m_parts.ids;
        const Vocabulary& vocabulary = m_parts.vocabulary;
        const auto find = [&](const std::string& token) {
            return token.empty() ? -1 : vocabulary.find(token);
        };
        ids.bos = find(m_settings.bos);
        ids.eos = find(m_settings.eos);
        ids.padding = find(m_settings.padding);
        if (ids.unknown < 0) ids.unknown = find(m_settings.unknown);
        for (const auto* around : {&ids.before, &ids.after}) {
            for (const TokenId id : *around) {
                if (!vocabulary.contains(id))
                    return refuse(ErrorCode::Corrupt,
                                  text("its template puts in the id %1, which is not in the vocabulary", id));
            }
        }
        ids.ends = knownEndTokens(vocabulary);
        std::vector<TokenId> first = m_settings.ends;
        first.insert(first.begin(), ids.eos);
        for (auto id = first.rbegin(); id != first.rend(); ++id) {
            if (!vocabulary.contains(*id)) continue;
            std::erase(ids.ends, *id);
            ids.ends.insert(ids.ends.begin(), *id);
        }
        return {};
    }

    const TokenizerSettings& m_settings;
    const std::string& m_name;
    BpeTokenizerParts m_parts;
    std::vector<std::string> m_pieces;
    std::vector<bool> m_inModel; ///< by id: in the model's own vocabulary
    std::vector<AddedToken> m_added;
};

} // namespace

Result<std::shared_ptr<const Tokenizer>>
parseTokenizerJson(std::string_view json, const TokenizerSettings& settings, const std::string& name) {
    constexpr size_t deepest = 64;
    simdjson::dom::parser parser;
    element root;
    simdjson::error_code error = parser.allocate(std::max<size_t>(json.size(), 64), deepest);
    if (error == simdjson::SUCCESS) error = parser.parse(json.data(), json.size()).get(root);
    if (error != simdjson::SUCCESS || !root.is_object())
        return fail(ErrorCode::Corrupt, what, name,
                    error == simdjson::SUCCESS
                        ? Text("it is not an object")
                        : text("it is not valid JSON: %1", simdjson::error_message(error)));
    return Reader(settings, name).run(root);
}

} // namespace inkstone
