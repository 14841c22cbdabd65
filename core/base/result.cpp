#include "core/base/result.h"

namespace inkstone {

std::string Error::str() const {
    std::string line = what.str();
    if (!where.empty()) line += ": " + where;
    if (!why.empty()) line += ": " + why.str();
    if (!hint.empty()) line += ". " + hint.str();
    return line;
}

} // namespace inkstone
