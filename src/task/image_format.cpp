#include "task/image_format.h"

#include "base/path.h"

#include <array>
#include <string>
#include <utility>

namespace imgbatch {
namespace {

// The first of each format is the extension for new names.
constexpr std::array<std::pair<std::string_view, ImageFormat>, 25> extensions{{
    {"jpg", ImageFormat::jpeg},  {"jpeg", ImageFormat::jpeg}, {"jpe", ImageFormat::jpeg},
    {"jfif", ImageFormat::jpeg}, {"png", ImageFormat::png},   {"apng", ImageFormat::png},
    {"webp", ImageFormat::webp}, {"gif", ImageFormat::gif},   {"bmp", ImageFormat::bmp},
    {"dib", ImageFormat::bmp},   {"tif", ImageFormat::tiff},  {"tiff", ImageFormat::tiff},
    {"heic", ImageFormat::heic}, {"heif", ImageFormat::heic}, {"hif", ImageFormat::heic},
    {"avif", ImageFormat::avif}, {"jxl", ImageFormat::jxl},   {"pnm", ImageFormat::pnm},
    {"pbm", ImageFormat::pnm},   {"pgm", ImageFormat::pnm},   {"ppm", ImageFormat::pnm},
    {"pam", ImageFormat::pnm},   {"pfm", ImageFormat::pnm},   {"svg", ImageFormat::svg},
    {"svgz", ImageFormat::svg},
}};

} // namespace

ImageFormat format_from_extension(std::string_view extension) {
    const std::string lower = ascii_lower(extension);
    for (const auto& [known, format] : extensions) {
        if (known == lower) {
            return format;
        }
    }
    return ImageFormat::unknown;
}

std::string_view default_extension(ImageFormat format) {
    for (const auto& [extension, known] : extensions) {
        if (known == format) {
            return extension;
        }
    }
    return "";
}

bool is_output_format(ImageFormat format) {
    return to_output_format(format) != OutputFormat::same;
}

ImageFormat same_output_format(ImageFormat input) {
    if (is_output_format(input)) {
        return input;
    }
    return input == ImageFormat::heic ? ImageFormat::jpeg : ImageFormat::png;
}

ImageFormat to_image_format(OutputFormat wanted) {
    switch (wanted) {
    case OutputFormat::jpeg:
        return ImageFormat::jpeg;
    case OutputFormat::png:
        return ImageFormat::png;
    case OutputFormat::webp:
        return ImageFormat::webp;
    case OutputFormat::avif:
        return ImageFormat::avif;
    case OutputFormat::same:
        break;
    }
    return ImageFormat::unknown;
}

OutputFormat to_output_format(ImageFormat format) {
    switch (format) {
    case ImageFormat::jpeg:
        return OutputFormat::jpeg;
    case ImageFormat::png:
        return OutputFormat::png;
    case ImageFormat::webp:
        return OutputFormat::webp;
    case ImageFormat::avif:
        return OutputFormat::avif;
    default:
        return OutputFormat::same;
    }
}

ImageFormat output_format_for(ImageFormat input, OutputFormat wanted) {
    return wanted == OutputFormat::same ? same_output_format(input) : to_image_format(wanted);
}

} // namespace imgbatch
