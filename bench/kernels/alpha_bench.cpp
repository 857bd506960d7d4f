/// Transparency: a 3-megapixel picture is looked through, weighted and unweighted.
#include "kernel_bench.h"
#include "register.h"
#include "transform/alpha.h"
#include "transform/reference.h"

#include <memory>

namespace imgbatch::bench {
namespace {

Image translucent(SampleType type) {
    Image image = make_interleaved(2000, 1500, ColorModel::rgba, type);
    test::paint(image.planes[0], test::Pattern::noise);
    return image;
}

Image opaque(SampleType type) {
    Image image = translucent(type);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            test::set_sample(image.planes[0], x, y, 3, 65535 >> (type == SampleType::u8 ? 8 : 0));
        }
    }
    return image;
}

void add(SampleType type) {
    const std::string bits = type == SampleType::u8 ? " 8 bit" : " 16 bit";
    const double bytes = 2000.0 * 1500 * 4 * bytes_per_sample(type);
    register_levels({"is_opaque RGBA" + bits + " 2000x1500", {bytes, 0}, [=] {
                         auto image = std::make_shared<Image>(opaque(type));
                         return [=] { benchmark::DoNotOptimize(is_opaque(*image)); };
                     }});
    register_levels({"premultiply RGBA" + bits + " 2000x1500", {bytes, bytes}, [=] {
                         auto from = std::make_shared<Image>(translucent(type));
                         auto to = std::make_shared<Image>(translucent(type));
                         return [=] { premultiply(from->planes[0].view(), to->planes[0].span()); };
                     }});
    // In place; colours grow until they are clamped, which costs the same.
    register_levels({"unpremultiply RGBA" + bits + " 2000x1500", {bytes, bytes}, [=] {
                         auto image = std::make_shared<Image>(translucent(type));
                         return [=] { unpremultiply(image->planes[0].span()); };
                     }});
}

} // namespace

void register_alpha() {
    add(SampleType::u8);
    add(SampleType::u16);
}

} // namespace imgbatch::bench
