#pragma once
// Token ids as the window shows them.

#include "core/tokenizer/tokenizer.h"
#include "ui/models/shown_token.h"

#include <QVector>
#include <span>

namespace inkstone {

/// `trained` marks what a run learns; it may be shorter than `ids`.
QVector<ShownToken> shownTokens(std::span<const TokenId> ids, std::span<const uint8_t> trained,
                                const Tokenizer& tokenizer);

} // namespace inkstone
