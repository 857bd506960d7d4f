#include "codec/codec.h"
#include "codec/png/png_chunks.h"
#include "codec/support/bytes.h"
#include "codec/support/jpeg_maker.h"
#include "codec/support/jpeg_mutator.h"
#include "codec/support/pixels.h"
#include "codec/support/png_maker.h"
#include "fuzz/profile_seeds.h"
#include "fuzz/seeds.h"

#include <random>

namespace imgbatch::test {
namespace {

using namespace std::string_view_literals;

Bytes exif_marker(int orientation) {
    Bytes exif = to_bytes("Exif\0\0"sv);
    append(exif, make_exif(orientation, orientation % 2 == 0));
    return exif;
}

/// Kinds that jpeg_seeds.cpp leaves out: what only libjpeg reads, and what travels beside pixels.
std::vector<Bytes> odd_jpegs() {
    return {
        make_jpeg({.width = 33, .height = 17, .luma_x = 2, .luma_y = 2, .exif = exif_marker(6)}),
        make_jpeg({.width = 20, .height = 20, .luma_y = 2, .restart_rows = 1}),
        make_jpeg({.width = 20, .height = 20, .arithmetic = true}),
        make_jpeg({.width = 9, .height = 9, .space = JpegSpace::ycck}),
        make_jpeg({.width = 9, .height = 9, .space = JpegSpace::cmyk, .adobe = false}),
        make_jpeg({.width = 60,
                   .height = 44,
                   .luma_x = 2,
                   .progressive = true,
                   .icc = make_wide_profile()}),
        make_jpeg(
            {.width = 30, .height = 9, .space = JpegSpace::gray, .icc = make_gray_profile()})};
}

/// A PNG with `chunk` after its header.
Bytes with_chunk(ByteView png, std::string_view type, ByteView payload) {
    constexpr std::size_t header_end = 33;
    return insert(png, header_end, make_chunk(type, payload));
}

std::vector<Bytes> png_files() {
    std::vector<Bytes> files;
    for (const int color_type : {0, 2, 3, 4, 6}) {
        for (const int depth : {1, 2, 4, 8, 16}) {
            const bool fits = color_type == 0 || depth == 8 || (color_type == 3 && depth < 8) ||
                              (color_type != 3 && depth == 16);
            if (fits) {
                files.push_back(make_png({.color_type = color_type,
                                          .bit_depth = depth,
                                          .interlaced = depth == 8 && color_type % 4 == 2,
                                          .transparent = color_type < 4 && depth != 8}));
            }
        }
    }
    std::mt19937 random(7); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    for (int channels = 1; channels <= 4; ++channels) {
        files.push_back(make_filtered_png({.width = 37,
                                           .height = 9,
                                           .channels = channels,
                                           .rows = make_filtered_rows(37, 9, channels, random),
                                           .level = channels * 2 - 2,
                                           .piece = channels == 3 ? std::size_t{50} : 1U << 20U}));
    }
    const Bytes plain = make_png({});
    files.push_back(with_chunk(plain, "iCCP", deflate_png_icc(make_wide_profile())));
    files.push_back(with_chunk(plain, "eXIf", make_exif(8, true)));
    files.push_back(with_chunk(plain, "acTL", bytes({0, 0, 0, 2, 0, 0, 0, 0})));
    files.push_back(with_chunk(plain, "tEXt", to_bytes("Title\0x"sv)));
    files.push_back(with_chunk(plain, "zTXt", to_bytes("Title\0\0x"sv)));
    files.push_back(cut(plain, plain.size() / 2));
    return files;
}

/// A chunk of RIFF.
Bytes riff_chunk(std::string_view type, ByteView payload) {
    Bytes out = to_bytes(type);
    append_number(out, payload.size(), 4, false);
    append(out, payload);
    out.resize(out.size() + out.size() % 2);
    return out;
}

/// A WebP in the extended format, from chunks that follow its header.
Bytes extended_webp(int flags, int width, int height, ByteView chunks) {
    Bytes header;
    append_number(header, static_cast<unsigned>(flags), 4, false);
    append_number(header, static_cast<unsigned>(width - 1), 3, false);
    append_number(header, static_cast<unsigned>(height - 1), 3, false);
    Bytes body = to_bytes("WEBP");
    append(body, riff_chunk("VP8X", header));
    append(body, chunks);
    return riff_chunk("RIFF", body);
}

/// The chunks of a WebP in the simple format.
ByteView webp_chunks(ByteView file) {
    return file.subspan(12);
}

std::vector<Bytes> webp_files() {
    constexpr int side = 24;
    constexpr int animation = 0x02;
    constexpr int profile_and_exif = 0x28;
    std::vector<Bytes> files;
    for (const bool lossless : {false, true}) {
        EncodeOptions options;
        options.lossless = lossless;
        for (const ColorModel model : {ColorModel::rgb, ColorModel::rgba}) {
            files.push_back(
                *encode(make_picture(side, side, model), {}, ImageFormat::webp, options));
        }
    }
    const Bytes simple = files.front();
    Bytes chunks = riff_chunk("ICCP", make_wide_profile());
    append(chunks, webp_chunks(simple));
    append(chunks, riff_chunk("EXIF", make_exif(3, false)));
    files.push_back(extended_webp(profile_and_exif, side, side, chunks));

    Bytes frame;
    for (const auto& [value, size] :
         {std::pair{1, 3}, {2, 3}, {side - 1, 3}, {side - 1, 3}, {100, 3}, {0, 1}}) {
        append_number(frame, static_cast<unsigned>(value), size, false);
    }
    append(frame, webp_chunks(simple));
    chunks = riff_chunk("ANIM", bytes({0, 0, 0, 0, 0, 0}));
    append(chunks, riff_chunk("ANMF", frame));
    append(chunks, riff_chunk("ANMF", frame));
    files.push_back(extended_webp(animation, side + 8, side + 8, chunks));
    files.push_back(cut(simple, simple.size() - 30));
    return files;
}

/// The beginnings of files of all kinds that are known by name.
std::vector<Bytes> signatures() {
    std::vector<Bytes> seeds;
    for (const auto text :
         {"GIF89a"sv, "BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0"sv, "II*\0\x08\0\0\0"sv, "MM\0+"sv,
          "\xff\x0a"sv, "\0\0\0\x0cJXL \r\n\x87\n"sv, "P5\n# c\n3 3\n255\n"sv, "P7\nWIDTH 3\n"sv,
          "\xef\xbb\xbf<?xml version=\"1.0\"?> <svg>"sv, "<!-- x --><svg "sv,
          "\0\0\0\x1c"
          "ftypavif\0\0\0\0mif1avif"sv,
          "\0\0\0\x18"
          "ftypmif1\0\0\0\0heic"sv,
          "a"sv, ""sv}) {
        seeds.push_back(to_bytes(text));
    }
    return seeds;
}

std::vector<Bytes> all_files() {
    std::vector<Bytes> files = odd_jpegs();
    const auto jpegs = make_jpeg_seeds();
    for (std::size_t i = 0; i < jpegs.size(); i += 9) {
        files.push_back(jpegs[i]);
    }
    for (auto& more : {png_files(), webp_files()}) {
        files.insert(files.end(), more.begin(), more.end());
    }
    return files;
}

std::vector<Bytes> exif_seeds() {
    std::vector<Bytes> seeds;
    for (int orientation = 1; orientation <= 8; ++orientation) {
        seeds.push_back(make_exif(orientation, orientation % 2 == 0));
        seeds.push_back(exif_marker(orientation));
    }
    return seeds;
}

std::vector<Bytes> icc_seeds() {
    std::vector<Bytes> seeds;
    for (const Bytes& profile : {make_wide_profile(), make_gray_profile(), make_profile(200)}) {
        seeds.push_back(with_choices({0}, deflate_png_icc(profile)));
        for (const int choice : {1, 5, 9, 13, 17, 130, 141}) {
            seeds.push_back(with_choices({choice}, profile));
        }
    }
    return seeds;
}

/// Each of `files` behind the choices that are tried in turn.
std::vector<Bytes> chosen(const std::vector<Bytes>& files,
                          const std::vector<std::initializer_list<int>>& choices) {
    std::vector<Bytes> seeds;
    for (std::size_t i = 0; i < files.size(); ++i) {
        seeds.push_back(with_choices(choices[i % choices.size()], files[i]));
    }
    return seeds;
}

} // namespace

std::vector<Bytes> make_image_seeds(std::string_view target) {
    if (target == "sniff") {
        auto seeds = signatures();
        for (const Bytes& file : {png_files().front(), webp_files().front(), odd_jpegs().front()}) {
            seeds.push_back(cut(file, 40));
        }
        return seeds;
    }
    if (target == "exif") {
        return exif_seeds();
    }
    if (target == "icc") {
        return icc_seeds();
    }
    if (target == "jpeg") {
        return make_jpeg_seeds();
    }
    if (target == "jpeg_headers") {
        auto seeds = odd_jpegs();
        const auto jpegs = make_jpeg_seeds();
        for (std::size_t i = 0; i < jpegs.size(); i += 5) {
            seeds.push_back(jpegs[i]);
        }
        return seeds;
    }
    if (target == "png") {
        return chosen(png_files(), {{2}, {130}, {128}, {1}, {131}});
    }
    if (target == "webp") {
        return chosen(webp_files(), {{2}, {0}, {3}});
    }
    if (target == "image") {
        return chosen(all_files(), {{2, 1}, {4, 6}, {0, 87}, {70, 147}, {147, 201}, {32, 7}});
    }
    return {};
}

std::vector<Bytes> make_fuzz_seeds(std::string_view target) {
    auto seeds = make_image_seeds(target);
    return seeds.empty() ? make_text_seeds(target) : seeds;
}

} // namespace imgbatch::test
