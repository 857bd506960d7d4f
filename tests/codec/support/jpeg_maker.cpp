#include "codec/support/jpeg_maker.h"

#include "codec/support/pixels.h"

#include <doctest/doctest.h>

// clang-format off
#include <cstddef>
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace imgbatch::test {
namespace {

[[noreturn]] void on_error(jpeg_common_struct* codec) {
    codec->err->output_message(codec);
    throw std::runtime_error("libjpeg failed in a test's own maker");
}

struct Spaces {
    J_COLOR_SPACE in;
    J_COLOR_SPACE stored;
    int channels;
};

Spaces spaces_of(JpegSpace space) {
    switch (space) {
    case JpegSpace::gray:
        return {JCS_GRAYSCALE, JCS_GRAYSCALE, 1};
    case JpegSpace::rgb:
        return {JCS_RGB, JCS_RGB, 3};
    case JpegSpace::cmyk:
        return {JCS_CMYK, JCS_CMYK, 4};
    case JpegSpace::ycck:
        return {JCS_CMYK, JCS_YCCK, 4};
    case JpegSpace::ycc:
        break;
    }
    return {JCS_RGB, JCS_YCbCr, 3};
}

void configure(jpeg_compress_struct& encoder, const JpegRecipe& recipe) {
    const Spaces spaces = spaces_of(recipe.space);
    encoder.image_width = static_cast<JDIMENSION>(recipe.width);
    encoder.image_height = static_cast<JDIMENSION>(recipe.height);
    encoder.input_components = spaces.channels;
    encoder.in_color_space = spaces.in;
    jpeg_set_defaults(&encoder);
    jpeg_set_colorspace(&encoder, spaces.stored);
    jpeg_set_quality(&encoder, recipe.quality, TRUE);
    for (int c = 0; c < encoder.num_components; ++c) {
        const bool full = c == 0 || c == 3;
        encoder.comp_info[c].h_samp_factor = full ? recipe.luma_x : recipe.chroma_x;
        encoder.comp_info[c].v_samp_factor = full ? recipe.luma_y : recipe.chroma_y;
    }
    if (spaces.channels == 4) {
        encoder.write_Adobe_marker = recipe.adobe ? TRUE : FALSE;
    }
    encoder.arith_code = recipe.arithmetic ? TRUE : FALSE;
    encoder.restart_in_rows = recipe.restart_rows;
    if (recipe.progressive) {
        jpeg_simple_progression(&encoder);
    }
    if (recipe.unrefined) {
        // Of grey: what is constant, then the rest.
        static constexpr std::array<jpeg_scan_info, 2> scans{
            {{1, {0, 0, 0, 0}, 0, 0, 0, 0}, {1, {0, 0, 0, 0}, 1, 63, 0, 0}}};
        encoder.scan_info = scans.data();
        encoder.num_scans = static_cast<int>(scans.size());
    }
}

void write_rows(jpeg_compress_struct& encoder, const JpegRecipe& recipe) {
    const int channels = spaces_of(recipe.space).channels;
    std::vector<JSAMPLE> row(static_cast<std::size_t>(recipe.width * channels));
    for (int y = 0; y < recipe.height; ++y) {
        std::size_t i = 0;
        for (int x = 0; x < recipe.width; ++x) {
            for (int c = 0; c < channels; ++c) {
                row[i++] = recipe.flat.empty()
                               ? pattern(x, y, c)
                               : std::to_integer<JSAMPLE>(recipe.flat[static_cast<std::size_t>(c)]);
            }
        }
        JSAMPROW pointer = row.data();
        jpeg_write_scanlines(&encoder, &pointer, 1);
    }
}

} // namespace

Bytes make_jpeg(const JpegRecipe& recipe) {
    jpeg_compress_struct encoder{};
    jpeg_error_mgr errors{};
    encoder.err = jpeg_std_error(&errors);
    errors.error_exit = on_error;
    jpeg_create_compress(&encoder);
    unsigned char* buffer = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&encoder, &buffer, &size);
    configure(encoder, recipe);
    jpeg_start_compress(&encoder, TRUE);
    if (!recipe.exif.empty()) {
        jpeg_write_marker(&encoder, JPEG_APP0 + 1,
                          reinterpret_cast<const JOCTET*>(recipe.exif.data()),
                          static_cast<unsigned>(recipe.exif.size()));
    }
    if (!recipe.icc.empty()) {
        jpeg_write_icc_profile(&encoder, reinterpret_cast<const JOCTET*>(recipe.icc.data()),
                               static_cast<unsigned>(recipe.icc.size()));
    }
    write_rows(encoder, recipe);
    jpeg_finish_compress(&encoder);
    jpeg_destroy_compress(&encoder);
    const auto view = std::as_bytes(std::span(buffer, size));
    Bytes file(view.begin(), view.end());
    std::free(buffer); // NOLINT(cppcoreguidelines-no-malloc, cppcoreguidelines-owning-memory)
    return file;
}

Image decode_reference(ByteView data, Reference kind, int scale_eighths) {
    jpeg_decompress_struct decoder{};
    jpeg_error_mgr errors{};
    decoder.err = jpeg_std_error(&errors);
    errors.error_exit = on_error;
    jpeg_create_decompress(&decoder);
    jpeg_mem_src(&decoder, reinterpret_cast<const unsigned char*>(data.data()), data.size());
    jpeg_read_header(&decoder, TRUE);
    decoder.scale_num = static_cast<unsigned>(scale_eighths);
    decoder.scale_denom = 8;
    decoder.do_fancy_upsampling = FALSE;
    decoder.out_color_space = kind == Reference::ycc ? JCS_YCbCr : JCS_RGB;
    jpeg_start_decompress(&decoder);
    Image image =
        make_interleaved(static_cast<int>(decoder.output_width),
                         static_cast<int>(decoder.output_height), ColorModel::rgb, SampleType::u8);
    while (decoder.output_scanline < decoder.output_height) {
        auto* row = reinterpret_cast<JSAMPLE*>(
            image.planes.front().row(static_cast<int>(decoder.output_scanline)));
        jpeg_read_scanlines(&decoder, &row, 1);
    }
    jpeg_finish_decompress(&decoder);
    CHECK(decoder.err->num_warnings == 0);
    jpeg_destroy_decompress(&decoder);
    return image;
}

} // namespace imgbatch::test
