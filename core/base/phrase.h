#pragma once
// Words inside a sentence. An argument of a Text stands in it as it is: a name, a number. What phrase() made
// is a Text of its own, which the window looks up in the translations like any other:
//
//     text("the file is %1", phrase("a PDF document"))
//
// term() marks a phrase that waits in a table; the script of the translations looks for both words.

#include "core/base/text.h"

#include <optional>

namespace inkstone {

/// For text() as an argument; Text::fill() writes it out in English.
std::string phrase(const Text& words);
constexpr const char* term(const char* english) { return english; }
/// What phrase() was given; nothing for every other argument.
std::optional<Text> phraseOf(const std::string& argument);

} // namespace inkstone
