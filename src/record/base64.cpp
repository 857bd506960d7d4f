#include "record/base64.h"

#include <cstddef>
#include <cstdint>

namespace imgbatch {
namespace {

constexpr std::string_view letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The first up to three bytes as a 24-bit number, big-endian, zeros behind.
std::uint32_t group_of(std::string_view bytes) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        const std::uint32_t byte = i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0;
        group = group << 8U | byte;
    }
    return group;
}

} // namespace

std::string encode_base64(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (; !bytes.empty(); bytes.remove_prefix(bytes.size() < 3 ? bytes.size() : 3)) {
        const std::uint32_t group = group_of(bytes);
        text += letters[group >> 18U];
        text += letters[group >> 12U & 63U];
        text += bytes.size() > 1 ? letters[group >> 6U & 63U] : '=';
        text += bytes.size() > 2 ? letters[group & 63U] : '=';
    }
    return text;
}

std::optional<std::string> decode_base64(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3);
    std::uint32_t bits = 0;
    unsigned bit_count = 0;
    for (const char c : text.substr(0, text.find('='))) {
        const std::size_t value = letters.find(c);
        if (value == std::string_view::npos) {
            return std::nullopt;
        }
        bits = (bits << 6U | static_cast<std::uint32_t>(value)) & 0xFFFFU;
        bit_count += 6;
        if (bit_count >= 8) {
            bit_count -= 8;
            bytes += static_cast<char>(static_cast<unsigned char>(bits >> bit_count & 0xFFU));
        }
    }
    // Encoding again finds every other fault at once: padding, length and spare bits.
    return encode_base64(bytes) == text ? std::optional(std::move(bytes)) : std::nullopt;
}

} // namespace imgbatch
