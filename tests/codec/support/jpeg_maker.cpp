#include "codec/support/jpeg_maker.h"

#include "codec/support/libjpeg_owner.h"
#include "codec/support/pixels.h"

#include <array>
#include <stdexcept>

namespace imgbatch::test {
namespace {

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

/// A script in the words of libjpeg, which wants it to stay where it is.
std::vector<jpeg_scan_info> scan_infos(const std::vector<JpegScan>& scans) {
    std::vector<jpeg_scan_info> infos;
    for (const JpegScan& scan : scans) {
        jpeg_scan_info info{static_cast<int>(scan.components.size()),
                            {},
                            scan.first,
                            scan.last,
                            scan.high,
                            scan.low};
        for (std::size_t c = 0; c < scan.components.size(); ++c) {
            info.component_index[c] = scan.components[c];
        }
        infos.push_back(info);
    }
    return infos;
}

/// How coefficients are stored, whatever they are.
void configure_coding(jpeg_compress_struct& encoder, const JpegRecipe& recipe,
                      const std::vector<jpeg_scan_info>& scans) {
    encoder.arith_code = recipe.arithmetic ? TRUE : FALSE;
    encoder.restart_in_rows = recipe.restart_rows;
    encoder.restart_interval = static_cast<unsigned>(recipe.restart_mcus);
    encoder.optimize_coding = recipe.optimized ? TRUE : FALSE;
    if (recipe.progressive) {
        jpeg_simple_progression(&encoder);
    }
    if (recipe.unrefined) {
        // Of grey: what is constant, then the rest.
        static constexpr std::array<jpeg_scan_info, 2> two{
            {{1, {0, 0, 0, 0}, 0, 0, 0, 0}, {1, {0, 0, 0, 0}, 1, 63, 0, 0}}};
        encoder.scan_info = two.data();
        encoder.num_scans = static_cast<int>(two.size());
    }
    if (!scans.empty()) {
        encoder.scan_info = scans.data();
        encoder.num_scans = static_cast<int>(scans.size());
    }
}

void configure(jpeg_compress_struct& encoder, const JpegRecipe& recipe) {
    const Spaces spaces = spaces_of(recipe.space);
    encoder.image_width = static_cast<JDIMENSION>(recipe.width);
    encoder.image_height = static_cast<JDIMENSION>(recipe.height);
    encoder.input_components = spaces.channels;
    encoder.in_color_space = spaces.in;
    jpeg_set_defaults(&encoder);
    jpeg_set_colorspace(&encoder, spaces.stored);
    jpeg_set_quality(&encoder, recipe.quality, recipe.wide_tables ? FALSE : TRUE);
    for (int c = 0; c < encoder.num_components; ++c) {
        const bool full = c == 0 || c == 3;
        encoder.comp_info[c].h_samp_factor = full ? recipe.luma_x : recipe.chroma_x;
        encoder.comp_info[c].v_samp_factor = full ? recipe.luma_y : recipe.chroma_y;
    }
    if (spaces.channels == 4) {
        encoder.write_Adobe_marker = recipe.adobe ? TRUE : FALSE;
    }
}

/// A well-mixed number for each sample of a picture.
unsigned hash(int x, int y, int c) {
    unsigned h = static_cast<unsigned>(x) * 0x9E3779B1U + static_cast<unsigned>(y) * 0x85EBCA77U +
                 static_cast<unsigned>(c) * 0xC2B2AE3DU;
    h ^= h >> 15U;
    h *= 0x2C1B3C6DU;
    h ^= h >> 12U;
    h *= 0x297A2D39U;
    return h ^ h >> 15U;
}

JSAMPLE sample_of(const JpegRecipe& recipe, int x, int y, int c) {
    if (!recipe.flat.empty()) {
        return std::to_integer<JSAMPLE>(recipe.flat[static_cast<std::size_t>(c)]);
    }
    switch (recipe.content) {
    case JpegContent::noise:
        return static_cast<JSAMPLE>(hash(x, y, c) & 255U);
    case JpegContent::extremes:
        return (hash(x, y, c) & 1U) == 0 ? 0 : 255;
    case JpegContent::pattern:
        break;
    }
    return pattern(x, y, c);
}

void write_rows(jpeg_compress_struct& encoder, const JpegRecipe& recipe) {
    const int channels = spaces_of(recipe.space).channels;
    std::vector<JSAMPLE> row(static_cast<std::size_t>(recipe.width * channels));
    for (int y = 0; y < recipe.height; ++y) {
        std::size_t i = 0;
        for (int x = 0; x < recipe.width; ++x) {
            for (int c = 0; c < channels; ++c) {
                row[i++] = sample_of(recipe, x, y, c);
            }
        }
        JSAMPROW pointer = row.data();
        jpeg_write_scanlines(&encoder, &pointer, 1);
    }
}

} // namespace

Bytes make_jpeg(const JpegRecipe& recipe) {
    const auto scans = scan_infos(recipe.scans);
    LibjpegCompressor encoder;
    configure(*encoder.get(), recipe);
    configure_coding(*encoder.get(), recipe, scans);
    jpeg_start_compress(encoder.get(), TRUE);
    if (!recipe.exif.empty()) {
        jpeg_write_marker(encoder.get(), JPEG_APP0 + 1,
                          reinterpret_cast<const JOCTET*>(recipe.exif.data()),
                          static_cast<unsigned>(recipe.exif.size()));
    }
    if (!recipe.icc.empty()) {
        jpeg_write_icc_profile(encoder.get(), reinterpret_cast<const JOCTET*>(recipe.icc.data()),
                               static_cast<unsigned>(recipe.icc.size()));
    }
    write_rows(*encoder.get(), recipe);
    return encoder.finish();
}

Bytes recode_jpeg(ByteView file, const JpegRecipe& recipe, const EditBlock& edit) {
    LibjpegDecompressor decoder(file);
    jpeg_read_header(decoder.get(), TRUE);
    jvirt_barray_control** arrays = jpeg_read_coefficients(decoder.get());
    for (int c = 0; edit && c < decoder->num_components; ++c) {
        const jpeg_component_info& component = decoder->comp_info[c];
        for (JDIMENSION y = 0; y < component.height_in_blocks; ++y) {
            JBLOCKARRAY row = decoder->mem->access_virt_barray(
                reinterpret_cast<jpeg_common_struct*>(decoder.get()), arrays[c], y, 1, TRUE);
            for (JDIMENSION x = 0; x < component.width_in_blocks; ++x) {
                edit(c, static_cast<int>(x), static_cast<int>(y), row[0][x]);
            }
        }
    }
    const auto scans = scan_infos(recipe.scans);
    LibjpegCompressor encoder;
    jpeg_copy_critical_parameters(decoder.get(), encoder.get());
    configure_coding(*encoder.get(), recipe, scans);
    jpeg_write_coefficients(encoder.get(), arrays);
    return encoder.finish();
}

Image decode_reference(ByteView data, Reference kind, int scale_eighths) {
    LibjpegDecompressor decoder(data);
    jpeg_read_header(decoder.get(), TRUE);
    decoder->scale_num = static_cast<unsigned>(scale_eighths);
    decoder->scale_denom = 8;
    decoder->do_fancy_upsampling = FALSE;
    decoder->out_color_space = kind == Reference::ycc ? JCS_YCbCr : JCS_RGB;
    jpeg_start_decompress(decoder.get());
    Image image =
        make_interleaved(static_cast<int>(decoder->output_width),
                         static_cast<int>(decoder->output_height), ColorModel::rgb, SampleType::u8);
    while (decoder->output_scanline < decoder->output_height) {
        auto* row = reinterpret_cast<JSAMPLE*>(
            image.planes.front().row(static_cast<int>(decoder->output_scanline)));
        jpeg_read_scanlines(decoder.get(), &row, 1);
    }
    jpeg_finish_decompress(decoder.get());
    if (decoder.warnings() > 0) {
        throw std::runtime_error("a reference with warnings is none");
    }
    return image;
}

} // namespace imgbatch::test
