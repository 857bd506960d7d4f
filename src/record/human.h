/// Numbers as people read them: the same in every locale, decimal units, few digits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace imgbatch {

/// "0 B", "999 B", "1.2 kB", "34.1 MB", "123 MB", "1.0 GB": powers of 1000, at most 7 columns up to
/// petabytes.
std::string human_bytes(std::uint64_t bytes);

/// "34.1 MB/s". Nonsense (negative, not a number) counts as 0.
std::string human_byte_rate(double bytes_per_second);

/// "0.12 images/s", "14.3 images/s", "1234 images/s": `what` is a plural.
std::string human_rate(double per_second, std::string_view what);

/// How long something took: "0.84 s", "12.3 s", "2 min 05 s", "3 h 07 min", "2 d 03 h".
std::string human_duration(double seconds);

/// A clock for what runs on: "0:42", "12:05", "1:02:03"; "100 h" from there on.
std::string human_clock(double seconds);

/// "0 %" to "100 %", rounded down: 100 means that nothing is left.
std::string human_percent(double fraction);

} // namespace imgbatch
