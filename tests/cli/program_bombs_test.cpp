#include "cli/program.h"
#include "codec/support/bytes.h"
#include "codec/support/jpeg_maker.h"
#include "codec/support/png_maker.h"
#include "codec/support/webp_maker.h"
#include "support/skip.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>

using namespace imgbatch;
using namespace imgbatch::test;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

/// A file that costs too much if it is believed, and what is said of it.
struct Bomb {
    std::string name;
    Bytes file;
    std::string outcome; ///< class, as the records have it
    std::string says;    ///< part of the message
    long megabytes = 0;  ///< that are read or unpacked before the limit is seen
};

Bytes png_of(std::uint32_t width, std::uint32_t height, int depth, int color_type,
             const Bytes& more = {}) {
    Bytes file = png_signature();
    append(file, make_header(width, height, depth, color_type));
    append(file, more);
    append(file, make_chunk("IDAT", zlib_compress(bytes({0, 0, 0, 0}))));
    append(file, make_chunk("IEND", {}));
    return file;
}

/// 57 bytes whose text chunk claims almost 2 GiB.
Bomb huge_text() {
    Bytes file = png_signature();
    append(file, make_header(5, 5, 8, 0));
    append_number(file, 0x7FFFFFF0, 4, true);
    append(file, to_bytes("tEXtComment"));
    file.resize(57);
    return {"text.png", file, "truncated", "ends early"};
}

Bytes chunk_of(std::string_view type, std::string_view start, const Bytes& packed) {
    Bytes payload = to_bytes(start);
    append(payload, packed);
    return make_chunk(type, payload);
}

std::vector<Bomb> png_bombs() {
    const Bytes packed = zlib_compress(Bytes(std::size_t{256} << 20), 6);
    std::vector<Bomb> bombs{huge_text()};
    bombs.push_back({"profile.png", png_of(1, 1, 8, 0, chunk_of("iCCP", "icc\0\0"sv, packed)),
                     "limit", "the metadata has more than 16777216 bytes (--limit-metadata)", 16});
    bombs.push_back({"gigapixels.png", png_of(65'536, 65'536, 8, 2), "limit",
                     "4295 megapixels exceed the limit of 268 (--limit-pixels)"});
    bombs.push_back({"side.png", png_of(1, 0x7FFFFFFF, 8, 0), "limit",
                     "2147483647 pixels exceeds the limit of 1000000 (--limit-side)"});
    bombs.push_back(
        {"frames.png",
         png_of(1, 1, 8, 0, make_chunk("acTL", bytes({255, 255, 255, 255, 0, 0, 0, 0}))), "limit",
         "4294967295 frames exceed the limit of 10000 (--limit-frames)"});
    Bytes text = to_bytes("Comment\0"sv);
    text.resize(std::size_t{17} << 20, std::byte{'x'});
    bombs.push_back({"long-text.png", png_of(1, 1, 8, 0, make_chunk("tEXt", text)), "limit",
                     "17825792 bytes of metadata exceed the limit of 16777216 (--limit-metadata)",
                     17});
    bombs.push_back({"within.png", png_of(16'000, 16'000, 8, 6), "truncated", "ends early"});
    return bombs;
}

/// A small JPEG whose frame header says `height` and `width`.
Bytes resized(Bytes file, int height, int width) {
    const bool progressive = as_text(file).find("\xff\xc2") != std::string_view::npos;
    const auto at = offset_of(file, to_bytes(progressive ? "\xff\xc2" : "\xff\xc0")) + 5;
    file[at] = static_cast<std::byte>(height >> 8);
    file[at + 1] = static_cast<std::byte>(height & 255);
    file[at + 2] = static_cast<std::byte>(width >> 8);
    file[at + 3] = static_cast<std::byte>(width & 255);
    return file;
}

/// `count` times the file's first scan, which may be repeated, of a picture of 200 megapixels.
Bytes scan_flood(int count) {
    const Bytes file =
        resized(make_jpeg({.width = 8, .height = 8, .space = JpegSpace::gray, .unrefined = true}),
                14'000, 14'000);
    const std::size_t first = offset_of(file, bytes({0xFF, 0xDA}));
    const std::size_t next = offset_of(file, bytes({0xFF, 0xDA}), first + 2);
    Bytes flood = cut(file, first);
    for (int i = 0; i < count; ++i) {
        append(flood, ByteView(file).subspan(first, next - first));
    }
    append(flood, ByteView(file).subspan(first));
    return flood;
}

Bytes segment(int marker, std::string_view payload) {
    Bytes out = bytes({0xFF, marker});
    append_number(out, payload.size() + 2, 2, true);
    append(out, to_bytes(payload));
    return out;
}

/// A JPEG with `more` right behind its start.
Bytes with_segments(const Bytes& more) {
    return insert(make_jpeg({.width = 8, .height = 8}), 2, more);
}

/// 32 x 157 pixels, a second frame header, and resynchronisation at every turn.
Bytes warning_flood() {
    Bytes file = make_jpeg({.width = 32, .height = 157, .restart_mcus = 1});
    const std::size_t scan = offset_of(file, bytes({0xFF, 0xDA}));
    Bytes flood = cut(file, scan + 14);
    for (int i = 0; i < 120'000; ++i) {
        append(flood, bytes({0x12, 0x34, 0x56, 0xFF, 0xD0 + (i * 3) % 8}));
    }
    const std::size_t frame = offset_of(file, bytes({0xFF, 0xC0}));
    append(flood, ByteView(file).subspan(frame, 19));
    append(flood, bytes({0xFF, 0xD9}));
    return flood;
}

