/// Words of the command line that are more than a number: colours, qualities, sizes as labels.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include <string>
#include <string_view>

namespace imgbatch::cli {

/// "#rgb", "#rrggbb", "#rrggbbaa", "white", "black" or "transparent". Errors: usage.
Expected<Color> parse_color(std::string_view text);

/// "82" for all formats, or "jpeg=82,webp=79". Errors: usage.
Expected<void> parse_quality(std::string_view text, EncodeOptions& options);

/// What default output names are labelled with: "800x600", "800", "x600", "50pct".
std::string size_label(const SizeSpec& size);

} // namespace imgbatch::cli
