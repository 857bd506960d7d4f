#include <imgbatch/process_image.h>

#include "support/forced_target.h"
#include "support/pictures.h"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

/// libwebp's question whether the CPU has a feature, asked again whenever another function answers.
extern "C" int (*VP8GetCPUInfo)(int feature);

namespace imgbatch {
namespace {

using test::encoded;
using test::ForcedTarget;
using test::make_picture;
using test::supported_targets;

/// What becomes what.
struct Conversion {
    std::string name;
    std::string input;
    OutputFormat output;
};

std::vector<Conversion> conversions() {
    const Image photo = make_picture(317, 211);
    const std::string jpeg = encoded(photo, ImageFormat::jpeg);
    const std::string rgba = encoded(make_picture(261, 173, ColorModel::rgba), ImageFormat::png);
    const std::string deep =
        encoded(make_picture(203, 151, ColorModel::rgb, SampleType::u16), ImageFormat::png);
    const std::string deep_rgba =
        encoded(make_picture(131, 97, ColorModel::rgba, SampleType::u16), ImageFormat::png);
    const std::string gray = encoded(make_picture(129, 95, ColorModel::gray), ImageFormat::png);
    EncodeOptions full_chroma;
    full_chroma.chroma = Chroma::yuv444;
    return {
        {"JPEG to JPEG", jpeg, OutputFormat::jpeg},
        {"JPEG 4:4:4 to JPEG", encoded(photo, ImageFormat::jpeg, full_chroma), OutputFormat::jpeg},
        {"turned JPEG to JPEG", test::with_exif_orientation(jpeg, 6), OutputFormat::jpeg},
        {"JPEG to PNG", jpeg, OutputFormat::png},
        {"JPEG to WebP", jpeg, OutputFormat::webp},
        {"RGBA PNG to PNG", rgba, OutputFormat::png},
        {"RGBA PNG to JPEG", rgba, OutputFormat::jpeg},
        {"RGBA PNG to WebP", rgba, OutputFormat::webp},
        {"16-bit PNG to PNG", deep, OutputFormat::png},
        {"16-bit RGBA PNG to PNG", deep_rgba, OutputFormat::png},
        {"16-bit PNG to JPEG", deep, OutputFormat::jpeg},
        {"grey PNG to PNG", gray, OutputFormat::png},
        {"WebP to JPEG", encoded(photo, ImageFormat::webp), OutputFormat::jpeg},
        {"RGBA WebP to WebP", encoded(make_picture(150, 101, ColorModel::rgba), ImageFormat::webp),
         OutputFormat::webp},
    };
}

std::vector<std::byte> converted(const Conversion& conversion, std::uint32_t width) {
    ImageOptions options;
    options.geometry.size = SizeSpec{width, std::nullopt, std::nullopt};
    options.geometry.enlarge = true;
    options.encode.format = conversion.output;
    auto result = ImageProcessor(options).process(std::as_bytes(std::span(conversion.input)));
    REQUIRE_MESSAGE(result, conversion.name);
    return std::move(result->bytes);
}

constexpr std::uint32_t widths[] = {23, 64, 100, 158, 400};

/// Calls `check(conversion, width, bytes)` for every conversion and size.
template <class Check>
void convert_all(const std::vector<Conversion>& list, Check check) {
    std::size_t at = 0;
    for (const Conversion& conversion : list) {
        for (const std::uint32_t width : widths) {
            check(at++, conversion.name + " " + std::to_string(width),
                  converted(conversion, width));
        }
    }
}

std::vector<std::vector<std::byte>> all_results(const std::vector<Conversion>& list) {
    std::vector<std::vector<std::byte>> results;
    convert_all(list, [&](std::size_t, const std::string&, std::vector<std::byte> bytes) {
        results.push_back(std::move(bytes));
    });
    return results;
}

void check_same(const std::vector<Conversion>& list,
                const std::vector<std::vector<std::byte>>& wanted, const std::string& level) {
    convert_all(list, [&](std::size_t at, const std::string& name, const auto& bytes) {
        CHECK_MESSAGE(bytes == wanted[at], name, " differs on ", level);
    });
}

/// libwebp on a CPU with the features that `answer` names, until the end of this object.
class ForcedWebp {
public:
    explicit ForcedWebp(int (*answer)(int)) : before_(VP8GetCPUInfo) { VP8GetCPUInfo = answer; }
    ForcedWebp(const ForcedWebp&) = delete;
    ForcedWebp& operator=(const ForcedWebp&) = delete;
    ~ForcedWebp() { VP8GetCPUInfo = before_; }

private:
    int (*before_)(int);
};

/// libwebp's numbers of features.
constexpr int webp_sse2 = 0;
constexpr int webp_sse4_1 = 3;

/// How often libwebp asked: tells that forcing it works at all.
int& questions() {
    static int count = 0;
    return count;
}

int only_sse2(int feature) {
    ++questions();
    return feature == webp_sse2 ? 1 : 0;
}

int up_to_sse4_1(int feature) {
    ++questions();
    return feature <= webp_sse4_1 ? 1 : 0;
}

} // namespace

TEST_CASE("an image becomes the same bytes on every SIMD level of our kernels") {
    const std::vector<Conversion> list = conversions();
    std::vector<std::vector<std::byte>> wanted;
    {
        const ForcedTarget plain(HWY_SCALAR);
        wanted = all_results(list);
    }
    for (const std::int64_t target : supported_targets()) {
        const ForcedTarget forced(target);
        check_same(list, wanted, hwy::TargetName(target));
    }
}

TEST_CASE("an image becomes the same bytes on every SIMD level of libwebp") {
    std::vector<Conversion> list;
    for (Conversion& conversion : conversions()) {
        if (conversion.name.find("WebP") != std::string::npos) {
            list.push_back(std::move(conversion));
        }
    }
    REQUIRE(list.size() >= 4);
    const std::vector<std::vector<std::byte>> wanted = all_results(list);
    {
        const ForcedWebp plain(nullptr);
        check_same(list, wanted, "plain libwebp");
    }
#if defined(__x86_64__)
    {
        const ForcedWebp forced(only_sse2);
        check_same(list, wanted, "libwebp with SSE2");
        CHECK(questions() > 0);
    }
    if (__builtin_cpu_supports("sse4.1") != 0) {
        const ForcedWebp forced(up_to_sse4_1);
        check_same(list, wanted, "libwebp with SSE4.1");
    }
#endif
}

} // namespace imgbatch
