/// The resampler with its tables at hand, whole calls: vertical and horizontal pass and the result.
#include "kernel_bench.h"
#include "register.h"
#include "transform/reference.h"
#include "transform/resample.h"
#include "transform/resample_sink.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

namespace imgbatch::bench {
namespace {

using test::painted;
using test::Pattern;
using test::whole;

double taps(int from, int to, double support) {
    return std::min<double>(2 * support * std::max(1.0, static_cast<double>(from) / to), from);
}

/// Vertical first: the source's width is multiplied at the result's height, then both are small.
Work resample_work(Size from, Size to, int channels, SampleType type, double support) {
    const int bytes = bytes_per_sample(type);
    Work work;
    work.bytes_read = static_cast<double>(from.width) * from.height * channels * bytes;
    work.bytes_written = static_cast<double>(to.width) * to.height * channels * bytes;
    const double products = static_cast<double>(channels) * to.height *
                            (from.width * taps(from.height, to.height, support) +
                             to.width * taps(from.width, to.width, support));
    (type == SampleType::u8 ? work.narrow_products : work.wide_products) = products;
    return work;
}

constexpr int strip_rows = 8;

void write_rows(const Image& source, int height, PictureSink& sink) {
    PictureLayout layout = layout_of(source);
    layout.planes[0].height = height;
    layout.planes[0].extent_y = height;
    benchmark::DoNotOptimize(sink.begin(layout));
    for (int y = 0; y < height; y += strip_rows) {
        const PlaneSpan strip = sink.extend(0, std::min(strip_rows, height - y));
        for (int row = 0; row < strip.height; ++row) {
            std::memcpy(strip.data + row * strip.stride, source.planes[0].row(row),
                        static_cast<std::size_t>(strip.width));
        }
        benchmark::DoNotOptimize(sink.advance());
    }
}

Image written(const Image& source, Size from, const ResampleRequest& request, Resampler& resampler,
              PlaneStore& store, bool in_strips) {
    if (in_strips) {
        ResampleSink sink(resampler, {&request, 1}, store);
        write_rows(source, from.height, sink);
        return std::move(sink.finish()->front());
    }
    ImageSink sink(store);
    write_rows(source, from.height, sink);
    return *resampler.resample(*sink.finish(), request, store);
}

void add(Size from, Size to, int channels, SampleType type) {
    const bool shrinks = from.width > to.width;
    Kernel kernel;
    kernel.name = std::string(shrinks ? "Lanczos-3 " : "Catmull-Rom ") +
                  (type == SampleType::u8 ? "8 bit " : "16 bit ") + std::to_string(channels) +
                  " ch " + std::to_string(from.width) + "x" + std::to_string(from.height) + " to " +
                  std::to_string(to.width) + "x" + std::to_string(to.height);
    kernel.work = resample_work(from, to, channels, type, shrinks ? 3 : 2);
    kernel.prepare = [=] {
        auto source = std::make_shared<Image>(
            painted(from.width, from.height, channels, type, Pattern::noise));
        auto resampler = std::make_shared<Resampler>();
        return [=] {
            benchmark::DoNotOptimize(resampler->resample(*source, whole(to.width, to.height)));
        };
    };
    register_levels(kernel);
}

/// A grey picture whose rows are copied as a decoder would write them, to a whole plane or in
/// strips, and made smaller.
void add_written(Size from, Size to, bool in_strips) {
    Kernel kernel;
    kernel.name = std::string(in_strips ? "strips" : "whole") + " written and reduced " +
                  std::to_string(from.width) + "x" + std::to_string(from.height) + " to " +
                  std::to_string(to.width) + "x" + std::to_string(to.height);
    kernel.work = resample_work(from, to, 1, SampleType::u8, 3);
    kernel.prepare = [=] {
        // One strip is enough to copy from: a decoder's coefficients are in the cache, too.
        auto source = std::make_shared<Image>(
            painted(from.width, strip_rows, 1, SampleType::u8, Pattern::noise));
        auto resampler = std::make_shared<Resampler>();
        auto store = std::make_shared<PlaneStore>();
        return [=] {
            benchmark::DoNotOptimize(
                written(*source, from, whole(to.width, to.height), *resampler, *store, in_strips));
        };
    };
    register_levels(kernel);
}

} // namespace

void register_resample() {
    for (const Size from : {Size{1000, 750}, Size{2000, 1500}, Size{4000, 3000}}) {
        add_written(from, {800, 600}, false);
        add_written(from, {800, 600}, true);
    }
    const Size target{800, 600};
    for (const Size from : {Size{1000, 750}, Size{2000, 1500}, Size{4000, 3000}}) {
        add(from, target, 1, SampleType::u8);
    }
    for (const int channels : {2, 3, 4}) {
        add({2000, 1500}, target, channels, SampleType::u8);
    }
    for (const int channels : {1, 3, 4}) {
        add({2000, 1500}, target, channels, SampleType::u16);
    }
    for (const int channels : {1, 3}) {
        add({800, 600}, {1600, 1200}, channels, SampleType::u8);
        add({800, 600}, {1600, 1200}, channels, SampleType::u16);
    }
}

} // namespace imgbatch::bench
