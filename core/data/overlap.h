#pragma once
// Do training rows and a suite share text? Texts are compared word by word (overlapping pairs of CJK
// characters count as words; case and punctuation do not count): two texts share something when a run of 8
// words is in both, or, for a suite text of fewer words, when a training text is the same as a whole.

#include "core/data/record.h"

#include <unordered_map>

namespace inkstone {

class TextOverlap {
public:
    /// A text of the suite; `id` comes back in hits().
    void addReference(std::string_view id, std::string_view text);
    /// Compares each turn, or the text, of a training row; true when one shares something.
    bool check(const Record& record);

    int64_t checked() const { return m_checked; }
    std::vector<std::string> hits() const; ///< ids of references that were met, in order added

private:
    bool checkText(std::string_view text);
    bool meet(uint64_t hash, const std::unordered_multimap<uint64_t, size_t>& references);

    std::vector<std::string> m_ids;
    std::vector<bool> m_met;
    std::unordered_multimap<uint64_t, size_t> m_runs;   ///< of 8 words -> index of the reference
    std::unordered_multimap<uint64_t, size_t> m_wholes; ///< short texts
    int64_t m_checked = 0;
};

} // namespace inkstone
