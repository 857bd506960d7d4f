/// PNG's filters: a 3-megapixel picture is filtered, and its filtered rows are undone again.
#include "base/bytes.h"
#include "codec/png/filter_picture.h"
#include "codec/png/unfilter.h"
#include "kernel_bench.h"
#include "register.h"
#include "transform/reference.h"

#include <memory>
#include <optional>
#include <vector>

namespace imgbatch::bench {
namespace {

constexpr int width = 2000;
constexpr int height = 1500;

Image picture(ColorModel model) {
    Image image = make_interleaved(width, height, model, SampleType::u8);
    test::paint(image.planes[0], test::Pattern::noise);
    return image;
}

/// What unfiltering works on, with its buffers. `filter`: that of all rows; none: one after the
/// other.
struct Rows {
    Rows(ColorModel model, std::optional<PngFilter> filter)
        : target(picture(model)), pixel_bytes(channel_count(model)),
          row_bytes(static_cast<std::size_t>(width) * static_cast<std::size_t>(pixel_bytes)),
          filtered((row_bytes + 1) * height), zeros(row_bytes), spare(row_bytes) {
        for (std::size_t y = 0; y < height; ++y) {
            std::uint8_t* row = &filtered[y * (row_bytes + 1)];
            row[0] = static_cast<std::uint8_t>(filter ? static_cast<std::size_t>(*filter)
                                                      : y % png_filter_count);
            for (std::size_t i = 1; i <= row_bytes; ++i) {
                row[i] = static_cast<std::uint8_t>(i * 31 + y);
            }
        }
    }

    void undo() {
        Plane& plane = target.planes[0];
        benchmark::DoNotOptimize(unfilter({.filtered = filtered.data(),
                                           .row_bytes = row_bytes,
                                           .height = height,
                                           .pixel_bytes = pixel_bytes,
                                           .target = reinterpret_cast<std::uint8_t*>(plane.row(0)),
                                           .target_stride = plane.stride(),
                                           .zero_row = zeros.data(),
                                           .spare_row = spare.data()}));
    }

    Image target;
    int pixel_bytes;
    std::size_t row_bytes;
    std::vector<std::uint8_t> filtered;
    std::vector<std::uint8_t> zeros;
    std::vector<std::uint8_t> spare;
};

void add_unfilter(const std::string& name, ColorModel model, std::optional<PngFilter> filter) {
    const double bytes = 1.0 * width * height * channel_count(model);
    register_levels({"unfilter " + name + " 2000x1500", {bytes, bytes}, [=] {
                         auto rows = std::make_shared<Rows>(model, filter);
                         return [=] { rows->undo(); };
                     }});
}

void add_filter(const std::string& name, ColorModel model) {
    const double bytes = 1.0 * width * height * channel_count(model);
    register_levels({"filter by least sum " + name + " 2000x1500", {bytes, bytes}, [=] {
                         auto image = std::make_shared<Image>(picture(model));
                         auto workspace = std::make_shared<PngWorkspace>();
                         return [=] {
                             benchmark::DoNotOptimize(filter_picture(
                                 image->planes[0].view(), FilterPlan::least_sum, *workspace));
                         };
                     }});
}

} // namespace

void register_png() {
    add_unfilter("Paeth RGB", ColorModel::rgb, PngFilter::paeth);
    add_unfilter("Paeth RGBA", ColorModel::rgba, PngFilter::paeth);
    add_unfilter("Sub RGB", ColorModel::rgb, PngFilter::sub);
    add_unfilter("Up RGB", ColorModel::rgb, PngFilter::up);
    add_unfilter("all filters RGB", ColorModel::rgb, std::nullopt);
    add_filter("RGB", ColorModel::rgb);
    add_filter("RGBA", ColorModel::rgba);
}

} // namespace imgbatch::bench
