#include "codec/png/plain_png.h"
#include "codec/support/bytes.h"
#include "codec/support/pixels.h"
#include "codec/support/png_maker.h"
#include "codec/support/png_verdict.h"
#include "support/child.h"
#include "support/forced_target.h"
#include "support/skip.h"

#include <doctest/doctest.h>

#include <sys/resource.h>

using namespace imgbatch;
using namespace imgbatch::test;
using namespace std::string_view_literals;

namespace {

/// Whether decode_plain_png() reads `file`, exactly as libpng does.
bool is_read_alike(const Bytes& file, CodecWorkspace& workspace) {
    const auto info = probe(file, {});
    if (!info) {
        return false;
    }
    const auto image = decode_plain_png(file, *info, workspace);
    const auto wanted = decode_png_by_libpng(file, *info, {});
    return image && wanted && wanted->warnings.empty() &&
           max_difference(*image, wanted->image) == 0;
}

bool is_plain(ByteView file) {
    const auto info = probe(file, {});
    CodecWorkspace workspace;
    return info && decode_plain_png(file, *info, workspace).has_value();
}

constexpr std::size_t header_end = 33;

} // namespace

TEST_CASE("pictures of all sizes and filters are read as libpng reads them") {
    std::mt19937 random(1); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    CodecWorkspace workspace;
    for (int channels = 1; channels <= 4; ++channels) {
        for (int width = 1; width <= 70; ++width) {
            for (int height = 1; height <= 20; ++height) {
                Bytes rows = make_filtered_rows(width, height, channels, random);
                const auto pitch = static_cast<std::size_t>(width * channels + 1);
                for (std::size_t at = 0; height <= 5 && at < rows.size(); at += pitch) {
                    rows[at] = static_cast<std::byte>(height - 1); // the same filter in all rows
                }
                CAPTURE(channels);
                CAPTURE(width);
                CAPTURE(height);
                REQUIRE(
                    is_read_alike(make_filtered_png({width, height, channels, rows}), workspace));
            }
        }
    }
}

TEST_CASE("every filter alone gives libpng's samples on every SIMD target") {
    std::mt19937 random(2); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    CodecWorkspace workspace;
    for (const std::int64_t target : supported_targets()) {
        const ForcedTarget forced(target);
        for (int channels = 1; channels <= 4; ++channels) {
            for (int filter = 0; filter <= 5; ++filter) { // 5: all of them
                for (const int width : {1, 4, 17, 18, 19, 20, 33, 64, 67}) {
                    const int height = 1 + static_cast<int>(random() % 20);
                    Bytes rows = make_filtered_rows(width, height, channels, random);
                    const auto pitch = static_cast<std::size_t>(width * channels + 1);
                    for (std::size_t at = 0; filter < 5 && at < rows.size(); at += pitch) {
                        rows[at] = static_cast<std::byte>(filter);
                    }
                    CAPTURE(hwy::TargetName(target));
                    REQUIRE(is_read_alike(make_filtered_png({width, height, channels, rows, 1}),
                                          workspace));
                }
            }
        }
    }
}

TEST_CASE("the kinds of PNG that are not plain are left to libpng") {
    for (const int color_type : {0, 2, 4, 6}) {
        CHECK(is_plain(make_png({.color_type = color_type})));
        CHECK_FALSE(is_plain(make_png({.color_type = color_type, .bit_depth = 16})));
        CHECK_FALSE(is_plain(make_png({.color_type = color_type, .interlaced = true})));
    }
    CHECK_FALSE(is_plain(make_png({.color_type = 3})));
    CHECK_FALSE(is_plain(make_png({.color_type = 0, .bit_depth = 4})));
    CHECK_FALSE(is_plain(make_png({.color_type = 0, .transparent = true})));
    CHECK_FALSE(is_plain(make_png({.color_type = 2, .transparent = true})));
}

