#pragma once
// Sentences of core, in the language of the window. core writes English patterns; they are looked up in the
// translation context "core" and filled in afterwards.

#include "core/base/result.h"

#include <QString>

namespace inkstone {

QString toQString(const Text& text);

/// An error as a notice shows it.
struct ErrorWords {
    QString title;   ///< what happened
    QString place;   ///< the file (without its folder), line or thing it is about; may be empty
    QString reason;  ///< why, and what to do; one or two sentences
    QString whole;   ///< title and reason, one after the other
    QString details; ///< everything, in English as well, for "Copy details"
};
ErrorWords wordsOf(const Error& error);

} // namespace inkstone
