#pragma once
// Template text -> tokens, with jinja2's rules of white space under trim_blocks and lstrip_blocks.

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace inkstone::jinja {

struct Token {
    enum class Kind : uint8_t {
        Data,
        OpenPrint,
        ClosePrint,
        OpenBlock,
        CloseBlock,
        Name,
        String,
        Integer,
        Float,
        Operator,
        End
    };
    Kind kind = Kind::End;
    std::string text; ///< of a string: its value
    int64_t integer = 0;
    double number = 0;
    int line = 1;
};

constexpr size_t maxTemplateBytes = 4 << 20;

Result<std::vector<Token>> tokenize(std::string source);

} // namespace inkstone::jinja
