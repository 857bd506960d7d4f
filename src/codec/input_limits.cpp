#include "codec/input_limits.h"

#include "base/try.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace imgbatch {
namespace {

Error over(std::string message, const char* flag) {
    return Error{OutcomeClass::limit, Stage::probe, std::move(message) + " (" + flag + ")", 0};
}

Expected<void> check_sides(std::uint64_t width, std::uint64_t height, const InputLimits& limits) {
    const std::uint64_t longest = std::max(width, height);
    if (longest > limits.side) {
        return over("a side of " + std::to_string(longest) + " pixels exceeds the limit of " +
                        std::to_string(limits.side),
                    "--limit-side");
    }
    // Whatever the user allows: sides are ints, and eight bytes a pixel must fit any size.
    constexpr std::uint64_t max_side = std::numeric_limits<std::int32_t>::max();
    constexpr std::uint64_t addressable = std::uint64_t{1} << 56;
    if (longest > max_side) {
        return Error{OutcomeClass::limit, Stage::probe, "a side of the picture is too long", 0};
    }
    if (width * height > addressable) {
        return Error{OutcomeClass::limit, Stage::probe, "the picture is larger than any memory", 0};
    }
    return {};
}

} // namespace

Expected<void> check_pixels(std::uint64_t width, std::uint64_t height, const InputLimits& limits) {
    if (width == 0 || height == 0) {
        return Error{OutcomeClass::corrupt, Stage::probe, "a side of the picture is 0 pixels", 0};
    }
    IMGBATCH_TRY(check_sides(width, height, limits));
    const std::uint64_t pixels = width * height;
    if (pixels <= limits.pixels) {
        return {};
    }
    constexpr std::uint64_t mega = 1'000'000;
    const std::uint64_t have = (pixels + mega / 2) / mega;
    const std::uint64_t may = (limits.pixels + mega / 2) / mega;
    // Rounded numbers that agree would explain nothing.
    return over(have != may && may > 0 ? std::to_string(have) + " megapixels exceed the limit of " +
                                             std::to_string(may)
                                       : std::to_string(pixels) + " pixels exceed the limit of " +
                                             std::to_string(limits.pixels),
                "--limit-pixels");
}

Expected<void> check_metadata(std::uint64_t bytes, const InputLimits& limits) {
    if (bytes > limits.metadata_bytes) {
        return over(std::to_string(bytes) + " bytes of metadata exceed the limit of " +
                        std::to_string(limits.metadata_bytes),
                    "--limit-metadata");
    }
    return {};
}

Error too_much_metadata(const InputLimits& limits) {
    return over("the metadata has more than " + std::to_string(limits.metadata_bytes) + " bytes",
                "--limit-metadata");
}

Expected<void> check_frames(std::uint64_t frames, const InputLimits& limits) {
    if (frames > limits.frames) {
        return over(std::to_string(frames) + " frames exceed the limit of " +
                        std::to_string(limits.frames),
                    "--limit-frames");
    }
    return {};
}

Error too_many_scans(const InputLimits& limits) {
    return over("the JPEG has more than " + std::to_string(limits.scans) + " scans",
                "--limit-scans");
}

} // namespace imgbatch
