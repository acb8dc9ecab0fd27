#pragma once
#include <cstdint>

namespace sdp {

// Times in microseconds, the end not included.
struct time_range {
    std::int64_t first;
    std::int64_t end;

    [[nodiscard]] constexpr bool has(std::int64_t time) const
    {
        return first <= time && time < end;
    }
};

// The stored times that a client means who read one and writes this: itself; and where this has no
// microseconds, all of its millisecond, since JavaScript's Date has no more.
[[nodiscard]] constexpr time_range times_meant_by(std::int64_t written)
{
    constexpr std::int64_t millisecond = 1000;
    return {written, written + (written % millisecond == 0 ? millisecond : 1)};
}

} // namespace sdp
