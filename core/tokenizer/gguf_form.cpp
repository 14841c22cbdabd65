// A Hugging Face folder's tokenizer as the keys of a GGUF file.
#include "core/tokenizer/pre_tokenizer.h"
#include "core/tokenizer/sentencepiece_model.h"
#include "core/tokenizer/tokenizer_forms.h"
#include "core/tokenizer/tokenizer_settings.h"

#include <algorithm>
#include <unordered_map>

namespace inkstone {

namespace {

constexpr uint64_t largestFile = uint64_t(256) << 20;
constexpr float scoreOfAdded = -1000;

int32_t ggufType(TokenKind kind) {
    switch (kind) {
    case TokenKind::Normal:
        return 1;
    case TokenKind::Unknown:
        return 2;
    case TokenKind::Control:
        return 3;
    case TokenKind::UserDefined:
        return 4;
    case TokenKind::Unused:
        return 5;
    case TokenKind::Byte:
        return 6;
    }
    return 1;
}

class Former {
public:
    Former(const fs::path& folder, const Tokenizer& tokenizer) : m_folder(folder), m_tokenizer(tokenizer) {}

    Result<GgufVocabulary> run() {
        INK_CHECK(readCommon());
        std::error_code ignored;
        if (fs::exists(m_folder / "tokenizer.model", ignored)) {
            INK_TRY(form, fromSentencePiece());
            if (form) return std::move(*form);
        }
        if (fs::exists(m_folder / "tokenizer.json", ignored)) {
            INK_TRY(form, fromJson());
            if (form) return std::move(*form);
        }
        return fail(ErrorCode::Unsupported, "cannot write the tokenizer", m_folder.string(),
                    text("no form that a GGUF file can hold gives the same tokens; they differ on \"%1\"",
                         m_difference.substr(0, 60)),
                    "convert to a Hugging Face folder instead");
    }

private:
    using Maybe = std::optional<GgufVocabulary>;

    Status readCommon() {
        INK_TRY(settings, readTokenizerSettings(m_folder));
        const auto id = [](TokenId value) { return value < 0 ? std::nullopt : std::optional(value); };
        GgufVocabulary& v = m_common;
        v.bos = id(m_tokenizer.bos());
        v.eos = id(m_tokenizer.eos());
        v.unknown = id(m_tokenizer.unknown());
        v.padding = id(m_tokenizer.padding());
        for (const TokenId end : settings.ends)
            if (v.eos && end != *v.eos && end < m_tokenizer.vocabularySize() && !v.eot) v.eot = end;
        v.addBos = m_tokenizer.addsBos();
        v.addEos = m_tokenizer.addsEos();
        v.chatTemplate = m_tokenizer.chatTemplate();
        for (TokenId i = 0; i < m_tokenizer.vocabularySize(); ++i) {
            std::string piece = m_tokenizer.piece(i);
            const bool gap = piece.empty();
            // llama.cpp keeps its vocabulary in C strings.
            const bool nul = piece.find('\0') != std::string::npos;
            if (gap) piece = "[PAD" + std::to_string(i) + "]";
            if (nul) piece = "[NUL" + std::to_string(i) + "]";
            v.tokens.push_back(std::move(piece));
            v.tokenTypes.push_back(ggufType(gap || nul ? TokenKind::Unused : m_tokenizer.kind(i)));
        }
        return {};
    }

    /// The form, when its tokenizer agrees with ours.
    Result<Maybe> proven(const GgufVocabulary& form) {
        const auto made = makeTokenizer(form, m_folder.filename().string());
        if (!made) {
            m_difference = made.error().why.str();
            return Maybe();
        }
        INK_TRY(difference, firstDifference(m_tokenizer, **made));
        if (difference.empty()) return Maybe(form);
        m_difference = difference;
        return Maybe();
    }

    Result<Maybe> fromSentencePiece() {
        const fs::path file = m_folder / "tokenizer.model";
        INK_TRY(bytes, readFile(file, largestFile));
        INK_TRY(facts, checkSentencePiece(bytes, file.string()));
        if (facts.algorithm != SentencePieceFacts::Algorithm::Bpe) {
            m_difference = "Unigram";
            return Maybe();
        }
        GgufVocabulary form = m_common;
        form.model = "llama";
        form.pre = "default";
        form.scores.assign(form.tokens.size(), scoreOfAdded);
        for (size_t i = 0; i < std::min(facts.scores.size(), form.scores.size()); ++i)
            form.scores[i] = facts.scores[i];
        form.addSpacePrefix = facts.addsDummyPrefix;
        return proven(form);
    }

    Result<Maybe> fromJson() {
        INK_TRY(json, readJson(m_folder / "tokenizer.json", {.maxBytes = largestFile, .uniqueKeys = false}));
        const auto model = json.find("model");
        if (model == json.end() || !model->is_object() || !model->contains("merges")) return Maybe();
        for (const Json& merge : (*model)["merges"]) {
            if (merge.is_string()) m_merges.push_back(merge);
            if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string())
                m_merges.push_back(merge[0].get<std::string>() + " " + merge[1].get<std::string>());
        }
        const auto fallback = model->find("byte_fallback");
        return fallback != model->end() && *fallback == true ? fromMetaspace() : fromByteLevel(json);
    }

    /// The name of the way of cutting is found by trying each.
    Result<Maybe> fromByteLevel(const Json& json) {
        GgufVocabulary form = m_common;
        form.model = "gpt2";
        form.merges = m_merges;
        const std::string steps = json.contains("pre_tokenizer") ? json["pre_tokenizer"].dump() : "";
        if (steps.find("\"add_prefix_space\":true") != std::string::npos) form.addSpacePrefix = true;
        for (const std::string& name : preTokenizerKinds()) {
            form.pre = name;
            INK_TRY(found, proven(form));
            if (found) return found;
        }
        return Maybe();
    }

    /// SentencePiece's scores out of ranks: an earlier merge makes a better piece.
    Result<Maybe> fromMetaspace() {
        GgufVocabulary form = m_common;
        form.model = "llama";
        form.pre = "default";
        std::unordered_map<std::string, size_t> ranks;
        for (size_t i = 0; i < m_merges.size(); ++i) {
            const std::string& merge = m_merges[i];
            const size_t space = merge.find(' ', 1);
            if (space != std::string::npos)
                ranks.emplace(merge.substr(0, space) + merge.substr(space + 1), i);
        }
        for (size_t i = 0; i < form.tokens.size(); ++i) {
            const auto rank = ranks.find(form.tokens[i]);
            const bool normal = form.tokenTypes[i] == ggufType(TokenKind::Normal);
            // Above 2^24 neighbouring ranks would share a score.
            form.scores.push_back(rank != ranks.end() ? -float(rank->second) : normal ? -1e8f : 0.f);
        }
        const bool strips = m_tokenizer.leadingSpace() != LeadingSpace::Stays;
        for (const bool prefix : {strips, !strips}) {
            form.addSpacePrefix = prefix;
            INK_TRY(found, proven(form));
            if (found) return found;
        }
        return Maybe();
    }

    const fs::path& m_folder;
    const Tokenizer& m_tokenizer;
    GgufVocabulary m_common;
    std::vector<std::string> m_merges;
    std::string m_difference = "tokenizer.json";
};

} // namespace

Result<GgufVocabulary> vocabularyOfFolder(const fs::path& folder, const Tokenizer& tokenizer) {
    return Former(folder, tokenizer).run();
}

} // namespace inkstone
