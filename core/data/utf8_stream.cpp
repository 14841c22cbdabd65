#include "core/data/utf8_stream.h"

#include "core/base/phrase.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <iconv.h>
#include <sys/stat.h>
#include <uchardet.h>
#include <unistd.h>

namespace inkstone {

namespace {

constexpr size_t blockBytes = 1 << 20;

std::string uchardetName(std::string_view sample) {
    uchardet_t detector = uchardet_new();
    uchardet_handle_data(detector, sample.data(), sample.size());
    uchardet_data_end(detector);
    std::string name = uchardet_get_charset(detector);
    uchardet_delete(detector);
    return name;
}

/// UTF-16 without a mark: ASCII signs leave a zero in every second byte.
const char* utf16ByZeros(std::string_view sample) {
    size_t even = 0, odd = 0;
    for (size_t i = 0; i < sample.size(); ++i)
        if (sample[i] == '\0') ++(i % 2 ? odd : even);
    const size_t few = sample.size() / 2000, many = std::max<size_t>(sample.size() / 100, 2);
    if (odd >= many && even <= few) return "UTF-16LE";
    if (even >= many && odd <= few) return "UTF-16BE";
    return nullptr;
}

/// Part of the characters beyond ASCII that are common ideographs or CJK punctuation, -1 when it does not
/// decode.
double ideographShare(std::string_view sample, const char* encoding) {
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == iconv_t(-1)) return -1;
    std::string out(sample.size() * 3 + 16, '\0');
    char* in = const_cast<char*>(sample.data());
    char* to = out.data();
    size_t inLeft = sample.size(), outLeft = out.size();
    const size_t result = iconv(converter, &in, &inLeft, &to, &outLeft);
    const bool cut = result == size_t(-1) && errno == EINVAL && inLeft < 4;
    iconv_close(converter);
    if (result == size_t(-1) && !cut) return -1;
    out.resize(out.size() - outLeft);
    double beyond = 0, common = 0;
    for (size_t at = 0; at < out.size();) {
        const auto c = nextCodePoint(out, at);
        if (!c) return -1;
        if (*c < 0x80) continue;
        ++beyond;
        common += (*c >= 0x4E00 && *c <= 0x9FA5) || (*c >= 0x3000 && *c <= 0x303F) ||
                  (*c >= 0xFF00 && *c <= 0xFF5E);
    }
    return beyond > 0 ? common / beyond : -1;
}

/// Bytes that break UTF-8 although most of the text is UTF-8: single damaged rows.
bool isMostlyUtf8(std::string_view sample) {
    size_t broken = 0, multi = 0;
    for (size_t at = 0; at < sample.size();) {
        const size_t before = at;
        if (static_cast<unsigned char>(sample[at]) < 0x80) {
            ++at;
        } else if (nextCodePoint(sample, at)) {
            multi += at > before;
        } else {
            ++broken;
            ++at;
        }
    }
    return multi >= 10 * broken;
}

EncodingGuess guessByStatistics(std::string_view sample) {
    const std::string name = uchardetName(sample);
    const double gb = ideographShare(sample, "GB18030"), big5 = ideographShare(sample, "BIG5");
    const bool latin = name.empty() || name.starts_with("WINDOWS-125") || name.starts_with("ISO-8859") ||
                       name.starts_with("IBM") || name.starts_with("MAC") || name.starts_with("KOI8");
    if (latin && std::max(gb, big5) > 0.9) return {gb >= big5 ? "GB18030" : "BIG5", 0.7};
    if (name == "ISO-8859-1" || name == "ASCII") return {"WINDOWS-1252", 0.5}; // its superset
    if (!name.empty()) return {name, latin ? 0.5 : 0.85};
    return {"WINDOWS-1252", 0.3};
}

struct Magic {
    std::string_view bytes;
    const char* kind; ///< a term
};
constexpr std::array<Magic, 12> magics{{{{"GGUF", 4}, term("a GGUF model")},
                                        {{"PK\x03\x04", 4}, term("a ZIP archive")},
                                        {{"\x1f\x8b", 2}, term("a gzip archive")},
                                        {{"\x28\xb5\x2f\xfd", 4}, term("a Zstandard archive")},
                                        {{"PAR1", 4}, term("a Parquet file")},
                                        {{"ARROW1", 6}, term("an Arrow file")},
                                        {{"%PDF", 4}, term("a PDF document")},
                                        {{"\x89PNG", 4}, term("a PNG picture")},
                                        {{"\xff\xd8\xff", 3}, term("a JPEG picture")},
                                        {{"GIF8", 4}, term("a GIF picture")},
                                        {{"SQLite format 3", 15}, term("a SQLite database")},
                                        {{"\x7f"
                                          "ELF",
                                          4},
                                         term("a program")}}};

} // namespace

const char* binaryKind(std::string_view beginning) {
    for (const auto& magic : magics)
        if (beginning.starts_with(magic.bytes)) return magic.kind;
    return nullptr;
}

