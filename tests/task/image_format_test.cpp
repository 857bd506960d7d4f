#include "task/image_format.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace imgbatch {
namespace {

constexpr int format_count = static_cast<int>(ImageFormat::svg) + 1;

} // namespace

TEST_CASE("extensions claim their formats in any case") {
    for (const auto* text : {"jpg", "JPG", "jpeg", "Jpeg", "jpe", "jfif"}) {
        CHECK(format_from_extension(text) == ImageFormat::jpeg);
    }
    CHECK(format_from_extension("png") == ImageFormat::png);
    CHECK(format_from_extension("WebP") == ImageFormat::webp);
    CHECK(format_from_extension("tif") == ImageFormat::tiff);
    CHECK(format_from_extension("heif") == ImageFormat::heic);
    CHECK(format_from_extension("ppm") == ImageFormat::pnm);
}

TEST_CASE("other extensions claim none") {
    for (const auto* text : {"", "txt", "jpg ", ".jpg", "jpgg", "jp", "mp4", "\xff"}) {
        CHECK(format_from_extension(text) == ImageFormat::unknown);
    }
}

TEST_CASE("a format's default extension claims that format, and its word is its own") {
    std::set<std::string_view> words;
    for (int i = 0; i < format_count; ++i) {
        const auto format = static_cast<ImageFormat>(i);
        const std::string_view extension = default_extension(format);
        CHECK(extension.empty() == (format == ImageFormat::unknown));
        CHECK(format_from_extension(extension) == format);
        CHECK(words.insert(to_word(format)).second);
    }
    CHECK(default_extension(ImageFormat::jpeg) == "jpg");
    CHECK(to_word(ImageFormat::jpeg) == "jpeg");
    CHECK(to_word(ImageFormat::unknown).empty());
}

TEST_CASE("same writes what was read where it can, and says what else") {
    for (const auto format :
         {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp, ImageFormat::avif}) {
        CHECK(to_image_format(to_output_format(format)) == format);
        CHECK(is_output_format(format));
        CHECK(same_output_format(format) == format);
    }
    CHECK(to_output_format(ImageFormat::gif) == OutputFormat::same);
    CHECK(same_output_format(ImageFormat::heic) == ImageFormat::jpeg);
    CHECK(same_output_format(ImageFormat::gif) == ImageFormat::png);
    CHECK(same_output_format(ImageFormat::bmp) == ImageFormat::png);
    CHECK(same_output_format(ImageFormat::pnm) == ImageFormat::png);
    for (int i = 0; i < format_count; ++i) {
        CHECK(is_output_format(same_output_format(static_cast<ImageFormat>(i))));
    }
}

} // namespace imgbatch
