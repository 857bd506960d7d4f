/// One image's work and how it ended: what the plan hands to process_image() and what comes back.
#pragma once

#include <imgbatch/outcome_class.h>
#include <imgbatch/result.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace imgbatch {

/// One input and its planned output. Paths are bytes as the system has them, never expanded.
struct ImageTask {
    std::uint64_t index = 0;       ///< position in the order of scanning, from 0
    std::string input;             ///< path to open
    std::string output;            ///< planned path, to be completed by the worker
    bool named = false;            ///< named by the user (not found in a walk): must be an image
    bool late_fields = false;      ///< `output` still holds {w}, {h} or {hash}; braces are doubled
    bool adapt_extension = true;   ///< false: the user spelt it, it stays whatever is written
    bool outdated = false;         ///< an older run's output: Overwrite::older does not spare it
    std::uint64_t input_bytes = 0; ///< as the scanner saw it; 0 where it did not look
};

enum class ImageFormat { unknown, jpeg, png, webp, gif, bmp, tiff, heic, avif, jxl, pnm, svg };

/// "jpeg", "png", … as records and -f spell them.
std::string_view to_word(ImageFormat format);

struct PixelSize {
    std::uint32_t width = 0;
    std::uint32_t height = 0;

    friend bool operator==(const PixelSize&, const PixelSize&) = default;
};

/// Nanoseconds of monotonic time that one image spent per stage.
struct StageTimes {
    std::uint64_t read = 0;   ///< of a large JPEG, only its head
    std::uint64_t decode = 0; ///< of a large JPEG, reading in windows as it goes included
    std::uint64_t transform = 0;
    std::uint64_t encode = 0;
    std::uint64_t commit = 0;
};

/// Everything there is to tell about one image: the record's fields, docs/record.md.
struct ImageOutcome {
    std::uint64_t index = 0;
    std::string input;
    std::string
        output; ///< the file written or left alone; the planned name where it failed earlier
    OutcomeClass outcome = OutcomeClass::ok;
    Stage stage = Stage::none; ///< where a failure happened
    std::string message;       ///< why, for people
    int errno_value = 0;
    int signal = 0;
    unsigned attempts = 1;
    std::vector<std::string> warnings;
    ImageFormat input_format = ImageFormat::unknown;
    ImageFormat output_format = ImageFormat::unknown;
    PixelSize input_size;  ///< upright, as a viewer shows it; 0 x 0 where unknown
    PixelSize output_size; ///< 0 x 0 where nothing was written
    std::uint64_t input_bytes = 0;
    std::uint64_t output_bytes = 0;
    std::uint64_t input_modified = 0;  ///< nanoseconds since 1970; 0 where unknown
    std::uint64_t output_modified = 0; ///< the same of what was written
    std::uint64_t options = 0; ///< hash of what decided about the output's bytes; 0 where unknown
    StageTimes times;
};

/// The task's bytes for an executor, and back. Decoding checks every length: errors are `internal`.
std::string encode(const ImageTask& task);
Expected<ImageTask> decode_image_task(std::string_view bytes);

/// The outcome's bytes for an executor, and back.
std::string encode(const ImageOutcome& outcome);
Expected<ImageOutcome> decode_image_outcome(std::string_view bytes);

} // namespace imgbatch
