#pragma once
// A text file of any encoding, read piece by piece as UTF-8.

#include "core/base/file.h"

#include <memory>
#include <string>
#include <string_view>

namespace inkstone {

struct EncodingGuess {
    std::string name; ///< for iconv: "UTF-8", "UTF-16LE", "GB18030", "BIG5", "WINDOWS-1252"...
    double confidence = 1;
};
/// By byte order mark, by what is valid, then by statistics. `whole`: the sample is the whole file.
EncodingGuess guessEncoding(std::string_view sample, bool whole);

/// The kind of a binary file by its first bytes ("a ZIP archive"), nullptr for text.
const char* binaryKind(std::string_view beginning);

class Utf8Stream {
public:
    /// `encoding` "" detects. Unsupported: a binary file, an unknown encoding; InvalidArgument: an empty
    /// file.
    static Result<std::unique_ptr<Utf8Stream>> open(const fs::path& file, std::string_view encoding = {});
    ~Utf8Stream();

    /// Appends about 1 MiB; false at the end. A byte that means nothing in the encoding becomes 0xFF, which
    /// no UTF-8 check lets pass, so that its row is reported.
    Result<bool> append(std::string& utf8);

    const EncodingGuess& encoding() const { return m_encoding; }
    uint64_t size() const { return m_size; }     ///< bytes of the file
    uint64_t position() const { return m_read; } ///< bytes read
    /// Io when the file is no longer the one that was opened.
    Status checkUnchanged() const;

private:
    struct Identity;
    Utf8Stream();
    Result<bool> readBlock();
    void convert(std::string& utf8, bool last);

    fs::path m_file;
    int m_fd = -1;
    void* m_iconv = nullptr; ///< null: the bytes are UTF-8 already
    EncodingGuess m_encoding;
    uint64_t m_size = 0, m_read = 0;
    int64_t m_changedSeconds = 0, m_changedNanoseconds = 0;
    uint64_t m_inode = 0;
    std::string m_raw; ///< read, not yet converted
    bool m_first = true;
};

} // namespace inkstone
