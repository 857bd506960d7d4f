#include "codec/support/bytes.h"
#include "codec/support/file_source.h"
#include "codec/support/jpeg_maker.h"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <array>
#include <cerrno>
#include <random>
#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;
using namespace std::string_view_literals;

namespace {

constexpr std::array<std::size_t, 7> window_sizes{1, 2, 3, 7, 64, 1000, 5000};

Bytes large_exif() {
    Bytes exif = to_bytes("Exif\0\0"sv);
    append(exif, make_exif(6, true));
    exif.resize(65'000);
    return exif;
}

/// One of each kind that is read in its own way.
std::vector<Bytes> kinds() {
    return {
        make_jpeg({.width = 70, .height = 50, .luma_x = 2, .luma_y = 2}),
        make_jpeg({.width = 50, .height = 70, .luma_x = 2, .progressive = true}),
        make_jpeg({.width = 40, .height = 40, .arithmetic = true}),
        make_jpeg({.width = 60, .height = 64, .luma_y = 2, .restart_rows = 1}),
        make_jpeg({.width = 33, .height = 20, .luma_x = 4}),
        make_jpeg({.width = 30, .height = 19, .space = JpegSpace::gray}),
        make_jpeg({.width = 20, .height = 17, .space = JpegSpace::ycck}),
        make_jpeg({.width = 40, .height = 30, .exif = large_exif(), .icc = make_profile(150'000)}),
    };
}

/// How many sizes of windows give another result than memory. Where a file is long, the shortest
/// are left out: each window is a call.
int count_unlike(ByteView content, const DecodeRequest& request, const DecodeOptions& options) {
    const auto expected = read_in_memory(content, request, options);
    int unlike = 0;
    for (const std::size_t window : window_sizes) {
        if (content.size() / window < 20'000) {
            unlike +=
                !is_same(read_windowed(content, {.most = window}, request, options), expected);
        }
    }
    unlike += !is_same(read_windowed(content, {.head = 300}, request, options), expected);
    return unlike;
}

} // namespace

TEST_CASE("windows of any size give what memory gives, whoever decodes") {
    for (const Bytes& file : kinds()) {
        for (const auto decoder : {JpegDecoder::own, JpegDecoder::libjpeg_turbo}) {
            for (const bool ycbcr : {true, false}) {
                for (const int scale : {8, 1}) {
                    const DecodeRequest request{.scale_eighths = scale, .ycbcr = ycbcr};
                    const DecodeOptions options{.fail_on = FailOn::warning,
                                                .jpeg_decoder = decoder};
                    REQUIRE(read_in_memory(file, request, options).outcome == OutcomeClass::ok);
                    CHECK(count_unlike(file, request, options) == 0);
                }
            }
        }
    }
}

TEST_CASE("the facade's probe finds in a file what it finds in memory") {
    for (const Bytes& file : kinds()) {
        const FileSource in_file(file, 16);
        const auto info = probe(in_file.source(), {});
        const auto expected = probe(file, {});
        REQUIRE(info);
        REQUIRE(expected);
        CHECK(info->size == expected->size);
        CHECK(info->icc == expected->icc);
        CHECK(info->orientation == expected->orientation);
    }
}

TEST_CASE("windows cut a file's damage as they may: the verdict stays, and so do the pixels") {
    std::mt19937 random(20240609); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    const auto files = kinds();
    int unlike = 0;
    int damaged = 0;
    for (int i = 0; i < 160; ++i) {
        const Bytes& whole = files[static_cast<std::size_t>(i) % files.size()];
        const Bytes file =
            i % 3 == 0 ? cut(whole, 4 + random() % (whole.size() - 4)) : mutate(whole, random);
        if (sniff(ByteView(file).first(std::min<std::size_t>(4, file.size()))) !=
            ImageFormat::jpeg) {
            continue;
        }
        const DecodeOptions options{.limits = {.pixels = 20'000},
                                    .fail_on = static_cast<FailOn>(random() % 4)};
        const DecodeRequest request{.scale_eighths = 8 >> random() % 4, .ycbcr = random() % 2 == 0};
        unlike += count_unlike(file, request, options);
        damaged += !read_in_memory(file, request, options).message.empty();
    }
    CHECK(unlike == 0);
    CHECK(damaged > 20);
}

// libjpeg reads Huffman codes faster, and with less attention, where much lies ahead.
TEST_CASE("bad codes far from a file's end are judged alike in windows and in memory") {
    const Bytes file =
        make_jpeg({.width = 64, .height = 2400, .luma_x = 2, .luma_y = 2, .quality = 100});
    constexpr std::size_t window = 30'000; // rows fit: 4 MCUs of 6 blocks of 576 bytes, and as much
    REQUIRE(file.size() > 3 * window);
    int unlike = 0;
    int unnoticed = 0;
    for (std::size_t at = window / 2; at + 3 * window / 2 < file.size(); at += 997) {
        Bytes broken = file;
        for (std::size_t i = 0; i < 12; i += 2) {
            broken[at + i] = std::byte{0xFF};
            broken[at + i + 1] = std::byte{0};
        }
        const DecodeOptions options{.fail_on = FailOn::none,
                                    .jpeg_decoder = JpegDecoder::libjpeg_turbo};
        const auto expected = read_in_memory(broken, {.ycbcr = true}, options);
        const auto result = read_windowed(broken, {.most = window}, {.ycbcr = true}, options);
        unlike += !is_same(result, expected);
        unnoticed += expected.decoded.warnings.empty();
    }
    CHECK(unlike == 0);
    CHECK(unnoticed > 0); // else this shows nothing
}

TEST_CASE("a file that ends before its size has changed, whatever flaws may pass") {
    const auto files = kinds();
    for (std::size_t i = 0; i < files.size(); ++i) {
        CAPTURE(i);
        const Bytes& whole = files[i];
        for (const std::size_t left : {whole.size() / 2, std::size_t{100}}) {
            const FileSource file(whole, 16);
            const auto info = probe(file.source(), {});
            REQUIRE(info);
            REQUIRE(::ftruncate(file.file(), static_cast<off_t>(left)) == 0);
            CodecWorkspace workspace;
            workspace.max_window = 50;
            ImageSink sink(workspace.planes);
            for (const auto decoder : {JpegDecoder::own, JpegDecoder::libjpeg_turbo}) {
                const auto result =
                    decode(file.source(), *info, {.ycbcr = true},
                           {.fail_on = FailOn::none, .jpeg_decoder = decoder}, workspace, sink);
                REQUIRE_FALSE(result);
                CHECK(result.error().code == OutcomeClass::changed);
                CHECK(result.error().stage == Stage::read);
            }
        }
    }
}

TEST_CASE("what cannot be read is a read error, at once and with its reason") {
    const Bytes whole = make_jpeg({.width = 70, .height = 50, .restart_rows = 1});
    const Fd memory(::open("/proc/self/mem", O_RDONLY | O_CLOEXEC)); // nothing is mapped down there
    REQUIRE(memory.valid());
    for (const int file : {memory.get(), -1}) {
        const int reason = file < 0 ? EBADF : EIO;
        for (const std::size_t head : {std::size_t{16}, whole.size() / 2}) {
            const ByteSource source(file, whole.size(), ByteView(whole).first(head));
            const auto probed = probe(source, {.fail_on = FailOn::none});
            CHECK(probed.has_value() == (head > 16)); // then the header is in memory
            if (!probed) {
                CHECK(probed.error().code == OutcomeClass::read_error);
                CHECK(probed.error().errno_value == reason);
                CHECK(probed.error().stage == Stage::read);
            }
            const auto info = probe(whole, {});
            REQUIRE(info);
            CodecWorkspace workspace;
            ImageSink sink(workspace.planes);
            for (const auto decoder : {JpegDecoder::own, JpegDecoder::libjpeg_turbo}) {
                const auto result =
                    decode(source, *info, {.ycbcr = true},
                           {.fail_on = FailOn::none, .jpeg_decoder = decoder}, workspace, sink);
                REQUIRE_FALSE(result);
                CHECK(result.error().code == OutcomeClass::read_error);
                CHECK(result.error().errno_value == reason);
                CHECK(result.error().stage == Stage::read);
            }
        }
    }
}

TEST_CASE("other formats are told to be in memory, and do no harm where they are not") {
    const Bytes png = to_bytes("\x89PNG\r\n\x1a\n and so on, for a while");
    const FileSource file(png, 12);
    const auto info = probe(file.source(), {});
    REQUIRE_FALSE(info);
    CHECK(info.error().code == OutcomeClass::internal);
}
