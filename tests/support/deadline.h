/// Nothing in a test may hang: whatever it waits for, the test program dies instead.
#pragma once

#include <chrono>

namespace imgbatch::test {

/// From its making on the process has `time` to get to its end; after that it says so and leaves
/// with exit code 124. One at a time.
class Deadline {
public:
    explicit Deadline(std::chrono::seconds time);
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;
    ~Deadline();
};

} // namespace imgbatch::test
