#include "cli/program.h"
#include "support/ssim.h"

#include <doctest/doctest.h>

#include <string>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

/// The green channel, which is most of what the eye sees.
Luma green(const Image& image) {
    Luma luma{image.width(), image.height(), {}};
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            luma.samples.push_back(pixel(image, x, y) >> 8U & 255U);
        }
    }
    return luma;
}

/// `photo` made small by forked workers, threads or neither: the same bytes in each way.
std::string shrunk_by(const std::string& decoder, const TempDir& dir) {
    std::string bytes;
    for (const std::string executor : {"sequential", "process", "tbb"}) {
        const auto result =
            imgbatch_in(dir, {"resize", "photo.jpg", "--size", "160x120", "-f", "png", "-o", "out",
                              "--overwrite", "always", "--executor", executor, "-j", "2",
                              "--decoder", decoder});
        REQUIRE_MESSAGE(result.exit_code == 0, result.err);
        const std::string made = read_file(dir / "out/photo.png");
        CHECK_MESSAGE((bytes.empty() || made == bytes), executor);
        bytes = made;
    }
    return bytes;
}

} // namespace

TEST_CASE("--decoder reaches every worker, and either decoder shows the same picture") {
    const TempDir dir;
    write_jpeg(dir, "photo.jpg", 640, 480);
    const std::string own = shrunk_by("own", dir);
    const std::string libjpeg = shrunk_by("libjpeg-turbo", dir);
    // At half size the two round in ways of their own, so equal bytes would mean one decoder.
    CHECK(own != libjpeg);
    CHECK(ssim(green(decoded(own)), green(decoded(libjpeg))) > 0.99);
}
