/// Where encoders that are C put their bytes: growth that cannot throw through them.
#pragma once

#include "base/bytes.h"

#include <exception>

namespace imgbatch {

/// Resizes `buffer`; false where memory is short, and then nothing changed.
inline bool try_resize(Bytes& buffer, std::size_t size) noexcept {
    try {
        buffer.resize(size);
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

/// Appends `data`; false where memory is short, and then nothing changed.
inline bool try_append(Bytes& buffer, ByteView data) noexcept {
    try {
        buffer.insert(buffer.end(), data.begin(), data.end());
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

} // namespace imgbatch
