#include "core/tokenizer/tokenizer.h"

#include "core/base/utf8.h"

namespace inkstone {

namespace {

/// One run of byte tokens, by Hugging Face's ByteFallback rule: all of it or none of it is text.
std::string textOfRun(std::string_view run) {
    if (isValidUtf8(run)) return std::string(run);
    std::string out;
    for (size_t i = 0; i < run.size(); ++i) out += "\xEF\xBF\xBD";
    return out;
}

std::string textOf(std::string_view bytes, DecodeRule rule) {
    return rule == DecodeRule::Lossy ? replaceInvalidUtf8(bytes) : replaceInvalidUtf8Bytes(bytes);
}

/// Takes a leading space off a token's bytes while the text has not begun.
void stripLeadingSpace(const Tokenizer& tokenizer, TokenId id, std::string& bytes, bool& begun) {
    if (begun || bytes.empty()) return;
    const LeadingSpace rule = tokenizer.leadingSpace();
    const TokenKind kind = tokenizer.kind(id);
    const bool ofAPiece = kind != TokenKind::Byte && kind != TokenKind::Unknown && kind != TokenKind::Control;
    if (rule == LeadingSpace::AllOfTheFirstTokenGo && kind == TokenKind::Normal) std::erase(bytes, ' ');
    const bool ofSentencePiece = rule == LeadingSpace::OneOfAPieceGoes || rule == LeadingSpace::AllOfPiecesGo;
    const bool goes = rule == LeadingSpace::OneGoes || (ofSentencePiece && ofAPiece);
    if (goes && bytes.front() == ' ') bytes.erase(0, 1);
    begun = rule != LeadingSpace::AllOfPiecesGo || !bytes.empty();
}

} // namespace

Result<std::string> Tokenizer::decode(std::span<const TokenId> ids, bool special) const {
    std::string all, run;
    // tokenizer.json's Strip comes last, behind the runs of bytes.
    bool begun = leadingSpace() == LeadingSpace::OneGoes;
    for (const TokenId id : ids) {
        if (id < 0 || id >= vocabularySize())
            return fail(ErrorCode::InvalidArgument, "cannot turn tokens into text", {},
                        text("the token %1 is not in the vocabulary of %2", id, vocabularySize()));
        const bool inRun = decodeRule() == DecodeRule::PerByteOfRun && kind(id) == TokenKind::Byte;
        if (!inRun && !run.empty()) {
            all += textOfRun(run);
            run.clear();
        }
        std::string own = bytes(id, special);
        stripLeadingSpace(*this, id, own, begun);
        (inRun ? run : all) += own;
    }
    all += textOfRun(run);
    std::string decoded = textOf(all, decodeRule());
    if (leadingSpace() == LeadingSpace::OneGoes && decoded.starts_with(' ')) decoded.erase(0, 1);
    return decoded;
}

std::string StreamDecoder::push(TokenId id) {
    std::string bytes = m_tokenizer->bytes(id);
    stripLeadingSpace(*m_tokenizer, id, bytes, m_begun);
    m_pending += bytes;
    const size_t ready = m_pending.size() - unfinishedUtf8Suffix(m_pending);
    std::string out = textOf(std::string_view(m_pending).substr(0, ready), m_tokenizer->decodeRule());
    m_pending.erase(0, ready);
    return out;
}

std::string StreamDecoder::finish() {
    std::string out = textOf(m_pending, m_tokenizer->decodeRule());
    m_pending.clear();
    return out;
}

} // namespace inkstone
