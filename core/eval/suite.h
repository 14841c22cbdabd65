#pragma once
// A suite: JSONL of {id, prompt | messages, scorer, expected: [...], max_tokens}. Scorers exact, contains,
// regex give 0 or 1; perplexity takes {id, scorer: "perplexity", text | file}: a path from the suite's folder
// to a text in it. A .txt file is a suite of one perplexity case.

#include "core/base/result.h"
#include "core/tokenizer/chat_template.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace inkstone {

enum class Scorer : uint8_t { Exact, Contains, Regex, Perplexity };
const char* scorerName(Scorer scorer);
std::optional<Scorer> scorerFromName(std::string_view name);

struct SuiteCase {
    std::string id;                ///< unique in the suite
    std::vector<Message> messages; ///< a prompt is one user turn
    Scorer scorer = Scorer::Contains;
    std::vector<std::string> expected; ///< any of them; at least one, none of them empty (not for perplexity)
    int maxTokens = 256;
    std::string text;        ///< perplexity
    bool textIsFile = false; ///< the suite names a file that holds it
    int64_t line = 0;
};

struct Suite {
    std::string name; ///< the file's name without its end
    std::string hash; ///< 32 hex digits over all cases in order, whatever the spelling of the file
    std::vector<SuiteCase> cases;
    std::filesystem::path file; ///< absolute
};

/// Every fault is an error with its line: a suite with a broken case would give wrong scores.
Result<Suite> loadSuite(const std::filesystem::path& file);
Result<Suite> parseSuite(std::string_view jsonl, std::string name, const std::filesystem::path& folder = {});

/// What stands in the suite's file, with the texts of other files in it: one file is all there is to copy.
Result<std::string> suiteWithTexts(const Suite& suite);

/// The text of a case that training must not have seen: its questions, or its text.
std::string caseText(const SuiteCase& suiteCase);

} // namespace inkstone
