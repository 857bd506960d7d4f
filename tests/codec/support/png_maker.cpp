#include "codec/support/png_maker.h"

#include "codec/big_endian.h"
#include "codec/support/bytes.h"

#include <libdeflate.h>
#include <png.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

namespace imgbatch::test {
namespace {

[[noreturn]] void on_error(png_structp, png_const_charp message) {
    throw std::runtime_error(message);
}

void on_warning(png_structp, png_const_charp) {
}

void on_write(png_structp png, png_bytep data, std::size_t size) {
    append(*static_cast<Bytes*>(png_get_io_ptr(png)), std::as_bytes(std::span(data, size)));
}

int channels_of(int color_type) {
    switch (color_type) {
    case PNG_COLOR_TYPE_GRAY_ALPHA:
        return 2;
    case PNG_COLOR_TYPE_RGB:
        return 3;
    case PNG_COLOR_TYPE_RGB_ALPHA:
        return 4;
    default:
        return 1;
    }
}

/// One row as the format packs it: big-endian samples, several to a byte below 8 bits.
std::vector<png_byte> pack_row(const PngRecipe& recipe, int y) {
    std::vector<png_byte> row;
    int bits = 0;
    for (int x = 0; x < recipe.width; ++x) {
        for (int c = 0; c < channels_of(recipe.color_type); ++c) {
            const int value = stored_sample(recipe, x, y, c);
            if (recipe.bit_depth == 16) {
                row.push_back(static_cast<png_byte>(value >> 8));
                row.push_back(static_cast<png_byte>(value));
                continue;
            }
            if (bits % 8 == 0) {
                row.push_back(0);
            }
            bits += recipe.bit_depth;
            row.back() = static_cast<png_byte>(row.back() | value << ((8 - bits % 8) % 8));
        }
    }
    return row;
}

void set_palette(png_structp png, png_infop info, const PngRecipe& recipe) {
    std::vector<png_color> palette(std::size_t{1} << recipe.bit_depth);
    std::vector<png_byte> alpha;
    for (std::size_t i = 0; i < palette.size(); ++i) {
        const int index = static_cast<int>(i);
        palette[i] = {static_cast<png_byte>(palette_entry(index, 0)),
                      static_cast<png_byte>(palette_entry(index, 1)),
                      static_cast<png_byte>(palette_entry(index, 2))};
        alpha.push_back(static_cast<png_byte>(255 - 8 * index));
    }
    png_set_PLTE(png, info, palette.data(), static_cast<int>(palette.size()));
    if (recipe.transparent) {
        png_set_tRNS(png, info, alpha.data(), static_cast<int>(alpha.size()), nullptr);
    }
}

void set_transparent_color(png_structp png, png_infop info, const PngRecipe& recipe) {
    const auto at = [&](int c) { return static_cast<png_uint_16>(stored_sample(recipe, 0, 0, c)); };
    png_color_16 color{};
    color.gray = at(0);
    color.red = at(0);
    color.green = at(1);
    color.blue = at(2);
    png_set_tRNS(png, info, nullptr, 0, &color);
}

} // namespace

int stored_sample(const PngRecipe& recipe, int x, int y, int c) {
    const int value = x * 37 + y * 101 + c * 53 + x * y;
    return (recipe.bit_depth == 16 ? value * 257 + x : value) & ((1 << recipe.bit_depth) - 1);
}

int palette_entry(int index, int c) {
    return (index * (29 + 13 * c) + 7 * c) % 256;
}

Bytes make_png(const PngRecipe& recipe) {
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, on_error, on_warning);
    png_infop info = png_create_info_struct(png);
    Bytes file;
    png_set_write_fn(png, &file, on_write, nullptr);
    png_set_IHDR(png, info, static_cast<png_uint_32>(recipe.width),
                 static_cast<png_uint_32>(recipe.height), recipe.bit_depth, recipe.color_type,
                 recipe.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (recipe.color_type == PNG_COLOR_TYPE_PALETTE) {
        set_palette(png, info, recipe);
    } else if (recipe.transparent) {
        set_transparent_color(png, info, recipe);
    }
    png_write_info(png, info);
    const auto height = static_cast<std::size_t>(recipe.height);
    std::vector<std::vector<png_byte>> rows(height);
    std::vector<png_bytep> pointers(height);
    for (std::size_t y = 0; y < height; ++y) {
        rows[y] = pack_row(recipe, static_cast<int>(y));
        pointers[y] = rows[y].data();
    }
    png_write_image(png, pointers.data());
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return file;
}

Bytes make_chunk(std::string_view type, ByteView payload) {
    Bytes chunk;
    append_number(chunk, payload.size(), 4, true);
    append(chunk, as_bytes(type));
    append(chunk, payload);
    append_number(chunk, libdeflate_crc32(0, chunk.data() + 4, chunk.size() - 4), 4, true);
    return chunk;
}

Bytes png_signature() {
    return bytes({0x89, 'P', 'N', 'G', 13, 10, 26, 10});
}

Bytes make_header(std::uint32_t width, std::uint32_t height, int bit_depth, int color_type) {
    Bytes payload;
    append_number(payload, width, 4, true);
    append_number(payload, height, 4, true);
    append(payload, bytes({bit_depth, color_type, 0, 0, 0}));
    return make_chunk("IHDR", payload);
}

Bytes zlib_compress(ByteView data, int level) {
    const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> deflater(
        libdeflate_alloc_compressor(level), libdeflate_free_compressor);
    Bytes out(libdeflate_zlib_compress_bound(deflater.get(), data.size()));
    out.resize(
        libdeflate_zlib_compress(deflater.get(), data.data(), data.size(), out.data(), out.size()));
    return out;
}

Bytes make_filtered_png(const FilteredRecipe& recipe) {
    return make_packed_png(recipe, zlib_compress(recipe.rows, recipe.level));
}

Bytes make_packed_png(const FilteredRecipe& recipe, ByteView packed) {
    constexpr std::array<int, 4> color_types = {0, 4, 2, 6};
    Bytes file = png_signature();
    append(file, make_header(static_cast<std::uint32_t>(recipe.width),
                             static_cast<std::uint32_t>(recipe.height), 8,
                             color_types[static_cast<std::size_t>(recipe.channels - 1)]));
    for (std::size_t at = 0; at < packed.size(); at += recipe.piece) {
        append(file,
               make_chunk("IDAT", packed.subspan(at, std::min(recipe.piece, packed.size() - at))));
    }
    append(file, make_chunk("IEND", {}));
    return file;
}

Bytes make_filtered_rows(int width, int height, int channels, std::mt19937& random) {
    const auto pitch = static_cast<std::size_t>(width * channels + 1);
    Bytes rows(pitch * static_cast<std::size_t>(height));
    const auto kind = random() % 4;
    for (std::byte& value : rows) {
        const auto number = random();
        value = static_cast<std::byte>(kind == 0   ? number % 256
                                       : kind == 1 ? number % 3
                                       : kind == 2 ? 255 - number % 2
                                                   : number % 2 * 128);
    }
    for (std::size_t at = 0; at < rows.size(); at += pitch) {
        rows[at] = static_cast<std::byte>(random() % 5);
    }
    return rows;
}

Bytes repair_checksums(ByteView file) {
    Bytes repaired(file.begin(), file.end());
    std::size_t at = 8;
    while (at + 12 <= repaired.size()) {
        const std::size_t length = read_be32(repaired, at);
        if (length > repaired.size() - at - 12) {
            break;
        }
        Bytes sum;
        append_number(sum, libdeflate_crc32(0, repaired.data() + at + 4, length + 4), 4, true);
        std::ranges::copy(sum, repaired.begin() + static_cast<std::ptrdiff_t>(at + 8 + length));
        at += length + 12;
    }
    return repaired;
}

} // namespace imgbatch::test
