#include <imgbatch/process_image.h>

#include "codec/support/jpeg_maker.h"
#include "support/child.h"
#include "support/pictures.h"
#include "support/proc_number.h"
#include "support/skip.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>

namespace imgbatch {
namespace {

using test::TempDir;

/// One kind of source, and a file of it that a child makes: what that took would hide what is
/// measured.
struct Source {
    const char* name;
    std::function<std::string()> make;
};

/// What is done to it.
struct Job {
    OutputFormat format = OutputFormat::same;
    std::uint32_t width = 0; ///< 0: as it is
    std::function<void(ImageOptions&)> more;
};

std::string made(const TempDir& dir, const Source& source) {
    const int code =
        test::in_child([&] { return dir.write(source.name, source.make()).empty() ? 1 : 0; });
    REQUIRE(code == 0);
    return dir / source.name;
}

ImageOptions options_for(const Job& job) {
    ImageOptions options;
    options.encode.format = job.format;
    options.commit.overwrite = Overwrite::always;
    if (job.width > 0) {
        options.geometry.size = SizeSpec{job.width, std::nullopt, std::nullopt};
    }
    if (job.more) {
        job.more(options);
    }
    return options;
}

/// The estimate for `input` in hundredths of what it took, above what a small picture takes; a
/// number below 0 where it could not be measured.
int estimate_over_peak(const TempDir& dir, const std::string& small, const std::string& input,
                       const Job& job) {
    const std::string note = dir / "ratio";
    const int code = test::in_child([&] {
        ImageProcessor processor(options_for(job));
        std::uint64_t estimate = 0;
        const auto run = [&](const std::string& path) {
            ImageTask task;
            task.input = path;
            task.output = path + ".out";
            task.adapt_extension = true;
            const auto outcome = processor.process(
                task, [&](const HeaderFacts& facts) { estimate = facts.memory_bytes; });
            return outcome.outcome == OutcomeClass::ok;
        };
        if (!run(small)) {
            return 1;
        }
        const long before = test::proc_number("status", "VmHWM:");
        if (!run(input)) {
            return 2;
        }
        const long peak = test::proc_number("status", "VmHWM:") - before;
        const auto ratio = static_cast<double>(estimate) / 1024.0 * 100.0 /
                           static_cast<double>(std::max(peak, 1L));
        dir.write("ratio", std::to_string(static_cast<int>(ratio)));
        return 0;
    });
    return code == 0 ? std::stoi(test::read_file(note)) : -1;
}

constexpr int width = 2400; // few enough for a busy machine
constexpr int height = 1800;

std::string picture(ImageFormat format, ColorModel model = ColorModel::rgb,
                    SampleType type = SampleType::u8, EncodeOptions options = {}) {
    return test::encoded(test::make_picture(width, height, model, type), format, options);
}

EncodeOptions progressive() {
    EncodeOptions options;
    options.progressive = true;
    return options;
}

EncodeOptions lossless() {
    EncodeOptions options;
    options.lossless = true;
    options.effort = 0;
    return options;
}

} // namespace

TEST_CASE("the estimate of memory is near what an image takes, and never far below") {
    if (test::skipped_for_sanitizer()) {
        return;
    }
    const TempDir dir;
    const auto small =
        dir.write("small.png", test::encoded(test::make_picture(64, 64), ImageFormat::png));
    const auto by_libjpeg = [](ImageOptions& options) {
        options.decode.jpeg_decoder = JpegDecoder::libjpeg_turbo;
    };
    const std::vector<std::pair<Source, std::vector<Job>>> cases{
        {{"rgb.png", [] { return picture(ImageFormat::png); }},
         {{OutputFormat::same, 0, {}},
          {OutputFormat::same, 1200, {}},
          {OutputFormat::jpeg, 800, {}},
          {OutputFormat::jpeg, 0, {}},
          {OutputFormat::jpeg, 0, [](ImageOptions& options) { options.encode.progressive = true; }},
          {OutputFormat::webp, 0, {}},
          {OutputFormat::webp, 1000, [](ImageOptions& options) { options.encode.lossless = true; }},
          {OutputFormat::avif, 1000, {}}}},
        {{"deep.png",
          [] {
              return test::encoded(test::make_picture(1200, 900, ColorModel::rgba, SampleType::u16),
                                   ImageFormat::png);
          }},
         {{OutputFormat::same, 600, {}}, {OutputFormat::jpeg, 300, {}}}},
        {{"lossy.webp", [] { return picture(ImageFormat::webp); }},
         {{OutputFormat::jpeg, 800, {}}}},
        {{"lossless.webp",
          [] { // of fewer pixels, for it takes its time
              return test::encoded(test::make_picture(1200, 900, ColorModel::rgba),
                                   ImageFormat::webp, lossless());
          }},
         {{OutputFormat::png, 800, {}}}},
        {{"baseline.jpg", [] { return picture(ImageFormat::jpeg); }},
         {{OutputFormat::same, 0, {}}, {OutputFormat::png, 0, {}}}},
        {{"progressive.jpg",
          [] {
              return picture(ImageFormat::jpeg, ColorModel::rgb, SampleType::u8, progressive());
          }},
         {{OutputFormat::same, 800, by_libjpeg}, {OutputFormat::same, 0, by_libjpeg}}},
    };
    for (const auto& each : cases) {
        const auto& source = each.first;
        const auto& jobs = each.second;
        const auto input = made(dir, source);
        for (const Job& job : jobs) {
            CAPTURE(source.name);
            CAPTURE(static_cast<int>(job.format));
            CAPTURE(job.width);
            const int ratio = estimate_over_peak(dir, small, input, job);
            MESSAGE(std::string(source.name) << " to " << static_cast<int>(job.format)
                                             << " of width " << job.width << ": " << ratio << " %");
            CHECK(ratio >= 80);
            CHECK(ratio <= 200);
        }
    }
}

TEST_CASE("small pictures are estimated to need little") {
    if (test::skipped_for_sanitizer()) {
        return;
    }
    ImageOptions options;
    options.geometry.size = SizeSpec{100, std::nullopt, std::nullopt};
    ImageProcessor processor(options);
    const std::string file = test::encoded(test::make_picture(1000, 800), ImageFormat::jpeg);
    std::uint64_t estimate = 0;
    const auto result =
        processor.process(std::as_bytes(std::span(file)),
                          [&](const HeaderFacts& facts) { estimate = facts.memory_bytes; });
    REQUIRE(result);
    CHECK(estimate > 0);
    CHECK(estimate < std::uint64_t{4} << 20);
}

} // namespace imgbatch
