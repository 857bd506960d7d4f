#include "png_writer.h"

#include <png.h>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

namespace samples {
namespace {

[[noreturn]] void fail(png_structp /*png*/, png_const_charp message) {
    std::fprintf(stderr, "imgbatch-samples: libpng: %s\n", message);
    std::exit(1);
}

void append(png_structp png, png_bytep data, std::size_t size) {
    auto* bytes = static_cast<std::string*>(png_get_io_ptr(png));
    bytes->append(reinterpret_cast<const char*>(data), size);
}

struct Layout {
    int color_type;
    int bit_depth;
    std::vector<png_color> palette;
};

/// `rows` lie one after the other; 16-bit samples are native-endian.
std::string write(int width, int height, const Layout& layout,
                  const std::vector<std::uint8_t>& rows) {
    std::string bytes;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, nullptr);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(png, &bytes, append, nullptr);
    png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height),
                 layout.bit_depth, layout.color_type, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (!layout.palette.empty()) {
        png_set_PLTE(png, info, layout.palette.data(), static_cast<int>(layout.palette.size()));
    }
    png_set_sRGB_gAMA_and_cHRM(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
    png_write_info(png, info);
    if (layout.bit_depth == 16 && std::endian::native == std::endian::little) {
        png_set_swap(png);
    }
    const std::size_t stride = rows.size() / static_cast<std::size_t>(height);
    for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
        png_write_row(png, rows.data() + y * stride);
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return bytes;
}

/// `sample` in `levels` steps, rounded up or down as the place in a 4 x 4 pattern says.
unsigned dithered(std::uint16_t sample, unsigned levels, int x, int y) {
    constexpr std::array<unsigned, 16> pattern{0, 8,  2, 10, 12, 4, 14, 6,
                                               3, 11, 1, 9,  15, 7, 13, 5};
    const unsigned threshold = pattern[static_cast<std::size_t>(y % 4 * 4 + x % 4)] * 4096U + 2048U;
    return (sample * (levels - 1) + threshold) / 65536U;
}

} // namespace

std::string encode_png_with_alpha(const Picture& picture, const std::vector<std::uint8_t>& alpha) {
    const std::vector<std::uint8_t> rgb = picture.rgb8();
    std::vector<std::uint8_t> rgba;
    rgba.reserve(alpha.size() * 4);
    for (std::size_t i = 0; i < alpha.size(); ++i) {
        rgba.insert(rgba.end(), {rgb[i * 3], rgb[i * 3 + 1], rgb[i * 3 + 2], alpha[i]});
    }
    return write(picture.width(), picture.height(), {PNG_COLOR_TYPE_RGB_ALPHA, 8, {}}, rgba);
}

std::string encode_png_16(const Picture& picture) {
    const auto& samples = picture.samples();
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(samples.data());
    return write(picture.width(), picture.height(), {PNG_COLOR_TYPE_RGB, 16, {}},
                 std::vector<std::uint8_t>(bytes, bytes + samples.size() * 2));
}

std::string encode_png_palette(const Picture& picture) {
    Layout layout{PNG_COLOR_TYPE_PALETTE, 8, {}};
    for (unsigned i = 0; i < 6U * 7U * 6U; ++i) {
        layout.palette.push_back({static_cast<png_byte>(i / 42U * 51U),
                                  static_cast<png_byte>((i / 6U % 7U * 85U + 1U) / 2U),
                                  static_cast<png_byte>(i % 6U * 51U)});
    }
    std::vector<std::uint8_t> indices;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            const std::uint16_t* pixel = picture.at(x, y);
            indices.push_back(static_cast<std::uint8_t>(dithered(pixel[0], 6, x, y) * 42U +
                                                        dithered(pixel[1], 7, x, y) * 6U +
                                                        dithered(pixel[2], 6, x, y)));
        }
    }
    return write(picture.width(), picture.height(), layout, indices);
}

} // namespace samples
