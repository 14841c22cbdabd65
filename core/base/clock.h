#pragma once
// Time. Code whose behaviour depends on it takes a Clock, so that tests can turn the hands.

#include <cstdint>
#include <string>

namespace inkstone {

class Clock {
public:
    virtual ~Clock() = default;
    virtual int64_t unixMilliseconds() const = 0; ///< since 1970-01-01 UTC
    virtual double seconds() const = 0;           ///< never goes back; the zero means nothing
};

class SystemClock final : public Clock {
public:
    int64_t unixMilliseconds() const override;
    double seconds() const override;
};

class ManualClock final : public Clock {
public:
    explicit ManualClock(int64_t unixMilliseconds = 0) : m_milliseconds(unixMilliseconds) {}
    int64_t unixMilliseconds() const override { return m_milliseconds; }
    double seconds() const override { return double(m_milliseconds) / 1000; }
    void advance(int64_t milliseconds) { m_milliseconds += milliseconds; }

private:
    int64_t m_milliseconds;
};

/// What SystemClock says, for code that only measures or stamps.
int64_t unixMilliseconds();
double monotonicSeconds();

/// "2026-11-24T05:58:56.123Z"
std::string isoTime(int64_t unixMilliseconds);

} // namespace inkstone
