/// File name extensions and the formats they claim.
#pragma once

#include <imgbatch/image_task.h>
#include <imgbatch/options.h>

#include <string_view>

namespace imgbatch {

/// The format that an extension (without its dot, any case) claims; unknown for no image's.
ImageFormat format_from_extension(std::string_view extension);

/// The extension that a new name of this format gets, without its dot: "jpg", "png", "webp", …
std::string_view default_extension(ImageFormat format);

/// Whether imgbatch can write it.
bool is_output_format(ImageFormat format);

/// What `-f same` writes for an input of this format: itself where it can be written; JPEG for
/// HEIC, PNG for all else.
ImageFormat same_output_format(ImageFormat input);

/// The format that -f asks for; unknown for `same`.
ImageFormat to_image_format(OutputFormat wanted);

/// What -f says to get this format; `same` for what is not written.
OutputFormat to_output_format(ImageFormat format);

/// What `wanted` means for an input of this format.
ImageFormat output_format_for(ImageFormat input, OutputFormat wanted);

} // namespace imgbatch
