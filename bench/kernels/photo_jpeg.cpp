#include "photo_jpeg.h"

#include "codec/codec.h"
#include "must.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace imgbatch::bench {
namespace {

/// A number within -1..1 for a corner of a grid: always the same.
float at_corner(std::uint32_t x, std::uint32_t y, std::uint32_t seed) {
    std::uint32_t mixed = x * 0x9E3779B1U ^ y * 0x85EBCA77U ^ seed * 0xC2B2AE3DU;
    mixed = (mixed ^ mixed >> 15) * 0x2C1B3C6DU;
    mixed = (mixed ^ mixed >> 12) * 0x297A2D39U;
    return static_cast<float>((mixed ^ mixed >> 15) >> 8) * (2.0F / 16777215.0F) - 1.0F;
}

/// Between the corners of cells of `cell` pixels, linearly.
float noise(int x, int y, int cell, std::uint32_t seed) {
    const auto left = static_cast<std::uint32_t>(x / cell);
    const auto top = static_cast<std::uint32_t>(y / cell);
    const float right_part = static_cast<float>(x % cell) / static_cast<float>(cell);
    const float lower_part = static_cast<float>(y % cell) / static_cast<float>(cell);
    const float upper =
        std::lerp(at_corner(left, top, seed), at_corner(left + 1, top, seed), right_part);
    const float lower =
        std::lerp(at_corner(left, top + 1, seed), at_corner(left + 1, top + 1, seed), right_part);
    return std::lerp(upper, lower, lower_part);
}

/// Edges, and detail that fades with its size; more of it in some places than in others, so that
/// blocks differ.
float luma(int x, int y) {
    const float busy = std::max(0.05F, noise(x, y, 192, 90) + 0.35F);
    float sum = 45.0F * noise(x, y, 512, 1) + 30.0F * noise(x, y, 128, 2);
    float strength = 40.0F * busy;
    for (int cell = 64; cell >= 2; cell /= 2) {
        sum += strength * noise(x, y, cell, static_cast<std::uint32_t>(cell));
        strength /= 1.35F;
    }
    const float grain = (2.0F + 16.0F * busy) * noise(x, y, 1, 91);
    const float edges = noise(x, y, 40, 94) > 0 ? 18.0F : -18.0F;
    return 118.0F + sum + edges + grain;
}

Image make_photo() {
    Image image = make_interleaved(photo_width, photo_height, ColorModel::rgb, SampleType::u8);
    for (int y = 0; y < photo_height; ++y) {
        std::byte* row = image.planes[0].row(y);
        for (int x = 0; x < photo_width; ++x) {
            const float light = luma(x, y);
            const float warm = 25.0F * noise(x, y, 300, 92) + 8.0F * noise(x, y, 20, 93);
            for (const float sample : {light + warm, light, light - warm}) {
                *row++ = static_cast<std::byte>(std::clamp(std::lround(sample), 0L, 255L));
            }
        }
    }
    return image;
}

std::array<Bytes, 2> make_both() {
    const Image photo = make_photo();
    EncodeOptions options;
    options.jpeg_quality = 90;
    options.chroma = Chroma::yuv420;
    std::array<Bytes, 2> files;
    for (const bool progressive : {false, true}) {
        options.progressive = progressive;
        files[progressive ? 1 : 0] = must(encode(photo, {}, ImageFormat::jpeg, options));
    }
    return files;
}

} // namespace

const Bytes& photo_jpeg(bool progressive) {
    static const std::array<Bytes, 2> files = make_both();
    return files[progressive ? 1 : 0];
}

} // namespace imgbatch::bench
