#pragma once

#include <QString>

namespace inkstone {

/// A token as people see it.
struct ShownToken {
    QString text; ///< as decoded; may be part of a character: show the bytes then ("<0xE7>")
    int id = 0;
    bool special = false;    ///< <|im_start|> and its kin
    bool supervised = false; ///< its prediction is trained
};

} // namespace inkstone
