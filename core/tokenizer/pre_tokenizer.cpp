#include "core/tokenizer/pre_tokenizer.h"

#include "core/tokenizer/byte_map.h"

namespace inkstone {

namespace {

/// Turns the match [begin, end) and the text before it into pieces.
class PieceWriter {
public:
    PieceWriter(SplitBehavior behavior, size_t start, std::vector<ByteRange>& out)
        : m_behavior(behavior), m_done(start), m_out(out) {}

    void match(size_t begin, size_t end) {
        switch (m_behavior) {
        case SplitBehavior::Isolated:
            push(m_done, begin);
            push(begin, end);
            break;
        case SplitBehavior::Removed:
            push(m_done, begin);
            break;
        case SplitBehavior::MergedWithPrevious:
            push(m_done, end);
            break;
        case SplitBehavior::MergedWithNext:
            push(m_done, begin);
            m_done = begin;
            return;
        case SplitBehavior::Contiguous:
            push(m_done, begin);
            if (m_hasRun && m_out.back().second == begin) {
                m_out.back().second = end;
            } else {
                push(begin, end);
            }
            m_hasRun = true;
            break;
        }
        m_done = end;
    }
    /// Two parts that are no match touch: only Contiguous takes them together.
    void border(size_t at) {
        if (m_behavior == SplitBehavior::Contiguous) return;
        push(m_done, at);
        m_done = at;
    }
    void endRun() { m_hasRun = false; }
    void finish(size_t end) { push(m_done, end); }

private:
    void push(size_t begin, size_t end) {
        if (begin < end) {
            m_out.emplace_back(begin, end);
            m_hasRun = false;
        }
    }
    SplitBehavior m_behavior;
    size_t m_done;
    bool m_hasRun = false; ///< the last piece written is a match
    std::vector<ByteRange>& m_out;
};

/// For each byte of `standIns`, how many characters, which stand for one byte each, begin before it.
std::vector<size_t> bytesBefore(std::string_view standIns) {
    std::vector<size_t> places;
    places.reserve(standIns.size() + 1);
    size_t count = 0;
    for (const char c : standIns) {
        places.push_back(count);
        count += (uint8_t(c) & 0xC0) != 0x80;
    }
    places.push_back(count);
    return places;
}

} // namespace

void PreTokenizer::add(Regex regex, SplitBehavior behavior, bool invert) {
    const bool plain = behavior == SplitBehavior::Isolated && !invert && !m_seesStandIns;
    const WordScanner scanner = plain ? wordScanner(regex.pattern()) : nullptr;
    m_steps.push_back({std::move(regex), behavior, invert, m_seesStandIns, scanner});
}

Status PreTokenizer::split(std::string_view text, std::vector<ByteRange>& pieces) const {
    const size_t first = pieces.size();
    if (!text.empty()) pieces.emplace_back(0, text.size());
    std::vector<ByteRange> before;
    for (const Step& step : m_steps) {
        before.assign(pieces.begin() + long(first), pieces.end());
        pieces.resize(first);
        INK_CHECK(step.scanner ? scan(step, text, before, pieces) : match(step, text, before, pieces));
    }
    return {};
}

Status PreTokenizer::scan(const Step& step, std::string_view text, std::span<const ByteRange> before,
                          std::vector<ByteRange>& pieces) {
    for (const auto& [start, stop] : before) {
        const std::string_view piece = text.substr(start, stop - start);
        for (size_t from = 0; from < piece.size();) {
            const size_t end = step.scanner(piece, from);
            pieces.emplace_back(start + from, start + end);
            from = end;
        }
    }
    return {};
}

Status PreTokenizer::match(const Step& step, std::string_view text, std::span<const ByteRange> before,
                           std::vector<ByteRange>& pieces) {
    Regex::Matcher matcher(step.regex);
    for (const ByteRange& whole : before) {
        const size_t start = whole.first, stop = whole.second;
        const std::string_view bytes = text.substr(start, stop - start);
        const std::string standIns = step.onStandIns ? bytesToChars(bytes) : std::string();
        const std::string_view piece = step.onStandIns ? std::string_view(standIns) : bytes;
        const std::vector<size_t> places = step.onStandIns ? bytesBefore(piece) : std::vector<size_t>();
        const auto place = [&](size_t at) { return start + (places.empty() ? at : places[at]); };
        PieceWriter writer(step.behavior, start, pieces);
        size_t from = 0, begin = 0, end = 0;
        Regex::Matches matches(matcher, piece);
        while (matches.next(begin, end)) {
            if (!step.invert) {
                writer.match(place(begin), place(end));
            } else if (begin > from) {
                writer.match(place(from), place(begin));
            } else {
                writer.border(place(begin));
            }
            if (step.invert) writer.endRun();
            from = end;
        }
        if (step.invert && from < piece.size()) writer.match(place(from), stop);
        writer.finish(stop);
    }
    if (!matcher.failed()) return {};
    return fail(ErrorCode::Unsupported, "cannot cut the text into words", {},
                "the tokenizer's pattern needs more memory or steps than it may");
}

} // namespace inkstone
