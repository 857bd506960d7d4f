/// Elapsed monotonic time.
#pragma once

#include <chrono>
#include <cstdint>

namespace imgbatch {

class Stopwatch {
public:
    [[nodiscard]] std::uint64_t elapsed_ns() const {
        return static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start_).count());
    }

    /// The time since the start or the last lap; the next lap begins now.
    std::uint64_t lap_ns() {
        const auto now = Clock::now();
        const auto elapsed = now - start_;
        start_ = now;
        return static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::nanoseconds>(elapsed).count());
    }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point start_ = Clock::now();
};

} // namespace imgbatch
