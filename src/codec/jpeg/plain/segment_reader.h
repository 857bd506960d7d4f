/// Entropy-coded data between two markers, without its stuffing, a piece at a time.
#pragma once

#include "base/byte_source.h"
#include "base/scratch.h"
#include "codec/jpeg/plain/bit_window.h"

#include <cstddef>
#include <cstdint>

namespace imgbatch {

/// Memory of one reader, kept from image to image.
struct SegmentBuffers {
    Scratch<std::byte> raw;          ///< what is read of a file
    Scratch<std::uint8_t> unstuffed; ///< what the bits are taken from
};

/// Reads segments from a source, one after another.
///
///     while there are steps left:
///         if (reader.runs_low()) more()   // false: the data ended too early
///         take bits of one step
///     finish()                            // false: not all of it was used
///
/// One step (an MCU, say) never takes more bytes than the reader was told; so bits are taken
/// without a look at the end.
class SegmentReader {
public:
    /// `piece`: bytes that are unstuffed at once; at least twice what a step takes, and 16.
    SegmentReader(const ByteSource& source, SegmentBuffers& buffers, std::size_t piece,
                  std::size_t longest_step);

    /// Begins the segment at `offset` of the source. False where no data can be had from there.
    Expected<bool> open(std::uint64_t offset);

    BitWindow bits;

    /// Whether a step could take more than there is. Where the segment's end is known: whether
    /// bits beyond it were taken.
    [[nodiscard]] bool runs_low() const { return bits.next() > low_; }
    /// The pointer that runs_low() compares with, for loops that keep it in a register.
    [[nodiscard]] const std::uint8_t* low() const { return low_; }

    /// Takes in more data once it runs low. False where there is none: the file ends without a
    /// marker, or the steps passed the segment's end.
    Expected<bool> more();

    /// After the last step: whether all bytes were used, to less than one, and a marker follows.
    /// Takes in what is needed to know it.
    Expected<bool> finish();

    /// After finish(): the marker's second byte, and where in the source the bytes after it begin.
    [[nodiscard]] std::uint8_t marker() const { return marker_; }
    [[nodiscard]] std::uint64_t after_marker() const { return raw_offset_ + 2; }

private:
    Expected<bool> fill();
    Expected<ByteView> raw_bytes();
    bool unstuff(ByteView raw);

    ByteSource source_;
    SegmentBuffers& buffers_;
    std::size_t piece_;
    std::size_t longest_step_;
    std::uint64_t raw_offset_ = 0; ///< of what comes next
    ByteView window_;              ///< of the source, as read last
    std::uint64_t window_offset_ = 0;
    std::uint8_t* bytes_ = nullptr; ///< unstuffed data, zeros behind it
    std::size_t filled_ = 0;
    const std::uint8_t* low_ = nullptr;
    bool ended_ = false; ///< the marker was seen
    std::uint8_t marker_ = 0;
};

} // namespace imgbatch
