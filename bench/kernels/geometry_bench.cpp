/// Turning, padding, and the block averages of huge reductions.
#include "kernel_bench.h"
#include "register.h"
#include "transform/block_mean.h"
#include "transform/canvas.h"
#include "transform/orient.h"
#include "transform/reference.h"

#include <memory>
#include <vector>

namespace imgbatch::bench {
namespace {

std::shared_ptr<Image> photo(int width, int height, int channels) {
    return std::make_shared<Image>(
        test::painted(width, height, channels, SampleType::u8, test::Pattern::noise));
}

void add_turn(const std::string& name, Orientation orientation) {
    const double bytes = 800.0 * 600 * 3;
    register_single({name + " 3 ch 800x600",
                     {bytes, bytes},
                     [=] {
                         auto image = photo(800, 600, 3);
                         return [=] { *image = *orient(std::move(*image), orientation); };
                     }},
                    "OpenCV");
}

} // namespace

void register_geometry() {
    add_turn("flip", Orientation::flip_horizontal);
    add_turn("rotate 180", Orientation::rotate_180);
    add_turn("transpose", Orientation::transpose);
    add_turn("rotate 90", Orientation::rotate_90);
    // The picture is used up, so each run pads a copy: that is counted, too.
    const double bytes = 800.0 * 600 * 3;
    register_single({"copy and pad 3 ch 800x600 to 800x800",
                     {bytes, bytes + 800.0 * 800 * 3},
                     [] {
                         auto image = photo(800, 600, 3);
                         return [=] {
                             benchmark::DoNotOptimize(place_on_canvas(image->clone(), {800, 800}, 0,
                                                                      100, {255, 255, 255, 255}));
                         };
                     }},
                    "OpenCV");
    register_single({"block mean 3 ch 4000x3000 by 64", {4000.0 * 3000 * 3, 63.0 * 47 * 3}, [] {
                         auto image = photo(4000, 3000, 3);
                         auto target = photo(63, 47, 3);
                         auto means = std::make_shared<BlockMeans>(4000, 3, SampleType::u8, 64);
                         return [=] {
                             for (int y = 0; y < 3000; ++y) {
                                 means->add(image->planes[0].row(y));
                                 if (means->rows() == 64 || y + 1 == 3000) {
                                     means->write(target->planes[0].row(y / 64));
                                 }
                             }
                         };
                     }});
}

} // namespace imgbatch::bench
