#pragma once
// Tokens -> tree, by jinja2's grammar. The depth of expressions and blocks is capped here, so that neither
// the parser nor the interpreter recurses without end.

#include "core/tokenizer/jinja_ast.h"
#include "core/tokenizer/jinja_lexer.h"

namespace inkstone::jinja {

constexpr int maxTreeDepth = 200;

Result<Body> parse(std::vector<Token> tokens);

} // namespace inkstone::jinja
