/// JPEG files of every kind that cameras, scanners and printers' programs write.
#pragma once

#include "picture.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace samples {

enum class Sampling { yuv420, yuv422, yuv444 };

enum class JpegColor {
    ycbcr,
    gray,
    adobe_ycck, ///< CMYK as Adobe programs store it: inverted, with their APP14 marker
};

struct JpegSettings {
    int quality = 90;
    Sampling sampling = Sampling::yuv420;
    JpegColor color = JpegColor::ycbcr;
    bool progressive = false;
    int orientation = 0;           ///< EXIF, 1 to 8; 0: no EXIF at all
    std::vector<std::uint8_t> icc; ///< profile of the samples; empty: none
};

/// The file's bytes. Ends the program with a message if libjpeg fails.
std::string encode_jpeg(const Picture& picture, const JpegSettings& settings);

} // namespace samples
