#include "core/generate/sampler.h"

#include "core/base/phrase.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace inkstone {

namespace {

bool allFinite(std::span<const float> values) {
    // The exponent's bits are all ones for NaN and infinity; this form vectorises.
    uint32_t broken = 0;
    for (const float value : values)
        broken |= uint32_t((std::bit_cast<uint32_t>(value) & 0x7f800000u) == 0x7f800000u);
    return broken == 0;
}

/// More likely first; the lower id first among equals.
bool before(const TokenProbability& a, const TokenProbability& b) {
    return a.probability != b.probability ? a.probability > b.probability : a.id < b.id;
}

/// Sorts so many of the first candidates that their sum reaches `wanted`; gives how many that takes.
size_t sortUntil(std::vector<TokenProbability>& candidates, double wanted) {
    double sum = 0;
    for (size_t sorted = 0, step = 256; sorted < candidates.size(); step *= 4) {
        const size_t end = std::min(sorted + step, candidates.size());
        std::partial_sort(candidates.begin() + ptrdiff_t(sorted), candidates.begin() + ptrdiff_t(end),
                          candidates.end(), before);
        for (; sorted < end; ++sorted) {
            sum += candidates[sorted].probability;
            if (sum >= wanted) return sorted + 1;
        }
    }
    return candidates.size();
}

Status outOfRange(const char* option, double value, const char* range) {
    return fail(ErrorCode::InvalidArgument, "cannot sample", option,
                text("%1 is not %2", value, phrase(range)));
}

} // namespace

Status checkSampling(const SamplingOptions& o) {
    if (!(o.temperature >= 0 && o.temperature <= 100))
        return outOfRange("temperature", o.temperature, term("between 0 and 100"));
    if (o.topK < 0) return outOfRange("top-k", o.topK, term("0 or more"));
    if (!(o.topP > 0 && o.topP <= 1)) return outOfRange("top-p", o.topP, term("above 0 and at most 1"));
    if (!(o.minP >= 0 && o.minP <= 1)) return outOfRange("min-p", o.minP, term("between 0 and 1"));
    if (!(o.repetitionPenalty > 0 && o.repetitionPenalty <= 100))
        return outOfRange("repetition penalty", o.repetitionPenalty, term("above 0 and at most 100"));
    if (o.repetitionWindow < 0) return outOfRange("repetition window", o.repetitionWindow, term("0 or more"));
    return {};
}

Sampler::Sampler(const SamplingOptions& options, std::vector<TokenId> never)
    : m_options(options), m_never(std::move(never)), m_random(options.seed) {}

Status Sampler::adopt(std::span<const float> logits, std::span<const TokenId> seen) {
    if (!allFinite(logits))
        return fail(ErrorCode::Corrupt, "cannot choose the next token", "",
                    "the model gave non-finite logits",
                    "the model or adapter file may be damaged, or its training diverged");
    m_logits.assign(logits.begin(), logits.end());
    if (m_options.repetitionPenalty != 1) {
        if (m_options.repetitionWindow > 0 && seen.size() > size_t(m_options.repetitionWindow))
            seen = seen.last(size_t(m_options.repetitionWindow));
        std::vector<TokenId> distinct(seen.begin(), seen.end());
        std::sort(distinct.begin(), distinct.end());
        distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
        const float penalty = float(m_options.repetitionPenalty);
        for (const TokenId id : distinct)
            if (id >= 0 && size_t(id) < m_logits.size())
                m_logits[size_t(id)] = m_logits[size_t(id)] > 0 ? m_logits[size_t(id)] / penalty
                                                                : m_logits[size_t(id)] * penalty;
    }
    for (const TokenId id : m_never)
        if (id >= 0 && size_t(id) < m_logits.size()) m_logits[size_t(id)] = -INFINITY;
    return {};
}

TokenId Sampler::mostLikely() const {
    return TokenId(std::max_element(m_logits.begin(), m_logits.end()) - m_logits.begin());
}

void Sampler::keepCandidates() {
    const float highest = *std::max_element(m_logits.begin(), m_logits.end());
    m_candidates.clear();
    m_total = 0;
    for (size_t id = 0; id < m_logits.size(); ++id) {
        const double p = std::exp((double(m_logits[id]) - highest) / m_options.temperature);
        if (p > 0) m_candidates.push_back({TokenId(id), p});
    }
    const auto keep = [this](size_t count) { m_candidates.resize(std::min(count, m_candidates.size())); };
    const auto sum = [this] {
        double total = 0;
        for (const TokenProbability& candidate : m_candidates) total += candidate.probability;
        return total;
    };
    if (m_options.topK > 0 && size_t(m_options.topK) < m_candidates.size()) {
        std::nth_element(m_candidates.begin(), m_candidates.begin() + m_options.topK, m_candidates.end(),
                         before);
        keep(size_t(m_options.topK));
    }
    if (m_options.topP < 1) keep(sortUntil(m_candidates, m_options.topP * sum()));
    // The most likely token has the unnormalised probability 1 here, whatever was dropped.
    if (m_options.minP > 0)
        std::erase_if(m_candidates,
                      [&](const TokenProbability& c) { return c.probability < m_options.minP; });
    m_total = sum();
}

Result<TokenId> Sampler::next(std::span<const float> logits, std::span<const TokenId> seen) {
    INK_CHECK(adopt(logits, seen));
    if (m_options.temperature == 0) return mostLikely();
    keepCandidates();
    double left = m_random.uniform() * m_total;
    for (const TokenProbability& candidate : m_candidates) {
        left -= candidate.probability;
        if (left < 0) return candidate.id;
    }
    return m_candidates.back().id; // rounding ate the last bit
}

Result<std::vector<TokenProbability>> Sampler::distribution(std::span<const float> logits,
                                                            std::span<const TokenId> seen) {
    INK_CHECK(adopt(logits, seen));
    if (m_options.temperature == 0) return std::vector<TokenProbability>{{mostLikely(), 1.0}};
    keepCandidates();
    std::sort(m_candidates.begin(), m_candidates.end(), before);
    for (TokenProbability& candidate : m_candidates) candidate.probability /= m_total;
    return m_candidates;
}

} // namespace inkstone
