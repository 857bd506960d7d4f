#include "codec/pixel_limit.h"

#include <limits>

namespace imgbatch {

Expected<void> check_pixels(std::uint64_t width, std::uint64_t height,
                            const DecodeOptions& options) {
    constexpr std::uint64_t max_side = std::numeric_limits<std::int32_t>::max();
    if (width == 0 || height == 0) {
        return Error{OutcomeClass::corrupt, Stage::probe, "a side of the picture is 0 pixels", 0};
    }
    if (width > max_side || height > max_side) {
        return Error{OutcomeClass::limit, Stage::probe, "a side of the picture is too long", 0};
    }
    const std::uint64_t pixels = width * height;
    // Whatever the user allows: eight bytes a pixel must fit any size and offset.
    constexpr std::uint64_t addressable = std::uint64_t{1} << 56;
    if (pixels > addressable) {
        return Error{OutcomeClass::limit, Stage::probe, "the picture is larger than any memory", 0};
    }
    if (pixels <= options.limit_pixels) {
        return {};
    }
    constexpr std::uint64_t mega = 1'000'000;
    const std::uint64_t have = (pixels + mega / 2) / mega;
    const std::uint64_t may = (options.limit_pixels + mega / 2) / mega;
    // Rounded numbers that agree would explain nothing.
    std::string message =
        have != may && may > 0
            ? std::to_string(have) + " megapixels exceed the limit of " + std::to_string(may)
            : std::to_string(pixels) + " pixels exceed the limit of " +
                  std::to_string(options.limit_pixels);
    return Error{OutcomeClass::limit, Stage::probe, message + " (--limit-pixels)", 0};
}

} // namespace imgbatch
