#include "record/human.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace imgbatch {
namespace {

/// std::to_chars, unlike printf, does not ask the locale for its decimal point.
std::string fixed(double value, int digits) {
    char buffer[64];
    const auto end =
        std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, digits);
    return std::string(buffer, end.ptr);
}

/// Between 0 and a number that prints in `fixed`'s buffer.
double sane(double value) {
    return std::isnan(value) ? 0.0 : std::clamp(value, 0.0, 1e18);
}

std::string two_digits(std::uint64_t value) {
    return (value < 10 ? "0" : "") + std::to_string(value);
}

std::string scaled_bytes(double value) {
    constexpr std::array<std::string_view, 6> units{" kB", " MB", " GB", " TB", " PB", " EB"};
    // The limits are where rounding would show four digits, or a tenth that is none.
    if (value < 999.5) {
        return fixed(value, 0) + " B";
    }
    std::size_t unit = 0;
    for (value /= 1000; value >= 999.5 && unit + 1 < units.size(); ++unit) {
        value /= 1000;
    }
    return fixed(value, value < 99.95 ? 1 : 0) + std::string(units.at(unit));
}

} // namespace

std::string human_bytes(std::uint64_t bytes) {
    return scaled_bytes(static_cast<double>(bytes));
}

std::string human_byte_rate(double bytes_per_second) {
    return scaled_bytes(sane(bytes_per_second)) + "/s";
}

std::string human_rate(double per_second, std::string_view what) {
    const double rate = sane(per_second);
    const int digits = rate < 9.995 ? 2 : rate < 99.95 ? 1 : 0;
    return fixed(rate, digits) + " " + std::string(what) + "/s";
}

std::string human_duration(double seconds) {
    const double time = sane(seconds);
    if (time < 59.95) {
        return fixed(time, time < 9.995 ? 2 : 1) + " s";
    }
    const auto whole = static_cast<std::uint64_t>(std::llround(time));
    if (whole < 3600) {
        return std::to_string(whole / 60) + " min " + two_digits(whole % 60) + " s";
    }
    if (whole < 24 * 3600) {
        return std::to_string(whole / 3600) + " h " + two_digits(whole / 60 % 60) + " min";
    }
    return std::to_string(whole / 86400) + " d " + two_digits(whole / 3600 % 24) + " h";
}

std::string human_clock(double seconds) {
    const auto whole = static_cast<std::uint64_t>(std::llround(sane(seconds)));
    const std::uint64_t hours = whole / 3600;
    if (hours >= 100) {
        return std::to_string(hours) + " h";
    }
    const std::uint64_t minutes = whole / 60 % 60;
    const std::string tail = ":" + two_digits(whole % 60);
    return hours == 0 ? std::to_string(minutes) + tail
                      : std::to_string(hours) + ":" + two_digits(minutes) + tail;
}

std::string human_percent(double fraction) {
    const double percent = std::floor(std::min(sane(fraction), 1.0) * 100);
    return fixed(percent, 0) + " %";
}

} // namespace imgbatch