EncodingGuess guessEncoding(std::string_view sample, bool whole) {
    if (sample.starts_with("\xEF\xBB\xBF")) return {"UTF-8", 1};
    if (sample.starts_with(std::string_view("\xFF\xFE\0\0", 4))) return {"UTF-32LE", 1};
    if (sample.starts_with("\xFF\xFE")) return {"UTF-16LE", 1};
    if (sample.starts_with("\xFE\xFF")) return {"UTF-16BE", 1};
    const size_t valid = validUtf8Prefix(sample);
    const bool utf8 = valid == sample.size() || (!whole && sample.size() - valid <= 3);
    if (const char* name = utf16ByZeros(sample)) return {name, 0.9};
    if (utf8) return {"UTF-8", 1};
    if (isMostlyUtf8(sample)) return {"UTF-8", 0.9};
    return guessByStatistics(sample.substr(0, 1 << 16));
}

Utf8Stream::Utf8Stream() = default;

Utf8Stream::~Utf8Stream() {
    if (m_iconv) iconv_close(static_cast<iconv_t>(m_iconv));
    if (m_fd >= 0) close(m_fd);
}

Result<std::unique_ptr<Utf8Stream>> Utf8Stream::open(const fs::path& file, std::string_view encoding) {
    std::unique_ptr<Utf8Stream> stream(new Utf8Stream);
    stream->m_file = file;
    stream->m_fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat facts {};
    if (stream->m_fd < 0 || fstat(stream->m_fd, &facts) != 0)
        return fail(systemError(errno, "cannot read the data", file));
    if (!S_ISREG(facts.st_mode))
        return fail(ErrorCode::Unsupported, "cannot read the data", file.string(), "it is not a file",
                    "choose a file");
    if (facts.st_size == 0)
        return fail(ErrorCode::InvalidArgument, "cannot read the data", file.string(), "the file is empty",
                    "choose another file");
    stream->m_size = uint64_t(facts.st_size);
    stream->m_inode = facts.st_ino;
    stream->m_changedSeconds = facts.st_mtim.tv_sec;
    stream->m_changedNanoseconds = facts.st_mtim.tv_nsec;
    INK_CHECK(stream->readBlock());
    if (const char* kind = binaryKind(stream->m_raw))
        return fail(ErrorCode::Unsupported, "cannot read the data", file.string(),
                    text("the file is %1", phrase(kind)), "give text: JSONL, JSON, CSV, TSV, TXT or MD");
    stream->m_encoding = encoding.empty() ? guessEncoding(stream->m_raw, stream->m_read == stream->m_size)
                                          : EncodingGuess{std::string(encoding), 1};
    if (stream->m_encoding.name == "UTF-8" || stream->m_encoding.name == "utf-8") return stream;
    iconv_t converter = iconv_open("UTF-8", stream->m_encoding.name.c_str());
    if (converter == iconv_t(-1))
        return fail(ErrorCode::Unsupported, "cannot read the data", file.string(),
                    text("the encoding %1 is unknown", stream->m_encoding.name), "save the file as UTF-8");
    stream->m_iconv = converter;
    return stream;
}

Result<bool> Utf8Stream::readBlock() {
    const size_t old = m_raw.size();
    m_raw.resize(old + blockBytes);
    ssize_t count;
    do {
        count = read(m_fd, m_raw.data() + old, blockBytes);
    } while (count < 0 && errno == EINTR);
    m_raw.resize(old + size_t(std::max<ssize_t>(count, 0)));
    if (count < 0) return fail(systemError(errno, "cannot read the data", m_file));
    m_read += uint64_t(count);
    return count > 0;
}

void Utf8Stream::convert(std::string& utf8, bool last) {
    if (!m_iconv) {
        utf8 += m_raw;
        m_raw.clear();
        return;
    }
    char* in = m_raw.data();
    size_t inLeft = m_raw.size();
    std::array<char, 65536> piece;
    while (inLeft > 0) {
        char* to = piece.data();
        size_t outLeft = piece.size();
        const size_t result = iconv(static_cast<iconv_t>(m_iconv), &in, &inLeft, &to, &outLeft);
        const int error = errno;
        utf8.append(piece.data(), piece.size() - outLeft);
        if (result != size_t(-1) || error == E2BIG) continue;
        if (error == EINVAL && !last) break; // the rest of the character comes with the next block
        utf8 += '\xFF';
        ++in;
        --inLeft;
    }
    m_raw.erase(0, m_raw.size() - inLeft);
}

Result<bool> Utf8Stream::append(std::string& utf8) {
    const size_t before = utf8.size();
    if (m_raw.empty() || !m_first) {
        INK_TRY(more, readBlock());
        if (!more && m_raw.empty()) return false;
        convert(utf8, !more);
    } else {
        convert(utf8, m_read == m_size);
    }
    if (m_first && std::string_view(utf8).substr(before).starts_with("\xEF\xBB\xBF")) utf8.erase(before, 3);
    m_first = false;
    return true;
}

Status Utf8Stream::checkUnchanged() const {
    struct stat facts {};
    const bool same = stat(m_file.c_str(), &facts) == 0 && facts.st_ino == m_inode &&
                      uint64_t(facts.st_size) == m_size && facts.st_mtim.tv_sec == m_changedSeconds &&
                      facts.st_mtim.tv_nsec == m_changedNanoseconds;
    if (same && m_read == m_size) return {};
    return fail(ErrorCode::Io, "the file changed while it was read", m_file.string(),
                "what was read is not what is there now", "import it again when nothing writes to it");
}

} // namespace inkstone
