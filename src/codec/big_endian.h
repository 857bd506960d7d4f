/// Numbers as PNG, JPEG and ICC store them.
#pragma once

#include "base/bytes.h"

#include <cassert>
#include <cstdint>

namespace imgbatch {

/// The four bytes at `offset`, which must lie within `data`.
inline std::uint32_t read_be32(ByteView data, std::size_t offset) {
    assert(offset <= data.size() && data.size() - offset >= 4);
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        value = value << 8 | std::to_integer<std::uint32_t>(data[offset + i]);
    }
    return value;
}

/// Appends `value`.
inline void append_be32(Bytes& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
        out.push_back(static_cast<std::byte>(value >> shift & 0xFF));
    }
}

} // namespace imgbatch
