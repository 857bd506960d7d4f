#include "codec/jpeg/plain/segment_reader.h"

#include "base/try.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace imgbatch {
namespace {

/// A BitWindow's next byte lies this far beyond the last bit used, and so long are its loads.
constexpr std::size_t look_ahead = 8;

/// Behind the data lie zeros for one more step, after which somebody looks: it begins up to a
/// look-ahead beyond the end, and its last load begins one beyond what it uses.
constexpr std::size_t padding(std::size_t longest_step) {
    return longest_step + 3 * look_ahead;
}

} // namespace

SegmentReader::SegmentReader(const ByteSource& source, SegmentBuffers& buffers, std::size_t piece,
                             std::size_t longest_step)
    : source_(source), buffers_(buffers), piece_(piece), longest_step_(longest_step) {
    assert(piece >= 2 * (longest_step + look_ahead));
    bytes_ = buffers.unstuffed.get(piece + padding(longest_step));
    buffers.raw.get(source.in_memory() ? 1 : piece);
}

Expected<bool> SegmentReader::open(std::uint64_t offset) {
    raw_offset_ = offset;
    filled_ = 0;
    ended_ = false;
    bits = BitWindow(bytes_);
    return fill();
}

/// What the source has from raw_offset_ on, at most a piece of it.
Expected<ByteView> SegmentReader::raw_bytes() {
    // Two bytes or more: a marker is not cut apart where there is more to be had.
    if (raw_offset_ < window_offset_ || raw_offset_ + 2 > window_offset_ + window_.size()) {
        const std::size_t most = source_.in_memory() ? source_.view().size() : piece_;
        if (source_.in_memory()) {
            window_ = source_.view();
            window_offset_ = 0;
        } else {
            IMGBATCH_TRY(window_, source_.read(raw_offset_, {buffers_.raw.get(most), most}));
            window_offset_ = raw_offset_;
        }
        if (raw_offset_ > window_offset_ + window_.size()) {
            return ByteView();
        }
    }
    return window_.subspan(static_cast<std::size_t>(raw_offset_ - window_offset_));
}

/// Appends bytes of `raw` while there is room, and moves raw_offset_ past them. False at what
/// cannot go on: an end without a marker, or fill bytes, which are rare.
bool SegmentReader::unstuff(ByteView raw) {
    const auto* from = reinterpret_cast<const std::uint8_t*>(raw.data());
    const auto* const end = from + raw.size();
    const auto* const begin = from;
    while (filled_ < piece_ && from < end) {
        const std::size_t most = std::min(static_cast<std::size_t>(end - from), piece_ - filled_);
        const auto* stop = static_cast<const std::uint8_t*>(std::memchr(from, 0xFF, most));
        const std::size_t plain = stop != nullptr ? static_cast<std::size_t>(stop - from) : most;
        std::memcpy(bytes_ + filled_, from, plain);
        filled_ += plain;
        from += plain;
        if (stop == nullptr) {
            continue;
        }
        if (end - from < 2) {
            break;
        }
        if (from[1] == 0) {
            bytes_[filled_++] = 0xFF;
            from += 2;
        } else {
            marker_ = from[1];
            ended_ = true;
            break;
        }
    }
    raw_offset_ += static_cast<std::uint64_t>(from - begin);
    return from > begin || ended_;
}

/// Fills the piece up, or up to the marker, and puts zeros behind.
Expected<bool> SegmentReader::fill() {
    while (filled_ < piece_ && !ended_) {
        IMGBATCH_TRY(const ByteView raw, raw_bytes());
        if (!unstuff(raw)) {
            return false;
        }
    }
    std::memset(bytes_ + filled_, 0, padding(longest_step_));
    low_ = ended_ ? bytes_ + filled_ + look_ahead : bytes_ + filled_ - longest_step_ - look_ahead;
    return marker_ != 0xFF || !ended_;
}

Expected<bool> SegmentReader::more() {
    if (ended_) {
        return false;
    }
    const auto used = static_cast<std::size_t>(bits.next() - bytes_);
    assert(used <= filled_);
    std::memmove(bytes_, bytes_ + used, filled_ - used);
    filled_ -= used;
    bits.rebase(bytes_);
    return fill();
}

Expected<bool> SegmentReader::finish() {
    while (!ended_) {
        // What one more step would not have reached is surely unused.
        if (!runs_low()) {
            return false;
        }
        IMGBATCH_TRY(const bool filled, more());
        if (!filled) {
            return false;
        }
    }
    const std::ptrdiff_t left = bits.bits_before(bytes_ + filled_);
    return left >= 0 && left < 8;
}

} // namespace imgbatch
