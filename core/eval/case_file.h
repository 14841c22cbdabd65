#pragma once
// cases.jsonl of an evaluation: one line a finished case, on disk before the next case begins.

#include "core/eval/evaluation_runner.h"

namespace inkstone {

std::string caseLine(const CaseResult& result, const std::string& key);

class CaseFile {
public:
    /// Opens DIR/cases.jsonl to go on with it. A line that a crash left half is cut off. A file made under
    /// another key moves to cases-<its key>.jsonl.
    static Result<std::unique_ptr<CaseFile>> open(const std::filesystem::path& folder,
                                                  const std::string& key);
    ~CaseFile();
    CaseFile(const CaseFile&) = delete;
    CaseFile& operator=(const CaseFile&) = delete;

    /// What was there already, by id.
    const std::map<std::string, CaseResult>& found() const { return m_found; }
    /// Appends, and waits until it is on disk.
    Status append(const CaseResult& result);

private:
    CaseFile(std::filesystem::path file, std::string key) : m_file(std::move(file)), m_key(std::move(key)) {}
    std::filesystem::path m_file;
    std::string m_key;
    int m_fd = -1;
    std::map<std::string, CaseResult> m_found;
};

} // namespace inkstone
