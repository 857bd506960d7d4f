/// A small 4:2:0 picture through the whole resampler: what each image costs beside its samples.
#include "kernel_bench.h"
#include "register.h"
#include "transform/reference.h"
#include "transform/resample.h"

#include <memory>

namespace imgbatch::bench {

void register_thumbnails() {
    Kernel kernel;
    kernel.name = "thumbnail 4:2:0 256x256 to 128x128";
    kernel.work.bytes_read = 256 * 256 * 1.5;
    kernel.work.bytes_written = 128 * 128 * 1.5;
    kernel.work.narrow_products = 1.5 * 128 * (256 * 12 + 128 * 12);
    kernel.prepare = [] {
        auto source = std::make_shared<Image>(make_ycbcr(256, 256, 2, 2));
        for (Plane& plane : source->planes) {
            test::paint(plane, test::Pattern::noise);
        }
        auto resampler = std::make_shared<Resampler>();
        ResampleRequest request = test::whole(128, 128);
        request.chroma_x = 2;
        request.chroma_y = 2;
        return [=] { benchmark::DoNotOptimize(resampler->resample(*source, request)); };
    };
    register_levels(kernel);
}

} // namespace imgbatch::bench
