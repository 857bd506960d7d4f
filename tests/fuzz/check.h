/// How a target says that something is wrong.
#pragma once

#include "base/bytes.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace imgbatch::test {

/// Ends the process, as fuzzers want it, where a property does not hold.
inline void expect(bool holds, const char* property) {
    if (!holds) {
        std::fprintf(stderr, "does not hold: %s\n", property);
        std::abort();
    }
}

/// The first bytes of an input, which choose how the rest is treated. 0 where there are none.
class Choices {
public:
    explicit Choices(ByteView input) : rest_(input) {}

    unsigned byte() {
        if (rest_.empty()) {
            return 0;
        }
        const auto value = std::to_integer<unsigned>(rest_.front());
        rest_ = rest_.subspan(1);
        return value;
    }
    /// Two bytes.
    unsigned word() {
        const unsigned high = byte();
        return high << 8U | byte();
    }
    [[nodiscard]] bool empty() const { return rest_.empty(); }
    /// All that was not chosen with.
    [[nodiscard]] ByteView rest() const { return rest_; }

private:
    ByteView rest_;
};

/// Whether `part` lies within `whole`, or is empty.
inline bool lies_within(ByteView part, ByteView whole) {
    return part.empty() ||
           (part.data() >= whole.data() && part.size() <= whole.size() &&
            static_cast<std::size_t>(part.data() - whole.data()) <= whole.size() - part.size());
}

} // namespace imgbatch::test