TEST_CASE("pixel data in many pieces and chunks beside it are plain") {
    std::mt19937 random(3); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    CodecWorkspace workspace;
    const Bytes rows = make_filtered_rows(40, 30, 3, random);
    for (const std::size_t piece : {1U, 2U, 7U, 100U}) {
        CHECK(is_read_alike(make_filtered_png({40, 30, 3, rows, 6, piece}), workspace));
    }
    Bytes texts;
    for (int i = 0; i < 2000; ++i) {
        append(texts, make_chunk("tEXt", to_bytes("Comment\0hello"sv)));
    }
    const Bytes file = make_filtered_png({40, 30, 3, rows, 6});
    CHECK(is_read_alike(insert(file, header_end, texts), workspace));
    CHECK(is_read_alike(insert(file, file.size() - 12, texts), workspace));
    CHECK(is_read_alike(insert(file, header_end, make_chunk("prVt", bytes({1, 2}))), workspace));
    CHECK(is_read_alike(insert(file, file.size(), to_bytes("what follows the end")), workspace));
}

TEST_CASE("a picture of other samples than the header told is not read") {
    const Bytes file = make_png({.color_type = 2});
    auto info = probe(file, {});
    REQUIRE(info);
    CodecWorkspace workspace;
    CHECK(decode_plain_png(file, *info, workspace));
    info->size.width += 1;
    CHECK_FALSE(decode_plain_png(file, *info, workspace));
    info->size.width -= 1;
    info->model = ColorModel::rgba;
    CHECK_FALSE(decode_plain_png(file, *info, workspace));
}

TEST_CASE(
    "tall and wide pictures, which leave unfiltering in place the least room, are read alike") {
    std::mt19937 random(4); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    CodecWorkspace workspace;
    for (const std::int64_t target : supported_targets()) {
        const ForcedTarget forced(target);
        for (int channels = 1; channels <= 4; ++channels) {
            // Rows that fill their stride to the byte, and rows that leave nearly all of it empty.
            for (const int width : {64, 65, 128, 1}) {
                for (const int height : {1, 8, 9, 3000}) {
                    CAPTURE(hwy::TargetName(target));
                    CAPTURE(channels);
                    CAPTURE(width);
                    CAPTURE(height);
                    const Bytes rows = make_filtered_rows(width, height, channels, random);
                    REQUIRE(is_read_alike(make_filtered_png({width, height, channels, rows, 1}),
                                          workspace));
                }
            }
            const Bytes rows = make_filtered_rows(20'000, 10, channels, random);
            REQUIRE(is_read_alike(make_filtered_png({20'000, 10, channels, rows, 1}), workspace));
        }
    }
}

TEST_CASE("a header that asks for more than the data can fill allocates nothing") {
    if (skipped_for_sanitizer()) {
        return;
    }
    const Bytes file = make_filtered_png({9000, 9000, 3, bytes({0, 1, 2, 3})});
    const auto info = probe(file, {});
    REQUIRE(info);
    const int code = in_child([&] {
        constexpr rlim_t little = 100 << 20; // the picture would have 243 MB
        rlimit limit{little, little};
        ::setrlimit(RLIMIT_DATA, &limit);
        CodecWorkspace workspace;
        return decode_plain_png(file, *info, workspace) ? 1 : 0;
    });
    CHECK(code == 0);
    check_libpng_decides(file);
}

TEST_CASE("a large picture does not hold its memory after it is read") {
    CodecWorkspace workspace;
    constexpr int stored = 0;
    constexpr std::size_t piece = 1 << 20;
    const Bytes large(std::size_t{8001} * 10'000);
    CHECK(is_read_alike(make_filtered_png({8000, 10'000, 1, large, stored, piece}), workspace));
    CHECK(workspace.png.packed.capacity() == 0);
    const Bytes small(std::size_t{2001} * 1000);
    CHECK(is_read_alike(make_filtered_png({2000, 1000, 1, small, stored, piece}), workspace));
    CHECK(workspace.png.packed.capacity() > small.size());
}

TEST_CASE("rows beyond the cap are left to libpng") {
    const Bytes rows(std::size_t{16'385} * 16'384);
    const Bytes file = make_filtered_png({16'384, 16'384, 1, rows, 1});
    CHECK_FALSE(is_plain(file));
}
