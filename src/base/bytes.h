/// Owned and viewed bytes.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace imgbatch {

using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;

inline ByteView as_bytes(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

inline std::string_view as_text(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace imgbatch
