#include "jpeg_writer.h"

// libjpeg's header needs size_t and FILE before it.
#include <jpeglib.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace samples {
namespace {

void append_u16(std::string& bytes, unsigned value) {
    bytes += static_cast<char>(value & 255U);
    bytes += static_cast<char>(value >> 8U & 255U);
}

void append_u32(std::string& bytes, unsigned value) {
    append_u16(bytes, value & 0xffffU);
    append_u16(bytes, value >> 16U);
}

/// An EXIF block: a little-endian TIFF header and one directory with the orientation and a
/// copyright notice. Source: the EXIF 2.3 and TIFF 6.0 specifications.
std::string exif_block(int orientation) {
    constexpr unsigned type_ascii = 2;
    constexpr unsigned type_short = 3;
    std::string notice = "Drawn by imgbatch-samples, free for any use";
    notice += '\0';
    std::string bytes("Exif\0\0II*\0\x08\0\0\0", 14);
    append_u16(bytes, 2);
    append_u16(bytes, 0x0112);
    append_u16(bytes, type_short);
    append_u32(bytes, 1);
    append_u32(bytes, static_cast<unsigned>(orientation));
    append_u16(bytes, 0x8298);
    append_u16(bytes, type_ascii);
    append_u32(bytes, static_cast<unsigned>(notice.size()));
    append_u32(bytes, 8 + 2 + 2 * 12 + 4); // right after this directory
    append_u32(bytes, 0);                  // no further directory
    return bytes + notice;
}

/// Red, green and blue as cyan, magenta, yellow and black, inverted as Adobe stores them: 255 is
/// no ink.
void to_inverted_cmyk(const std::uint8_t* rgb, std::uint8_t* cmyk, std::size_t pixels) {
    for (std::size_t i = 0; i < pixels; ++i, rgb += 3, cmyk += 4) {
        const int white = std::max({rgb[0], rgb[1], rgb[2], std::uint8_t{1}});
        for (int c = 0; c < 3; ++c) {
            cmyk[c] = static_cast<std::uint8_t>((rgb[c] * 255 + white / 2) / white);
        }
        cmyk[3] = static_cast<std::uint8_t>(white);
    }
}

/// A compressor that writes to memory; everything in it goes with it.
class Compressor {
public:
    Compressor() {
        info_.err = jpeg_std_error(&error_); // prints and exits
        jpeg_create_compress(&info_);
        jpeg_mem_dest(&info_, &buffer_, &size_);
    }
    Compressor(const Compressor&) = delete;
    Compressor& operator=(const Compressor&) = delete;
    ~Compressor() {
        jpeg_destroy_compress(&info_);
        // libjpeg took it with malloc. NOLINTNEXTLINE(cppcoreguidelines-*)
        std::free(buffer_);
    }

    [[nodiscard]] jpeg_compress_struct* get() { return &info_; }
    [[nodiscard]] std::string finish() {
        jpeg_finish_compress(&info_);
        return {reinterpret_cast<const char*>(buffer_), size_};
    }

private:
    jpeg_compress_struct info_{};
    jpeg_error_mgr error_{};
    unsigned char* buffer_ = nullptr;
    unsigned long size_ = 0;
};

void configure(jpeg_compress_struct* info, const JpegSettings& settings) {
    const bool cmyk = settings.color == JpegColor::adobe_ycck;
    info->input_components = cmyk ? 4 : 3;
    info->in_color_space = cmyk ? JCS_CMYK : JCS_RGB;
    jpeg_set_defaults(info);
    if (cmyk) {
        jpeg_set_colorspace(info, JCS_YCCK);
    } else if (settings.color == JpegColor::gray) {
        jpeg_set_colorspace(info, JCS_GRAYSCALE);
    }
    jpeg_set_quality(info, settings.quality, TRUE);
    if (settings.color == JpegColor::ycbcr) {
        info->comp_info[0].h_samp_factor = settings.sampling == Sampling::yuv444 ? 1 : 2;
        info->comp_info[0].v_samp_factor = settings.sampling == Sampling::yuv420 ? 2 : 1;
    }
    if (settings.progressive) {
        jpeg_simple_progression(info);
    }
}

} // namespace

std::string encode_jpeg(const Picture& picture, const JpegSettings& settings) {
    Compressor compressor;
    jpeg_compress_struct* info = compressor.get();
    info->image_width = static_cast<JDIMENSION>(picture.width());
    info->image_height = static_cast<JDIMENSION>(picture.height());
    configure(info, settings);
    jpeg_start_compress(info, TRUE);
    if (settings.orientation != 0) {
        const std::string exif = exif_block(settings.orientation);
        jpeg_write_marker(info, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(exif.data()),
                          static_cast<unsigned>(exif.size()));
    }
    if (!settings.icc.empty()) {
        jpeg_write_icc_profile(info, settings.icc.data(),
                               static_cast<unsigned>(settings.icc.size()));
    }
    std::vector<std::uint8_t> rgb = picture.rgb8();
    const auto width = static_cast<std::size_t>(picture.width());
    std::vector<std::uint8_t> cmyk(settings.color == JpegColor::adobe_ycck ? width * 4 : 0);
    for (std::size_t y = 0; y < static_cast<std::size_t>(picture.height()); ++y) {
        JSAMPROW row = rgb.data() + y * width * 3;
        if (!cmyk.empty()) {
            to_inverted_cmyk(row, cmyk.data(), width);
            row = cmyk.data();
        }
        jpeg_write_scanlines(info, &row, 1);
    }
    return compressor.finish();
}

} // namespace samples
