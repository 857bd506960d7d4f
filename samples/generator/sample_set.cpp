#include "sample_set.h"

#include "jpeg_writer.h"
#include "noise.h"
#include "png_writer.h"
#include "scene.h"
#include "webp_writer.h"
#include "wide_gamut.h"

#include <cmath>
#include <cstdio>

namespace samples {
namespace {

using Sink = std::function<void(const Sample&)>;

class Maker {
public:
    Maker(Scale scale, const Sink& sink) : divisor_(scale == Scale::small ? 4 : 1), sink_(sink) {}

    [[nodiscard]] Picture scene(int width, int height, Mood mood, std::uint32_t seed) const {
        return draw_scene(width / divisor_, height / divisor_, mood, seed);
    }

    void give(const std::string& path, const std::string& what, std::string bytes) const {
        sink_({path, what, std::move(bytes)});
    }

    void give(const std::string& path, const Picture& picture, const std::string& what,
              std::string bytes) const {
        give(path,
             std::to_string(picture.width()) + "x" + std::to_string(picture.height()) + " " + what,
             std::move(bytes));
    }

private:
    int divisor_;
    const Sink& sink_;
};

void make_photographs(const Maker& maker) {
    const auto give = [&](const char* path, const Picture& picture, const char* what,
                          const JpegSettings& settings) {
        maker.give(path, picture, what, encode_jpeg(picture, settings));
    };
    give("sunrise.jpg", maker.scene(4000, 3000, Mood::sunrise, 1), "JPEG 4:2:0",
         {.orientation = 1, .icc = {}});
    give("trip/ridge.jpg", maker.scene(3000, 2000, Mood::noon, 2), "JPEG 4:2:2",
         {.sampling = Sampling::yuv422, .icc = {}});
    give("trip/day 1/tall firs.jpg", maker.scene(1800, 2400, Mood::mist, 3), "JPEG 4:4:4",
         {.quality = 95, .sampling = Sampling::yuv444, .icc = {}});
    give("trip/day 1/valley.jpeg", maker.scene(1600, 1200, Mood::noon, 4), "JPEG, progressive",
         {.progressive = true, .icc = {}});
    give("trip/day 2/IMG_0001.JPG", maker.scene(640, 480, Mood::evening, 5), "JPEG, small",
         {.quality = 75, .icc = {}});
    give("trip/day 2/fog.jpg", maker.scene(1024, 768, Mood::mist, 6), "JPEG, grey",
         {.color = JpegColor::gray, .icc = {}});
    give("print/brochure.jpg", maker.scene(1200, 900, Mood::sunrise, 7), "JPEG, CMYK (Adobe)",
         {.color = JpegColor::adobe_ycck, .icc = {}});
}

void make_color_pair(const Maker& maker) {
    const JpegSettings plain{.quality = 95, .sampling = Sampling::yuv444, .icc = {}};
    const Picture srgb = maker.scene(1200, 800, Mood::noon, 8);
    maker.give("colour/srgb.jpg", srgb, "JPEG, sRGB by default", encode_jpeg(srgb, plain));
    TaggedPicture wide = to_wide_gamut(srgb);
    JpegSettings tagged = plain;
    tagged.icc = std::move(wide.icc);
    maker.give("colour/wide-gamut.jpg", wide.picture, "JPEG, the same colours, wide-gamut profile",
               encode_jpeg(wide.picture, tagged));
}

/// -1 to 1 over the side that pixel `index` of `count` belongs to.
float centred(int index, int count) {
    return (static_cast<float>(index) + 0.5F) / static_cast<float>(count) * 2.0F - 1.0F;
}

/// A cut-out between circle and square, with a soft edge; 0 outside.
std::vector<std::uint8_t> cutout_alpha(const Picture& picture) {
    std::vector<std::uint8_t> alpha;
    alpha.reserve(picture.samples().size() / 3);
    for (int y = 0; y < picture.height(); ++y) {
        const float v = centred(y, picture.height());
        for (int x = 0; x < picture.width(); ++x) {
            const float u = centred(x, picture.width());
            const float outwards = u * u * u * u + v * v * v * v;
            const float opacity = step_between(0.95F, 0.72F, outwards);
            alpha.push_back(static_cast<std::uint8_t>(std::floor(opacity * 255.0F + 0.5F)));
        }
    }
    return alpha;
}

void make_graphics(const Maker& maker) {
    const Picture cutout = maker.scene(800, 800, Mood::noon, 9);
    maker.give("graphics/cutout.png", cutout, "PNG with soft transparency",
               encode_png_with_alpha(cutout, cutout_alpha(cutout)));
    const Picture deep = maker.scene(1000, 750, Mood::evening, 10);
    maker.give("graphics/deep.png", deep, "PNG, 16 bits", encode_png_16(deep));
    const Picture poster = maker.scene(900, 600, Mood::sunrise, 11);
    maker.give("graphics/poster.png", poster, "PNG, palette", encode_png_palette(poster));
    const Picture evening = maker.scene(1280, 720, Mood::evening, 12);
    maker.give("web/evening.webp", evening, "WebP", encode_webp(evening, 85.0F));
}

void make_orientations(const Maker& maker) {
    const Picture upright = maker.scene(1200, 800, Mood::noon, 13);
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const std::string number = std::to_string(orientation);
        const Picture stored = stored_for_orientation(upright, orientation);
        maker.give("orientations/" + number + ".jpg", stored, "JPEG, EXIF orientation " + number,
                   encode_jpeg(stored, {.orientation = orientation, .icc = {}}));
    }
}

} // namespace

void make_samples(Scale scale, const Sink& sink) {
    const Maker maker(scale, sink);
    make_photographs(maker);
    make_color_pair(maker);
    make_graphics(maker);
    make_orientations(maker);
    const Picture whole = maker.scene(1600, 1200, Mood::evening, 14);
    std::string cut = encode_jpeg(whole, {.icc = {}});
    cut.resize(cut.size() * 3 / 5);
    maker.give("broken/truncated.jpg", whole, "JPEG that ends after three fifths", std::move(cut));
    maker.give("notes.txt", "a text among the pictures",
               "Landscapes drawn by imgbatch-samples. broken/truncated.jpg is meant to fail.\n");
}

void make_many(int count, const Sink& sink) {
    constexpr Mood moods[] = {Mood::sunrise, Mood::noon, Mood::evening, Mood::mist};
    for (int i = 0; i < count; ++i) {
        char path[32];
        std::snprintf(path, sizeof path, "many/%06d.jpg", i);
        const Picture picture =
            draw_scene(256, 256, moods[i % 4], 1000U + static_cast<std::uint32_t>(i));
        sink({path, "256x256 JPEG 4:2:0", encode_jpeg(picture, {.quality = 85, .icc = {}})});
    }
}

} // namespace samples
