#include "pipeline/options_hash.h"

#include <doctest/doctest.h>

#include <functional>
#include <set>
#include <vector>

namespace imgbatch {
namespace {

using Change = std::function<void(ImageOptions&)>;

std::uint64_t hash_after(const Change& change) {
    ImageOptions options;
    change(options);
    return options_hash(options);
}

} // namespace

TEST_CASE("every option that decides about outputs has a hash of its own") {
    const std::vector<Change> changes{
        [](ImageOptions&) {},
        [](ImageOptions& o) { o.decode.fail_on = FailOn::none; },
        [](ImageOptions& o) { o.decode.color = ColorPolicy::keep; },
        [](ImageOptions& o) { o.decode.jpeg_decoder = JpegDecoder::libjpeg_turbo; },
        [](ImageOptions& o) { o.geometry.size = SizeSpec{}; },
        [](ImageOptions& o) {
            o.geometry.size = SizeSpec{800, std::nullopt, std::nullopt};
        },
        [](ImageOptions& o) {
            o.geometry.size = SizeSpec{std::nullopt, 800, std::nullopt};
        },
        [](ImageOptions& o) {
            o.geometry.size = SizeSpec{800, 600, std::nullopt};
        },
        [](ImageOptions& o) {
            o.geometry.size = SizeSpec{std::nullopt, std::nullopt, 50.0};
        },
        [](ImageOptions& o) { o.geometry.fit = Fit::cover; },
        [](ImageOptions& o) { o.geometry.gravity = Gravity::north; },
        [](ImageOptions& o) { o.geometry.enlarge = true; },
        [](ImageOptions& o) { o.geometry.only_enlarge = true; },
        [](ImageOptions& o) { o.geometry.auto_orient = false; },
        [](ImageOptions& o) { o.transform.filter = Filter::area; },
        [](ImageOptions& o) { o.transform.shrink_margin = ShrinkMargin::none; },
        [](ImageOptions& o) { o.transform.background = Color{}; },
        [](ImageOptions& o) {
            o.transform.background = Color{1, 0, 0, 255};
        },
        [](ImageOptions& o) { o.encode.format = OutputFormat::webp; },
        [](ImageOptions& o) { o.encode.jpeg_quality = 83; },
        [](ImageOptions& o) { o.encode.webp_quality = 83; },
        [](ImageOptions& o) { o.encode.avif_quality = 83; },
        [](ImageOptions& o) { o.encode.chroma = Chroma::yuv444; },
        [](ImageOptions& o) { o.encode.progressive = true; },
        [](ImageOptions& o) { o.encode.lossless = true; },
        [](ImageOptions& o) { o.encode.effort = 0; },
        [](ImageOptions& o) { o.encode.effort = 1; },
        [](ImageOptions& o) { o.commit.in_place = true; },
        [](ImageOptions& o) { o.commit.keep_dates = true; },
    };
    std::set<std::uint64_t> hashes;
    for (const Change& change : changes) {
        hashes.insert(hash_after(change));
        CHECK(hash_after(change) == hash_after(change));
    }
    CHECK(hashes.size() == changes.size());
    CHECK_FALSE(hashes.contains(0));
}

TEST_CASE("limits and the manner of writing do not change the hash") {
    const std::uint64_t plain = hash_after([](ImageOptions&) {});
    CHECK(hash_after([](ImageOptions& o) { o.decode.limits.pixels = 1; }) == plain);
    CHECK(hash_after([](ImageOptions& o) { o.commit.overwrite = Overwrite::always; }) == plain);
    CHECK(hash_after([](ImageOptions& o) { o.commit.fsync = true; }) == plain);
}

} // namespace imgbatch
