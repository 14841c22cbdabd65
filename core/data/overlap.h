#pragma once
// Do training rows and a suite share text? Both sides are cut into runs of 8 words (pairs of CJK characters
// count as words, case and punctuation do not); a suite text of fewer words counts as a whole.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace inkstone {

class TextOverlap {
public:
    /// A text of the suite; `id` comes back in hits().
    void addReference(std::string_view id, std::string_view text);
    /// Compares one training text; true when it shares a run with a reference.
    bool check(std::string_view text);

    int64_t checked() const { return m_checked; }
    int64_t overlapping() const { return m_overlapping; } ///< texts that shared something
    std::vector<std::string> hits() const;                ///< ids of references that were met, in order added

private:
    std::vector<std::string> m_ids;
    std::vector<bool> m_met;
    std::unordered_map<uint64_t, std::vector<uint32_t>> m_runs;
    std::vector<size_t> m_lengths; ///< words per run that occur: 8 and shorter whole texts
    int64_t m_checked = 0, m_overlapping = 0;
};

} // namespace inkstone
