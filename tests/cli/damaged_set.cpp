#include "cli/damaged_set.h"

#include "codec/support/jpeg_maker.h"
#include "codec/support/png_maker.h"
#include "support/pictures.h"

namespace imgbatch::test {
namespace {

constexpr std::size_t places = 12;

std::string text_of(const Bytes& bytes) {
    return std::string(as_text(bytes));
}

/// One byte wrong at `place` of all that follow the signature.
std::string spoilt(std::string file, std::size_t place) {
    constexpr std::size_t signature = 16;
    const std::size_t at = signature + (file.size() - signature) * (2 * place + 1) / (2 * places);
    file[at] = static_cast<char>(file[at] ^ 0x55);
    return file;
}

} // namespace

std::map<std::string, std::string> sound_set(int side, unsigned seed) {
    const auto picture = [&](ColorModel model, SampleType type = SampleType::u8) {
        return make_picture(side, side, model, type, seed);
    };
    const Image rgb = picture(ColorModel::rgb);
    const Image rgba = picture(ColorModel::rgba);
    EncodeOptions progressive;
    progressive.progressive = true;
    EncodeOptions lossless;
    lossless.lossless = true;
    std::map<std::string, std::string> set;
    set["baseline.jpg"] = encoded(rgb, ImageFormat::jpeg);
    set["progressive.jpg"] = encoded(rgb, ImageFormat::jpeg, progressive);
    set["gray.jpg"] = encoded(picture(ColorModel::gray), ImageFormat::jpeg);
    set["cmyk.jpg"] = text_of(make_jpeg({.width = side, .height = side, .space = JpegSpace::ycck}));
    set["arithmetic.jpg"] = text_of(make_jpeg({.width = side, .height = side, .arithmetic = true}));
    set["restarts.jpg"] = text_of(
        make_jpeg({.width = side, .height = side, .luma_x = 2, .luma_y = 2, .restart_rows = 1}));
    set["rgb.png"] = encoded(rgb, ImageFormat::png);
    set["alpha.png"] = encoded(rgba, ImageFormat::png);
    set["deep.png"] = encoded(picture(ColorModel::rgb, SampleType::u16), ImageFormat::png);
    set["interlaced.png"] =
        text_of(make_png({.width = side, .height = side, .color_type = 6, .interlaced = true}));
    set["palette.png"] = text_of(make_png({.width = side, .height = side, .color_type = 3}));
    set["lossy.webp"] = encoded(rgb, ImageFormat::webp);
    set["clear.webp"] = encoded(rgba, ImageFormat::webp);
    set["lossless.webp"] = encoded(rgba, ImageFormat::webp, lossless);
    return set;
}

std::map<std::string, std::string> damaged_set(int side) {
    std::map<std::string, std::string> set;
    for (const auto& [name, file] : sound_set(side)) {
        const auto dot = name.find('.');
        const auto named = [&, &kind = name](const char* how, std::size_t place) {
            return kind.substr(0, dot) + "-" + how + std::to_string(place) + kind.substr(dot);
        };
        for (std::size_t place = 0; place < places; ++place) {
            set[named("cut", place)] = file.substr(0, file.size() * (place + 1) / (places + 1));
            set[named("spoilt", place)] = spoilt(file, place);
            if (name.ends_with(".png")) {
                set[named("mended", place)] =
                    text_of(repair_checksums(as_bytes(spoilt(file, place))));
            }
        }
    }
    return set;
}

} // namespace imgbatch::test
