#include "cli/arguments.h"

#include "base/try.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace imgbatch::cli {
namespace {

Error usage(std::string message) {
    return Error{OutcomeClass::usage, Stage::none, std::move(message), 0};
}

std::optional<unsigned> parse_number(std::string_view text, int base) {
    unsigned value = 0;
    const auto [end, failure] =
        std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (text.empty() || failure != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

/// One channel of "#rgb" (one digit, doubled) or "#rrggbb".
std::optional<std::uint8_t> parse_channel(std::string_view digits) {
    const auto value = parse_number(digits, 16);
    if (!value) {
        return std::nullopt;
    }
    return static_cast<std::uint8_t>(digits.size() == 1 ? *value * 17 : *value);
}

std::optional<Color> parse_hex(std::string_view digits) {
    if (digits.size() != 3 && digits.size() != 6 && digits.size() != 8) {
        return std::nullopt;
    }
    const std::size_t width = digits.size() == 3 ? 1 : 2;
    std::array<std::uint8_t, 4> channels{0, 0, 0, 255};
    for (std::size_t i = 0; i * width < digits.size(); ++i) {
        const auto channel = parse_channel(digits.substr(i * width, width));
        if (!channel) {
            return std::nullopt;
        }
        channels.at(i) = *channel;
    }
    return Color{channels[0], channels[1], channels[2], channels[3]};
}

Expected<int> parse_quality_number(std::string_view text) {
    const auto value = parse_number(text, 10);
    if (!value || *value < 1 || *value > 100) {
        return usage("'" + std::string(text) + "' is no quality: a number from 1 to 100");
    }
    return static_cast<int>(*value);
}

Expected<void> set_quality(std::string_view format, int quality, EncodeOptions& options) {
    if (format == "jpeg" || format == "jpg") {
        options.jpeg_quality = quality;
    } else if (format == "webp") {
        options.webp_quality = quality;
    } else if (format == "avif") {
        options.avif_quality = quality;
    } else {
        return usage("'" + std::string(format) +
                     "' has no quality; formats that have one: jpeg, webp, avif");
    }
    return {};
}

} // namespace

Expected<Color> parse_color(std::string_view text) {
    if (text == "white") {
        return Color{255, 255, 255, 255};
    }
    if (text == "black") {
        return Color{0, 0, 0, 255};
    }
    if (text == "transparent") {
        return Color{0, 0, 0, 0};
    }
    if (text.starts_with('#')) {
        if (auto color = parse_hex(text.substr(1))) {
            return *color;
        }
    }
    return usage("'" + std::string(text) +
                 "' is no colour: use '#rrggbb', '#rrggbbaa', white, black or transparent");
}

Expected<void> parse_quality(std::string_view text, EncodeOptions& options) {
    if (text.find('=') == std::string_view::npos) {
        IMGBATCH_TRY(const int quality, parse_quality_number(text));
        options.jpeg_quality = quality;
        options.webp_quality = quality;
        options.avif_quality = quality;
        return {};
    }
    while (!text.empty()) {
        const auto comma = text.find(',');
        const std::string_view item = text.substr(0, comma);
        text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
        const auto equals = item.find('=');
        if (equals == std::string_view::npos) {
            return usage("'" + std::string(item) + "' is no FORMAT=QUALITY, as in jpeg=82");
        }
        IMGBATCH_TRY(const int quality, parse_quality_number(item.substr(equals + 1)));
        IMGBATCH_TRY(set_quality(item.substr(0, equals), quality, options));
    }
    return {};
}

Expected<std::uint64_t> parse_bytes(std::string_view text) {
    const Error bad = usage("'" + std::string(text) +
                            "' is no size: a number of bytes, or with K, M, G or T, as in 512M");
    constexpr std::string_view units = "KMGT";
    std::string_view digits = text;
    double unit = 1;
    if (!digits.empty()) {
        const char last = digits.back();
        const auto power = units.find(last >= 'a' ? static_cast<char>(last - 'a' + 'A') : last);
        if (power != std::string_view::npos) {
            unit = std::ldexp(1.0, 10 * (static_cast<int>(power) + 1));
            digits.remove_suffix(1);
        }
    }
    // Without a unit only whole bytes make sense, and every number must be exact.
    if (unit == 1) {
        std::uint64_t bytes = 0;
        const auto [end, failure] =
            std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
        const bool good = failure == std::errc() && end == digits.data() + digits.size();
        return good && bytes > 0 ? Expected<std::uint64_t>(bytes) : bad;
    }
    double number = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(),
                                                number, std::chars_format::fixed);
    const double bytes = number * unit;
    constexpr double most = 9.0e18;
    const bool good = failure == std::errc() && end == digits.data() + digits.size() &&
                      bytes >= 1 && bytes <= most;
    return good ? Expected<std::uint64_t>(static_cast<std::uint64_t>(bytes)) : bad;
}

std::string size_label(const SizeSpec& size) {
    if (size.percent) {
        std::string number = std::to_string(*size.percent);
        number.erase(number.find_last_not_of('0') + 1);
        if (number.back() == '.') {
            number.pop_back();
        }
        return number + "pct";
    }
    std::string label;
    if (size.width) {
        label = std::to_string(*size.width);
    }
    if (size.height) {
        label += "x" + std::to_string(*size.height);
    }
    return label;
}

} // namespace imgbatch::cli
