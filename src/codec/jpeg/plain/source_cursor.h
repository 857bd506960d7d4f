/// Reads a source byte by byte, for headers.
#pragma once

#include "base/byte_source.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace imgbatch {

/// A place in a source. What is read past the end, or cannot be read, is 0; ok() tells, once for
/// many reads.
class SourceCursor {
public:
    explicit SourceCursor(const ByteSource& source) : source_(source) {}
    SourceCursor(const SourceCursor&) = delete;
    SourceCursor& operator=(const SourceCursor&) = delete;

    std::uint8_t byte();
    std::uint16_t be16();
    void skip(std::uint64_t count) { offset_ += count; }

    /// Moves to the next marker other than a restart, across entropy-coded data: to its 0xFF.
    void skip_to_marker();

    [[nodiscard]] std::uint64_t offset() const { return offset_; }
    /// Whether all that was read was there.
    [[nodiscard]] bool ok() const { return ok_; }
    /// Why the source could not be read, where that is why ok() is false.
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

private:
    [[nodiscard]] ByteView ahead();

    ByteSource source_;
    std::array<std::byte, 16384> buffer_{};
    ByteView window_;
    std::uint64_t window_offset_ = 0;
    std::uint64_t offset_ = 0;
    bool ok_ = true;
    std::optional<Error> error_;
};

} // namespace imgbatch
