#include "support/pictures.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>

namespace imgbatch::test {
namespace {

/// The channel `c` of a scene at (x, y), 0 to 1.
double scene(int x, int y, int c, std::uint32_t noise) {
    const double waves = 0.25 * std::sin(x * 0.07 + c) + 0.2 * std::sin(y * 0.05 - 2.0 * c) +
                         0.1 * std::sin((x + y) * 0.31);
    const double edge = (x / 40 + y / 30 + c) % 2 == 0 ? 0.12 : -0.12;
    const double grain = (static_cast<double>(noise & 255U) / 255.0 - 0.5) * 0.06;
    return std::min(1.0, std::max(0.0, 0.5 + waves + edge + grain));
}

void put(std::byte* row, int i, SampleType type, double value) {
    if (type == SampleType::u8) {
        row[i] = static_cast<std::byte>(static_cast<unsigned>(value * 255.0 + 0.5));
    } else {
        reinterpret_cast<std::uint16_t*>(row)[i] =
            static_cast<std::uint16_t>(value * 65535.0 + 0.5);
    }
}

} // namespace

Image make_picture(int width, int height, ColorModel model, SampleType type, unsigned seed) {
    REQUIRE(model != ColorModel::ycbcr);
    Image image = make_interleaved(width, height, model, type);
    const int channels = channel_count(model);
    std::uint32_t state = seed * 2654435761U + 1;
    for (int y = 0; y < height; ++y) {
        std::byte* row = image.planes.front().row(y);
        for (int i = 0; i < width * channels; ++i) {
            state = state * 1664525U + 1013904223U;
            put(row, i, type, scene(i / channels, y, i % channels, state >> 24U));
        }
    }
    return image;
}

Image make_quadrants(int width, int height) {
    constexpr unsigned colors[4] = {0xff0000, 0x00ff00, 0x0000ff, 0xffffff};
    Image image = make_interleaved(width, height, ColorModel::rgb, SampleType::u8);
    for (int y = 0; y < height; ++y) {
        std::byte* row = image.planes.front().row(y);
        for (int x = 0; x < width; ++x) {
            const unsigned color = colors[(y >= height / 2 ? 2 : 0) + (x >= width / 2 ? 1 : 0)];
            row[3 * x] = static_cast<std::byte>(color >> 16U);
            row[3 * x + 1] = static_cast<std::byte>(color >> 8U & 255U);
            row[3 * x + 2] = static_cast<std::byte>(color & 255U);
        }
    }
    return image;
}

std::string encoded(const Image& image, ImageFormat format, EncodeOptions options) {
    const auto bytes = encode(image, {}, format, options);
    REQUIRE_MESSAGE(bytes, (bytes ? "" : bytes.error().message));
    return std::string(as_text(*bytes));
}

std::string with_exif_orientation(const std::string& jpeg, unsigned orientation) {
    REQUIRE(jpeg.starts_with("\xff\xd8"));
    std::string exif("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0", 32);
    exif[25] = static_cast<char>(orientation);
    const std::string marker{'\xff', '\xe1', '\0', static_cast<char>(exif.size() + 2)};
    return jpeg.substr(0, 2) + marker + exif + jpeg.substr(2);
}

Image decoded(const std::string& bytes) {
    DecodeOptions options;
    options.fail_on = FailOn::warning;
    const auto info = probe(as_bytes(bytes), options);
    REQUIRE_MESSAGE(info, (info ? "" : info.error().message));
    auto image = decode(as_bytes(bytes), *info, {}, options);
    REQUIRE_MESSAGE(image, (image ? "" : image.error().message));
    return std::move(image->image);
}

unsigned pixel(const Image& image, int x, int y) {
    const int channels = channel_count(image.model);
    REQUIRE(channels >= 3);
    const std::byte* p = image.planes.front().row(y) + static_cast<std::ptrdiff_t>(x) * channels;
    return std::to_integer<unsigned>(p[0]) << 16U | std::to_integer<unsigned>(p[1]) << 8U |
           std::to_integer<unsigned>(p[2]);
}

bool is_near(unsigned a, unsigned b, unsigned tolerance) {
    for (const unsigned shift : {0U, 8U, 16U}) {
        const int difference =
            static_cast<int>(a >> shift & 255U) - static_cast<int>(b >> shift & 255U);
        if (static_cast<unsigned>(std::abs(difference)) > tolerance) {
            return false;
        }
    }
    return true;
}

} // namespace imgbatch::test
