/// Words of the command line that are more than a number: colours, qualities, sizes as labels.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace imgbatch::cli {

/// "#rgb", "#rrggbb", "#rrggbbaa", "white", "black" or "transparent". Errors: usage.
Expected<Color> parse_color(std::string_view text);

/// "82" for all formats, or "jpeg=82,webp=79". Errors: usage.
Expected<void> parse_quality(std::string_view text, EncodeOptions& options);

/// Bytes as "800", "512K", "1.5G": K, M, G and T are powers of 1024, in either case. At least 1.
/// Errors: usage.
Expected<std::uint64_t> parse_bytes(std::string_view text);

/// What default output names are labelled with: "800x600", "800", "x600", "50pct".
std::string size_label(const SizeSpec& size);

} // namespace imgbatch::cli
