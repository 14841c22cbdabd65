// The tokenizer a GGUF file describes: "gpt2" (byte-level merges) or "llama" (SentencePiece scores).

#include "core/tokenizer/bpe_tokenizer.h"

#include <cmath>

namespace inkstone {

namespace {

const Text what = "cannot use the tokenizer of this model";

TokenKind kindOf(int32_t ggufType) {
    switch (ggufType) {
    case 2:
        return TokenKind::Unknown;
    case 3:
        return TokenKind::Control;
    case 4:
        return TokenKind::UserDefined;
    case 5:
        return TokenKind::Unused;
    case 6:
        return TokenKind::Byte;
    default:
        return TokenKind::Normal;
    }
}

Status check(const GgufVocabulary& v, const std::string& name) {
    const size_t n = v.tokens.size();
    if (n == 0) return fail(ErrorCode::Corrupt, what, name, "it has no tokens (tokenizer.ggml.tokens)");
    if (n > size_t(INT32_MAX) / 2)
        return fail(ErrorCode::Corrupt, what, name, text("%1 tokens are more than an id can name", n));
    if (!v.scores.empty() && v.scores.size() != n)
        return fail(ErrorCode::Corrupt, what, name,
                    text("it has %1 tokens but %2 scores (tokenizer.ggml.scores)", n, v.scores.size()));
    if (!v.tokenTypes.empty() && v.tokenTypes.size() != n)
        return fail(
            ErrorCode::Corrupt, what, name,
            text("it has %1 tokens but %2 types (tokenizer.ggml.token_type)", n, v.tokenTypes.size()));
    const std::pair<const char*, std::optional<TokenId>> ids[] = {
        {"bos_token_id", v.bos}, {"eos_token_id", v.eos},         {"eot_token_id", v.eot},
        {"eom_token_id", v.eom}, {"unknown_token_id", v.unknown}, {"padding_token_id", v.padding}};
    for (const auto& [key, id] : ids) {
        if (id && (*id < -1 || *id >= int64_t(n)))
            return fail(ErrorCode::Corrupt, what, name,
                        text("tokenizer.ggml.%1 is %2; the vocabulary has %3 tokens", key, *id, n));
    }
    for (size_t i = 0; i < v.scores.size(); ++i) {
        if (std::isnan(v.scores[i]))
            return fail(ErrorCode::Corrupt, what, name, text("the score of token %1 is not a number", i));
    }
    return {};
}

/// "a b": the space that parts them is the first one after the first character, since a part may be a space.
Result<std::vector<std::pair<std::string, std::string>>> readMerges(const GgufVocabulary& v,
                                                                    const std::string& name) {
    std::vector<std::pair<std::string, std::string>> merges;
    merges.reserve(v.merges.size());
    for (const std::string& line : v.merges) {
        const size_t space = line.find(' ', 1);
        if (space == std::string::npos || space + 1 == line.size())
            return fail(ErrorCode::Corrupt, what, name,
                        text("merge %1 is \"%2\", not two parts with a space between", merges.size(), line));
        merges.emplace_back(line.substr(0, space), line.substr(space + 1));
    }
    return merges;
}

void readIds(const GgufVocabulary& v, bool addBosByDefault, BpeTokenizerParts& parts) {
    SpecialIds& ids = parts.ids;
    ids.bos = v.bos.value_or(-1);
    ids.eos = v.eos.value_or(-1);
    ids.unknown = v.unknown.value_or(-1);
    ids.padding = v.padding.value_or(-1);
    if (v.addBos.value_or(addBosByDefault) && ids.bos >= 0) ids.before = {ids.bos};
    if (v.addEos.value_or(false) && ids.eos >= 0) ids.after = {ids.eos};
    ids.ends = knownEndTokens(parts.vocabulary);
    for (const auto id : {v.eom, v.eot, v.eos}) {
        if (!id || *id < 0) continue;
        std::erase(ids.ends, *id);
        ids.ends.insert(ids.ends.begin(), *id);
    }
}

SpecialTokens addedTokens(const Vocabulary& vocabulary) {
    std::vector<AddedToken> added;
    for (TokenId id = 0; id < vocabulary.size(); ++id) {
        const TokenKind kind = vocabulary.kind(id);
        if (kind != TokenKind::Control && kind != TokenKind::UserDefined && kind != TokenKind::Unknown)
            continue;
        added.push_back(
            {.content = vocabulary.piece(id), .id = id, .special = kind != TokenKind::UserDefined});
    }
    return SpecialTokens(std::move(added));
}

Status readByteLevel(const GgufVocabulary& v, const std::string& name, BpeTokenizerParts& parts) {
    INK_TRY(preTokenizer, PreTokenizer::byName(v.pre, name));
    parts.preTokenizer = std::move(preTokenizer);
    INK_TRY(merges, readMerges(v, name));
    const BpeOptions options{.byteLevel = true, .ignoreMerges = ignoresMerges(v.pre)};
    INK_TRY(model, BpeModel::fromMerges(parts.vocabulary, merges, options, name));
    parts.model = std::move(model);
    if (v.addSpacePrefix.value_or(false)) parts.spaces.addPrepend(" ", Normalizer::When::FirstSegment, true);
    readIds(v, addsBosByDefault(v.pre), parts);
    return {};
}

Status readScores(const GgufVocabulary& v, const std::string& name, BpeTokenizerParts& parts) {
    if (v.scores.empty())
        return fail(ErrorCode::Corrupt, what, name, "a SentencePiece vocabulary needs tokenizer.ggml.scores");
    const BpeOptions options{.byteFallback = true, .fuseUnknown = true, .unknown = v.unknown.value_or(0)};
    INK_TRY(model, BpeModel::fromScores(parts.vocabulary, v.scores, options));
    parts.model = std::move(model);
    parts.byteLevel = false;
    parts.decodeRule = DecodeRule::PerByte;
    const bool prefix = v.addSpacePrefix.value_or(true);
    if (prefix) parts.spaces.addPrepend(" ", Normalizer::When::Always, false);
    parts.spaces.addReplace(" ", "\xE2\x96\x81");
    if (prefix) parts.leadingSpace = LeadingSpace::OneGoes;
    readIds(v, true, parts);
    return {};
}

} // namespace

Result<std::shared_ptr<const Tokenizer>> makeTokenizer(GgufVocabulary v, const std::string& name) {
    INK_CHECK(check(v, name));
    const bool byteLevel = v.model == "gpt2";
    if (!byteLevel && v.model != "llama")
        return fail(
            ErrorCode::Unsupported, what, name,
            text("its kind \"%1\" (tokenizer.ggml.model) is not known here; \"gpt2\" and \"llama\" are",
                 v.model));
    std::vector<TokenKind> kinds;
    for (const int32_t type : v.tokenTypes) kinds.push_back(kindOf(type));
    BpeTokenizerParts parts;
    INK_TRY(vocabulary, Vocabulary::make(std::move(v.tokens), std::move(kinds), name));
    parts.vocabulary = std::move(vocabulary);
    INK_CHECK(byteLevel ? readByteLevel(v, name, parts) : readScores(v, name, parts));
    parts.rawTokens = addedTokens(parts.vocabulary);
    parts.settings = v.model + "\n" + v.pre + "\n" + (parts.spaces.empty() ? "" : "space");
    for (const std::string& merge : v.merges) parts.settings += "\n" + merge;
    parts.chatTemplate = std::move(v.chatTemplate);
    return makeBpeTokenizer(std::move(parts));
}

} // namespace inkstone
