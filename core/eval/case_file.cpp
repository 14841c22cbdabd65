#include "core/eval/case_file.h"

#include "core/base/file.h"
#include "core/base/kept_error.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace inkstone {

namespace {

constexpr uint64_t mostBytes = uint64_t(1) << 30;

std::optional<CaseResult> readLine(std::string_view line, std::string& key) {
    const auto json = parseJson(line, "cases.jsonl");
    if (!json) return {};
    const JsonReader reader(*json, "cases.jsonl");
    const auto id = reader.string("id");
    const auto found = reader.string("key", "");
    const auto scorer = scorerFromName(reader.string("scorer", "").value_or(""));
    const auto score = reader.number("score");
    if (!id || !found || !scorer || !score) return {};
    key = *found;
    CaseResult result;
    result.id = *id;
    result.scorer = *scorer;
    result.score = *score;
    result.prompt = reader.string("prompt", "").value_or("");
    result.answer = reader.string("answer", "").value_or("");
    result.expected = reader.has("expected") ? reader.strings("expected").value_or(std::vector<std::string>())
                                             : std::vector<std::string>();
    result.finishReason = reader.string("finish_reason", "").value_or("");
    if (const char* kept = reader.has("problem_parts") ? "problem_parts" : "problem"; reader.has(kept))
        result.problem = errorFrom(json->at(kept));
    result.promptTokens = reader.integerOr("prompt_tokens", 0).value_or(0);
    result.completionTokens = reader.integerOr("completion_tokens", 0).value_or(0);
    result.nll = reader.number("nll", 0.0).value_or(0);
    result.tokens = reader.integerOr("tokens", 0).value_or(0);
    result.seconds = reader.number("seconds", 0.0).value_or(0);
    return result;
}

} // namespace

std::string caseLine(const CaseResult& result, const std::string& key) {
    Json line{{"id", result.id},
              {"prompt", result.prompt},
              {"answer", result.answer},
              {"expected", result.expected},
              {"score", result.score},
              {"scorer", scorerName(result.scorer)},
              {"finish_reason", result.finishReason},
              {"prompt_tokens", result.promptTokens},
              {"completion_tokens", result.completionTokens},
              {"seconds", result.seconds}};
    if (result.scorer == Scorer::Perplexity) {
        line["nll"] = result.nll;
        line["tokens"] = result.tokens;
    }
    if (result.problem) {
        line["problem"] = result.problem->str();
        line["problem_parts"] = errorJson(*result.problem);
    }
    line["key"] = key;
    return dumpJson(line, -1);
}

namespace {
/// Where the results of another subject are kept until it is asked about again.
fs::path keptFile(const fs::path& folder, const std::string& key) {
    const bool safe = key.find_first_not_of("0123456789abcdef") == std::string::npos;
    return folder / ("cases-" + (safe ? key : "old") + ".jsonl");
}
} // namespace

Result<std::unique_ptr<CaseFile>> CaseFile::open(const fs::path& folder, const std::string& key) {
    INK_CHECK(makeFolder(folder));
    std::unique_ptr<CaseFile> file(new CaseFile(folder / "cases.jsonl", key));
    std::string content;
    if (std::filesystem::exists(file->m_file)) {
        INK_TRY(read, readFile(file->m_file, mostBytes));
        content = std::move(read);
    }
    const size_t whole = content.rfind('\n') + 1; // 0 when there is no line end
    std::string other;
    for (size_t at = 0; at < whole;) {
        const size_t end = content.find('\n', at);
        std::string lineKey;
        auto result = readLine(std::string_view(content).substr(at, end - at), lineKey);
        at = end + 1;
        if (result && lineKey == key)
            file->m_found[result->id] = std::move(*result);
        else if (result)
            other = lineKey;
    }
    if (!other.empty()) {
        file->m_found.clear();
        std::error_code error;
        std::filesystem::rename(file->m_file, keptFile(folder, other), error);
        if (error) return fail(systemError(error.value(), "cannot write the results", file->m_file));
        const fs::path ours = keptFile(folder, key);
        if (std::filesystem::exists(ours, error)) {
            std::filesystem::rename(ours, file->m_file, error);
            if (error) return fail(systemError(error.value(), "cannot write the results", ours));
            return open(folder, key);
        }
    }
    file->m_fd = ::open(file->m_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    const bool cut = other.empty() && whole < content.size();
    if (file->m_fd < 0 || (cut && ftruncate(file->m_fd, off_t(whole)) != 0))
        return fail(systemError(errno, "cannot write the results", file->m_file));
    INK_CHECK(syncFolder(folder));
    return file;
}

CaseFile::~CaseFile() {
    if (m_fd >= 0) close(m_fd);
}

Status CaseFile::append(const CaseResult& result) {
    const std::string line = caseLine(result, m_key) + "\n";
    for (size_t done = 0; done < line.size();) {
        const ssize_t count = write(m_fd, line.data() + done, line.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return fail(systemError(errno, "cannot write the results", m_file));
        done += size_t(count);
    }
    if (fdatasync(m_fd) != 0) return fail(systemError(errno, "cannot write the results", m_file));
    return {};
}

} // namespace inkstone
