/// Numbers and strings to bytes, little-endian whatever the machine.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace imgbatch {

/// Appends to a string it owns; take it with finish().
class ByteWriter {
public:
    template <std::unsigned_integral T>
    void number(T value) {
        for (std::size_t i = 0; i < sizeof(T); ++i) {
            bytes_ += static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
        }
    }

    /// A 32-bit length, then the bytes. At most 4 GiB.
    void text(std::string_view value) {
        number(static_cast<std::uint32_t>(value.size()));
        bytes_.append(value);
    }

    [[nodiscard]] std::string finish() && { return std::move(bytes_); }

private:
    std::string bytes_;
};

} // namespace imgbatch
