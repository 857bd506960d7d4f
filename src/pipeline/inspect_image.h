/// What a file is, from its header alone.
#pragma once

#include <imgbatch/image_task.h>
#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace imgbatch {

/// What one file's header says, or why there is no answer.
struct Inspected {
    std::uint64_t index = 0;
    std::string path;
    OutcomeClass outcome = OutcomeClass::ok;
    std::string message; ///< why, unless ok
    ImageFormat format = ImageFormat::unknown;
    PixelSize size;           ///< upright, as a viewer shows it
    unsigned orientation = 1; ///< EXIF, 1 to 8
    std::string pixels;       ///< "gray", "gray+alpha", "rgb", "rgb+alpha", "cmyk"
    unsigned bit_depth = 8;   ///< of a sample, as stored
    std::string chroma;       ///< "4:2:0" and so on for Y'CbCr JPEG; empty for all else
    bool progressive = false;
    unsigned frames = 1;
    std::string profile; ///< "", "sRGB", "other" or "broken"
    std::uint64_t icc_bytes = 0;
    std::uint64_t bytes = 0;
};

/// Reads the header of `task.input`; the outcome is as process() would have it, up to there.
Inspected inspect_image(const ImageTask& task, const DecodeOptions& options);

/// For an executor's results, and back. Errors: internal for malformed bytes.
std::string encode(const Inspected& inspected);
Expected<Inspected> decode_inspected(std::string_view bytes);

} // namespace imgbatch
