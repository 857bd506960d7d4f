#include "codec/jpeg/plain/block_tile.h"
#include "codec/jpeg/plain/progressive_decoder.h"
#include "codec/support/jpeg_maker.h"
#include "codec/support/progressive_maker.h"
#include "image/image_sink.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <string_view>

namespace imgbatch::test {
namespace {

constexpr std::array<int, 7> transform_sizes{1, 2, 3, 4, 5, 6, 8};

/// What decode_progressive() makes of `jpeg`; nullopt where it is refused.
std::optional<Image> decode(ByteView jpeg, int n, PlainJpegWorkspace& workspace,
                            BitDeposit deposit = fastest_bit_deposit()) {
    const ByteSource source(jpeg);
    const auto headers = read_jpeg_headers(source);
    REQUIRE(headers);
    if (!*headers) {
        return std::nullopt;
    }
    REQUIRE((*headers)->frame.progressive);
    PlaneStore store;
    ImageSink sink(store);
    SampleRows rows((*headers)->frame, n, sink);
    REQUIRE(rows.begin());
    const auto decoded = decode_progressive(source, **headers, n, workspace, rows, deposit);
    REQUIRE(decoded);
    if (!*decoded) {
        return std::nullopt;
    }
    auto image = sink.finish();
    REQUIRE(image);
    return std::move(*image);
}

bool equal(const Plane& a, const Plane& b) {
    bool same = a.width() == b.width() && a.height() == b.height();
    for (int y = 0; same && y < a.height(); ++y) {
        same = std::memcmp(a.row(y), b.row(y), static_cast<std::size_t>(a.width())) == 0;
    }
    return same;
}

/// Decodes at all sizes and in both ways, and compares with what libjpeg reads of the coefficients.
void check_exact(ByteView jpeg, PlainJpegWorkspace& workspace) {
    for (const int n : transform_sizes) {
        CAPTURE(n);
        const std::vector<Plane> expected = planes_of(jpeg, n);
        for (const BitDeposit deposit : {BitDeposit::plain, fastest_bit_deposit()}) {
            const auto image = decode(jpeg, n, workspace, deposit);
            REQUIRE(image.has_value());
            REQUIRE(image->planes.size() == expected.size());
            for (std::size_t i = 0; i < expected.size(); ++i) {
                CAPTURE(i);
                REQUIRE(equal(image->planes[i], expected[i]));
            }
        }
    }
}

struct NamedScript {
    std::string_view name;
    ScanSteps script;
};

/// All steps of AC for one component.
ScanSteps band_steps(int component, const ScanSteps& bands) {
    ScanSteps steps;
    for (ScanStep step : bands) {
        step.components = {component};
        steps.push_back(step);
    }
    return steps;
}

ScanSteps joined(std::initializer_list<ScanSteps> parts) {
    ScanSteps script;
    for (const ScanSteps& part : parts) {
        script.insert(script.end(), part.begin(), part.end());
    }
    return script;
}

const ScanStep dc_whole{{0, 1, 2}, 0, 0, 0, 0};
const ScanStep dc_high{{0, 1, 2}, 0, 0, 0, 1};
const ScanStep dc_low{{0, 1, 2}, 0, 0, 1, 0};
const ScanSteps plain_bands{{{}, 1, 63, 0, 0}};

/// As most encoders have it: chroma in two steps, luma in three.
ScanSteps usual() {
    return joined({{dc_high},
                   band_steps(0, {{{}, 1, 5, 0, 2}}),
                   band_steps(2, {{{}, 1, 63, 0, 1}}),
                   band_steps(1, {{{}, 1, 63, 0, 1}}),
                   band_steps(0, {{{}, 6, 63, 0, 2}, {{}, 1, 63, 2, 1}}),
                   {dc_low},
                   band_steps(2, {{{}, 1, 63, 1, 0}}),
                   band_steps(1, {{{}, 1, 63, 1, 0}}),
                   band_steps(0, {{{}, 1, 63, 1, 0}})});
}

/// Bands one after another, of all components.
ScanSteps selection(const ScanSteps& bands) {
    return joined({{dc_whole}, band_steps(1, bands), band_steps(0, bands), band_steps(2, bands)});
}

ScanSteps four_refinements() {
    ScanSteps bands{{{}, 1, 63, 0, 4}};
    ScanSteps dc{{{0, 1, 2}, 0, 0, 0, 4}};
    for (int bit = 3; bit >= 0; --bit) {
        bands.push_back({{}, 1, 63, bit + 1, bit});
        dc.push_back({{0, 1, 2}, 0, 0, bit + 1, bit});
    }
    return joined({dc, band_steps(0, bands), band_steps(1, bands), band_steps(2, bands)});
}

/// Narrow bands, refined in pieces that are cut elsewhere; no two components alike.
ScanSteps split_bands() {
    return joined({{dc_whole},
                   band_steps(0, {{{}, 1, 1, 0, 1},
                                  {{}, 2, 2, 0, 1},
                                  {{}, 3, 9, 0, 1},
                                  {{}, 10, 63, 0, 2},
                                  {{}, 10, 20, 2, 1},
                                  {{}, 21, 63, 2, 1},
                                  {{}, 1, 14, 1, 0},
                                  {{}, 15, 63, 1, 0}}),
                   band_steps(1, {{{}, 63, 63, 0, 0}, {{}, 1, 40, 0, 0}, {{}, 41, 62, 0, 0}}),
                   band_steps(2, {{{}, 1, 31, 0, 3},
                                  {{}, 32, 63, 0, 0},
                                  {{}, 1, 31, 3, 2},
                                  {{}, 1, 3, 2, 1},
                                  {{}, 4, 31, 2, 1},
                                  {{}, 1, 31, 1, 0}})});
}

/// DC of each component by itself, and its last bit at the very end.
ScanSteps late_dc() {
    ScanSteps script;
    for (const int component : {2, 0, 1}) {
        script.push_back({{component}, 0, 0, 0, 1});
    }
    script = joined({script, band_steps(0, plain_bands), band_steps(1, plain_bands),
                     band_steps(2, plain_bands)});
    for (const int component : {1, 2, 0}) {
        script.push_back({{component}, 0, 0, 1, 0});
    }
    return script;
}

/// DC of two components together, one by itself.
ScanSteps paired_dc() {
    return joined({{{{0, 2}, 0, 0, 0, 1}, {{1}, 0, 0, 0, 0}, {{0, 2}, 0, 0, 1, 0}},
                   band_steps(0, plain_bands),
                   band_steps(1, plain_bands),
                   band_steps(2, plain_bands)});
}

std::vector<NamedScript> color_scripts() {
    return {{"usual", usual()},
            {"spectral selection alone", selection(plain_bands)},
            {"spectral selection in narrow bands",
             selection({{{}, 1, 2, 0, 0}, {{}, 3, 9, 0, 0}, {{}, 10, 63, 0, 0}})},
            {"four refinements", four_refinements()},
            {"split bands", split_bands()},
            {"late DC", late_dc()},
            {"paired DC", paired_dc()}};
}

std::vector<NamedScript> gray_scripts() {
    std::vector<NamedScript> scripts = color_scripts();
    for (NamedScript& script : scripts) {
        ScanSteps steps;
        for (ScanStep step : script.script) {
            if (std::find(step.components.begin(), step.components.end(), 0) !=
                step.components.end()) {
                step.components = {0};
                steps.push_back(step);
            }
        }
        script.script = steps;
    }
    return scripts;
}

struct Size {
    int width;
    int height;
};
constexpr std::array<Size, 7> sizes{
    {{1, 1}, {9, 7}, {8, 8}, {16, 33}, {131, 70}, {300, 41}, {5, 200}}};

struct Sampling {
    int luma_x;
    int luma_y;
};
constexpr std::array<Sampling, 4> samplings{{{1, 1}, {2, 1}, {1, 2}, {2, 2}}};

JpegRecipe recipe_of(Size size, Sampling sampling) {
    JpegRecipe recipe;
    recipe.width = size.width;
    recipe.height = size.height;
    recipe.luma_x = sampling.luma_x;
    recipe.luma_y = sampling.luma_y;
    recipe.quality = 60; // steps so large that samples tell every coefficient
    return recipe;
}

constexpr std::array<int, 3> restart_intervals{0, 1, 7};

TEST_CASE("every coefficient of a progressive file is as libjpeg has it") {
    PlainJpegWorkspace workspace;
    unsigned seed = 0;
    for (const NamedScript& script : color_scripts()) {
        CAPTURE(script.name);
        for (const Size size : sizes) {
            CAPTURE(size.width);
            for (const Sampling sampling : samplings) {
                CAPTURE(sampling.luma_x);
                CAPTURE(sampling.luma_y);
                const Bytes source = make_jpeg(recipe_of(size, sampling));
                const int interval = restart_intervals[++seed % restart_intervals.size()];
                CAPTURE(interval);
                check_exact(transcode(source, {script.script, interval, seed}), workspace);
                check_exact(transcode(source, {script.script, 0, 0}), workspace);
            }
        }
    }
}

TEST_CASE("so is every one of a grey file, whatever its sampling factors") {
    PlainJpegWorkspace workspace;
    unsigned seed = 100;
    for (const NamedScript& script : gray_scripts()) {
        CAPTURE(script.name);
        for (const Size size : sizes) {
            CAPTURE(size.width);
            JpegRecipe recipe = recipe_of(size, samplings[seed % samplings.size()]);
            recipe.space = JpegSpace::gray;
            const int interval = restart_intervals[++seed % restart_intervals.size()];
            check_exact(transcode(make_jpeg(recipe), {script.script, interval, seed}), workspace);
        }
    }
}

/// A photograph-like file with two steps of refinement in all components.
Bytes sample(int restart_interval = 0) {
    const Bytes source = make_jpeg(recipe_of({131, 70}, {2, 2}));
    return transcode(source, {usual(), restart_interval, 7});
}

/// Where the entropy-coded data of each scan begins and ends.
struct Extent {
    std::size_t begin;
    std::size_t end;
};
std::vector<Extent> scan_data(const Bytes& jpeg) {
    const auto headers = read_jpeg_headers(ByteSource(jpeg));
    REQUIRE(headers);
    REQUIRE(headers->has_value());
    std::vector<Extent> extents;
    for (const imgbatch::JpegScan& scan : (*headers)->scans) {
        auto end = static_cast<std::size_t>(scan.data);
        const auto is_marker = [&jpeg](std::size_t at) {
            const auto code = std::to_integer<unsigned>(jpeg[at + 1]);
            return jpeg[at] == std::byte{0xFF} && code != 0 && (code < 0xD0 || code > 0xD7);
        };
        while (!is_marker(end)) {
            ++end;
        }
        extents.push_back({static_cast<std::size_t>(scan.data), end});
    }
    return extents;
}

void erase(Bytes& jpeg, std::size_t begin, std::size_t end) {
    jpeg.erase(jpeg.begin() + static_cast<std::ptrdiff_t>(begin),
               jpeg.begin() + static_cast<std::ptrdiff_t>(end));
}

TEST_CASE("a scan that lacks its last byte, or has one too many, is left to libjpeg") {
    PlainJpegWorkspace workspace;
    const Bytes sound = sample();
    REQUIRE(decode(sound, 8, workspace).has_value());
    for (const Extent scan : scan_data(sound)) {
        CAPTURE(scan.begin);
        Bytes shorter = sound;
        const bool stuffed =
            sound[scan.end - 1] == std::byte{0} && sound[scan.end - 2] == std::byte{0xFF};
        erase(shorter, scan.end - (stuffed ? 2 : 1), scan.end);
        CHECK_FALSE(decode(shorter, 8, workspace).has_value());
        Bytes longer = sound;
        longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(scan.end), std::byte{0x55});
        CHECK_FALSE(decode(longer, 8, workspace).has_value());
    }
}

TEST_CASE("restart markers that are out of order, missing or too many are left to libjpeg") {
    PlainJpegWorkspace workspace;
    const Bytes sound = sample(5);
    REQUIRE(decode(sound, 8, workspace).has_value());
    for (const Extent scan : scan_data(sound)) {
        CAPTURE(scan.begin);
        std::size_t at = scan.begin;
        while (sound[at] != std::byte{0xFF} || sound[at + 1] != std::byte{0xD0}) {
            ++at;
        }
        REQUIRE(at < scan.end);
        Bytes wrong = sound;
        wrong[at + 1] = std::byte{0xD1};
        CHECK_FALSE(decode(wrong, 8, workspace).has_value());
        Bytes missing = sound;
        erase(missing, at, at + 2);
        CHECK_FALSE(decode(missing, 8, workspace).has_value());
        Bytes many = sound;
        for (const std::byte more : {std::byte{0xD0}, std::byte{0xFF}}) {
            many.insert(many.begin() + static_cast<std::ptrdiff_t>(scan.end), more);
        }
        CHECK_FALSE(decode(many, 8, workspace).has_value());
    }
}

TEST_CASE("damage where no sample depends on it passes, and not where one does") {
    PlainJpegWorkspace workspace;
    Bytes damaged = sample();
    const auto expected = planes_of(damaged, 1);
    const auto scans = scan_data(damaged);
    for (std::size_t i = scans[1].begin; i < scans[1].end; ++i) {
        damaged[i] = std::byte{0xA5};
    }
    const auto image = decode(damaged, 1, workspace);
    REQUIRE(image.has_value());
    CHECK(equal(image->planes[0], expected[0]));
    CHECK_FALSE(decode(damaged, 2, workspace).has_value());
}

TEST_CASE("a file that ends within any of its scans is left to libjpeg") {
    PlainJpegWorkspace workspace;
    const Bytes sound = sample();
    for (const Extent scan : scan_data(sound)) {
        Bytes cut = sound;
        cut.resize((scan.begin + scan.end) / 2);
        CHECK_FALSE(decode(cut, 1, workspace).has_value());
    }
}

TEST_CASE("a few bytes that declare a giant picture are left to libjpeg at its first row") {
    PlainJpegWorkspace workspace;
    JpegRecipe recipe = recipe_of({16, 16}, {1, 1});
    recipe.space = JpegSpace::gray;
    Bytes file = transcode(make_jpeg(recipe), {{{{0}, 0, 0, 0, 0}, {{0}, 1, 63, 0, 0}}, 0, 3});
    constexpr std::array sof2{std::byte{0xFF}, std::byte{0xC2}};
    const auto frame = std::search(file.begin(), file.end(), sof2.begin(), sof2.end());
    REQUIRE(frame != file.end());
    REQUIRE(decode(file, 1, workspace).has_value());
    frame[5] = std::byte{0x0F}; // 4000 rows
    frame[6] = std::byte{0xA0};
    frame[7] = std::byte{0xFF}; // of 65500 samples
    frame[8] = std::byte{0xDC};
    for (const int n : transform_sizes) {
        CHECK_FALSE(decode(file, n, workspace).has_value());
    }
}

} // namespace
} // namespace imgbatch::test
