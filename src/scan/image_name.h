/// How a file's name and an image's format agree: the extension that an output gets.
#pragma once

#include <imgbatch/image_task.h>
#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace imgbatch {

/// A path taken apart at its extension, if that is an image's: "a/b.JPG" is "a/b" and "JPG", but
/// "a/b.txt" is all stem. Views into the path.
struct ImageName {
    std::string_view stem;
    std::string_view extension;                 ///< without its dot; empty: no image's
    ImageFormat claimed = ImageFormat::unknown; ///< by the extension
};
ImageName split_image_name(std::string_view path);

/// The extension that an output of this input gets, as far as names tell: as spelt where it fits
/// the format, else the format's own. Empty where only the content will tell.
std::string_view planned_extension(const ImageName& input, OutputFormat format);

/// Where an output shall go.
struct Planned {
    std::string path;             ///< as the user would type it: relative to the current folder
    bool late_fields = false;     ///< `path` still holds {w}, {h} or {hash}; braces are doubled
    bool adapt_extension = false; ///< false: the user spelt it, it stays whatever is written
    bool in_place = false;        ///< `path` is the input's own
};

/// What is known once the output's bytes are.
struct WrittenImage {
    ImageFormat input_format = ImageFormat::unknown; ///< by content
    ImageFormat format = ImageFormat::unknown;       ///< what is written
    PixelSize size;
    std::uint64_t hash = 0;
};

/// The final path of an output: late fields filled in, the extension true to what is written. The
/// planned extension was chosen by the name of `input`; where the content belies that name, the
/// right extension comes after the old one ("a.gif" that holds a JPEG: "a.gif.jpg"). Where the
/// result differs from a plain `planned.path`, no collision check has seen it.
/// Errors (unsupported): in place, but the input's format cannot be written.
Expected<std::string> finish_output_path(const Planned& planned, std::string_view input,
                                         const WrittenImage& written);

} // namespace imgbatch
