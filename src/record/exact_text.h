/// Numbers of more than 53 bits as text, for readers of JSON that keep numbers as doubles.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace imgbatch {

/// Nanoseconds as seconds: "1784024130.000042000".
std::string seconds_text(std::uint64_t nanoseconds);

/// 16 hex digits.
std::string hash_text(std::uint64_t hash);

/// What the two above have written; nothing for any other text.
std::optional<std::uint64_t> parse_seconds(std::string_view text);
std::optional<std::uint64_t> parse_hash(std::string_view text);

} // namespace imgbatch
