#include "codec/jpeg/plain/source_cursor.h"

#include <cstring>

namespace imgbatch {

/// Bytes from the place on; empty, and ok() false, where there are none.
ByteView SourceCursor::ahead() {
    if (offset_ < window_offset_ || offset_ >= window_offset_ + window_.size()) {
        if (source_.in_memory()) {
            window_ = source_.view();
            window_offset_ = 0;
        } else if (auto bytes = source_.read(offset_, buffer_)) {
            window_ = *bytes;
            window_offset_ = offset_;
        } else {
            error_ = bytes.error();
            window_ = {};
        }
        if (offset_ >= window_offset_ + window_.size()) {
            ok_ = false;
            return {};
        }
    }
    return window_.subspan(static_cast<std::size_t>(offset_ - window_offset_));
}

std::uint8_t SourceCursor::byte() {
    const ByteView bytes = ahead();
    if (bytes.empty()) {
        return 0;
    }
    ++offset_;
    return std::to_integer<std::uint8_t>(bytes.front());
}

std::uint16_t SourceCursor::be16() {
    const unsigned high = byte();
    return static_cast<std::uint16_t>(high << 8 | byte());
}

void SourceCursor::skip_to_marker() {
    constexpr unsigned first_restart = 0xD0;
    constexpr unsigned last_restart = 0xD7;
    for (;;) {
        const ByteView bytes = ahead();
        if (bytes.empty()) {
            return;
        }
        const auto* found =
            static_cast<const std::byte*>(std::memchr(bytes.data(), 0xFF, bytes.size()));
        if (found == nullptr) {
            offset_ += bytes.size();
            continue;
        }
        offset_ += static_cast<std::uint64_t>(found - bytes.data());
        skip(1);
        const unsigned code = byte();
        if (!ok_) {
            return;
        }
        if (code != 0 && (code < first_restart || code > last_restart)) {
            offset_ -= 2;
            return;
        }
    }
}

} // namespace imgbatch
