#include "ui/models/shown_tokens.h"

namespace inkstone {

namespace {
/// A token may hold a part of a character: its bytes are shown then.
QString shownText(const std::string& bytes) {
    const QByteArray raw = QByteArray::fromStdString(bytes);
    const QString text = QString::fromUtf8(raw);
    if (text.toUtf8() == raw) return text;
    QString shown;
    for (const char byte : raw)
        shown += QStringLiteral("<0x%1>").arg(int(uchar(byte)), 2, 16, QLatin1Char('0'));
    return shown;
}
} // namespace

QVector<ShownToken> shownTokens(std::span<const TokenId> ids, std::span<const uint8_t> trained,
                                const Tokenizer& tokenizer) {
    QVector<ShownToken> tokens;
    tokens.reserve(qsizetype(ids.size()));
    for (size_t i = 0; i < ids.size(); ++i) {
        const bool special = tokenizer.bytes(ids[i], false).empty();
        tokens.push_back({shownText(tokenizer.bytes(ids[i], true)), int(ids[i]), special,
                          i < trained.size() && trained[i] != 0});
    }
    return tokens;
}

} // namespace inkstone
