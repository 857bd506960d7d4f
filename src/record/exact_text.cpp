#include "record/exact_text.h"

#include <charconv>

namespace imgbatch {
namespace {

constexpr std::uint64_t per_second = 1'000'000'000;

std::string padded(const std::string& digits, std::size_t width) {
    return std::string(width > digits.size() ? width - digits.size() : 0, '0') + digits;
}

std::optional<std::uint64_t> parse(std::string_view digits, int base) {
    std::uint64_t value = 0;
    const char* last = digits.data() + digits.size();
    const auto [end, failure] = std::from_chars(digits.data(), last, value, base);
    return failure == std::errc() && end == last ? std::optional(value) : std::nullopt;
}

} // namespace

std::string seconds_text(std::uint64_t nanoseconds) {
    return std::to_string(nanoseconds / per_second) + "." +
           padded(std::to_string(nanoseconds % per_second), 9);
}

std::string hash_text(std::uint64_t hash) {
    constexpr std::string_view hex = "0123456789abcdef";
    std::string text(16, '0');
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, hash >>= 4U) {
        *digit = hex[hash & 15U];
    }
    return text;
}

std::optional<std::uint64_t> parse_seconds(std::string_view text) {
    const auto dot = text.find('.');
    if (dot == std::string_view::npos) {
        return std::nullopt;
    }
    const auto seconds = parse(text.substr(0, dot), 10);
    const auto rest = parse(text.substr(dot + 1), 10);
    if (!seconds || !rest) {
        return std::nullopt;
    }
    // What overflows, or is spelt another way, is not what we have written.
    const std::uint64_t value = *seconds * per_second + *rest;
    return seconds_text(value) == text ? std::optional(value) : std::nullopt;
}

std::optional<std::uint64_t> parse_hash(std::string_view text) {
    const auto value = parse(text, 16);
    return value && hash_text(*value) == text ? value : std::nullopt;
}

} // namespace imgbatch