std::vector<Bomb> jpeg_bombs() {
    std::vector<Bomb> bombs;
    bombs.push_back({"gigapixels.jpg",
                     resized(make_jpeg({.width = 8, .height = 8}), 65'500, 65'500), "limit",
                     "4290 megapixels exceed the limit of 268 (--limit-pixels)"});
    bombs.push_back(
        {"scans.jpg", scan_flood(5000), "limit", "more than 500 scans (--limit-scans)"});
    bombs.push_back(
        {"warnings.jpg", warning_flood(), "corrupt", "more than 100 flaws (--limit-warnings)"});
    // A profile of 16 MiB and more, and one whose pieces never come together.
    Bytes pieces;
    for (int i = 0; i < 300; ++i) {
        std::string piece = "ICC_PROFILE"s;
        piece += '\0';
        piece += static_cast<char>(i % 255 + 1);
        piece += static_cast<char>(255);
        piece.resize(65'000, 'x');
        append(pieces, segment(0xE2, piece));
    }
    bombs.push_back({"profile.jpg", with_segments(pieces), "limit",
                     "more than 16777216 bytes of metadata (--limit-metadata)", 17});
    return bombs;
}

/// A RIFF file of these chunks.
Bytes riff(const Bytes& chunks) {
    Bytes file = to_bytes("RIFF");
    append_number(file, chunks.size() + 4, 4, false);
    append(file, to_bytes("WEBP"));
    append(file, chunks);
    return file;
}

Bytes riff_chunk(std::string_view name, const Bytes& payload) {
    Bytes out = to_bytes(name);
    append_number(out, payload.size(), 4, false);
    append(out, payload);
    return out;
}

/// VP8X with the animation flag and a canvas of these sides.
Bytes canvas(unsigned width, unsigned height) {
    Bytes payload = bytes({2, 0, 0, 0});
    append_number(payload, width - 1, 3, false);
    append_number(payload, height - 1, 3, false);
    return riff_chunk("VP8X", payload);
}

/// A frame of the animation, of one pixel.
Bytes one_frame() {
    const Bytes file = make_webp(make_picture(1, 1), true);
    Bytes payload(16);
    append(payload, ByteView(file).subspan(12));
    return riff_chunk("ANMF", payload);
}

std::vector<Bomb> webp_bombs() {
    std::vector<Bomb> bombs;
    Bytes chunks = canvas(65'536, 65'535);
    append(chunks, riff_chunk("ANIM", Bytes(6)));
    append(chunks, one_frame());
    bombs.push_back({"gigapixels.webp", riff(chunks), "limit", "(--limit-pixels)"});
    chunks = canvas(1, 1);
    append(chunks, riff_chunk("ANIM", Bytes(6)));
    const Bytes frame = one_frame();
    for (int i = 0; i < 100'000; ++i) {
        append(chunks, frame);
    }
    bombs.push_back({"frames.webp", riff(chunks), "limit",
                     "10001 frames exceed the limit of 10000 (--limit-frames)"});
    Bytes huge = to_bytes("RIFF\xf0\xff\xff\x7fWEBPVP8L\xe0\xff\xff\x7f"sv);
    huge.resize(60);
    bombs.push_back({"chunk.webp", huge, "truncated or corrupt", ""});
    return bombs;
}

/// Runs one bomb, the best of three by CPU time: others work on this machine too.
CommandResult explode(const TempDir& dir, const Bomb& bomb, const std::string& executor) {
    CommandResult best;
    for (int i = 0; i < 3; ++i) {
        const auto result = imgbatch_in(dir, {"resize", bomb.name, "--size", "100", "-o", "out",
                                              "--json", "--overwrite", "always", "--fail-on",
                                              "none", "--executor", executor, "-j", "1"});
        if (i == 0 || result.cpu < best.cpu) {
            best = result;
        }
        if (best.cpu < std::chrono::milliseconds(80)) {
            break;
        }
    }
    return best;
}

void check_refused(const std::vector<Bomb>& bombs) {
    const TempDir dir;
    const bool measures = !skipped_for_sanitizer();
    for (const Bomb& bomb : bombs) {
        dir.write(bomb.name, as_text(bomb.file));
        for (const char* executor : {"sequential", "process"}) {
            CAPTURE(bomb.name);
            CAPTURE(executor);
            const auto result = explode(dir, bomb, executor);
            CAPTURE(result.out);
            CHECK(result.exit_code == 1);
            const bool as_wanted =
                std::ranges::any_of(std::vector<std::string>{"truncated", "corrupt", "limit"},
                                    [&](const std::string& word) {
                                        return contains(bomb.outcome, word) &&
                                               contains(result.out, "\"class\":\"" + word + "\"");
                                    });
            CHECK(as_wanted);
            CHECK(contains(result.out, bomb.says));
            if (measures) {
                CHECK(result.cpu.count() < 100 + 20 * bomb.megabytes);
                CHECK(result.peak_kib < 64 * 1024);
            }
        }
    }
}

} // namespace

TEST_CASE("PNGs that ask for far more than they are worth are refused at once") {
    check_refused(png_bombs());
}

TEST_CASE("JPEGs that ask for far more than they are worth are refused at once") {
    check_refused(jpeg_bombs());
}

TEST_CASE("WebPs that ask for far more than they are worth are refused at once") {
    check_refused(webp_bombs());
}
