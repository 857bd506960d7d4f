#include "record/progress_line.h"
#include "record/utf8.h"

#include <doctest/doctest.h>

#include <cstddef>
#include <limits>
#include <random>
#include <string>

using namespace imgbatch;

namespace {

/// Columns of text in which each code point takes one; fails on anything a terminal would obey.
std::size_t columns_of(std::string_view text) {
    std::size_t columns = 0;
    while (!text.empty()) {
        const Utf8Sequence sequence = first_utf8(text);
        REQUIRE(sequence.valid);
        REQUIRE(sequence.code_point >= 0x20);
        REQUIRE(sequence.code_point != 0x7F);
        text.remove_prefix(sequence.length);
        ++columns;
    }
    return columns;
}

/// Eighths of a column that the bar fills.
std::size_t bar_eighths(std::string_view text) {
    std::size_t eighths = 0;
    bool left_border = false;
    while (!text.empty()) {
        const Utf8Sequence sequence = first_utf8(text);
        const char32_t c = sequence.code_point;
        if (c == '#') {
            eighths += 8;
        } else if (c >= 0x2588 && c <= 0x258F && left_border) {
            // The last of these is the right border.
            eighths += 0x2590 - c;
        }
        left_border = left_border || c == 0x2595;
        text.remove_prefix(sequence.length);
    }
    return left_border ? eighths - 1 : eighths;
}

ProgressState half_way() {
    ProgressState state;
    state.images_done = 1234;
    state.images_found = 2600;
    state.bytes_done = 4'092'000'000;
    state.bytes_found = 8'500'000'000;
    state.elapsed_seconds = 120;
    state.scan_finished = true;
    return state;
}

std::string ascii(const ProgressState& state, unsigned columns) {
    return progress_line(state, {columns, false});
}

} // namespace

TEST_CASE("the line tells more where there is more room") {
    const ProgressState state = half_way();
    CHECK(ascii(state, 120) ==
          "[###################.....................]   48 %  1234 of 2600 images"
          "  34.1 MB/s  10.3 images/s  ETA 2:09");
    CHECK(ascii(state, 80) ==
          "[#########...........]   48 %  1234/2600  34.1 MB/s  10.3 images/s  ETA 2:09");
    CHECK(ascii(state, 40) == "[####......]   48 %  1234/2600  2:09");
    CHECK(ascii(state, 30) == " 48 %  1234/2600  2:09");
    CHECK(ascii(state, 20) == " 48 %  1234/2600");
    CHECK(ascii(state, 10) == " 48 %");
    CHECK(ascii(state, 3).empty());
}

TEST_CASE("with a UTF-8 locale the bar grows by eighths") {
    CHECK(progress_line(half_way(), {40, true}) ==
          "\u2595\u2588\u2588\u2588\u2588\u258A     \u258F   48 %  1234/2600  2:09");
}

TEST_CASE("failures are told as soon as there are any") {
    ProgressState state = half_way();
    state.images_failed = 3;
    CHECK(ascii(state, 80).find("3 failed") != std::string::npos);
    CHECK(ascii(state, 80).find("ETA 2:09") != std::string::npos);
}

TEST_CASE("while the scan runs there is a count, but no share of an unknown whole") {
    ProgressState state = half_way();
    state.scan_finished = false;
    CHECK(ascii(state, 80) == "1234/2600+  34.1 MB/s  10.3 images/s");
    CHECK(ascii(state, 120) == "1234 of 2600+ images  34.1 MB/s  10.3 images/s");
    CHECK(progress_fraction(state) == 0.0);
}

TEST_CASE("the first moment divides by nothing") {
    ProgressState state;
    CHECK(ascii(state, 80) == "0/0+");
    state.scan_finished = true;
    CHECK(progress_fraction(state) == 1.0);
    state.images_found = 10;
    state.bytes_found = 1000;
    CHECK(ascii(state, 40) == "[..............]    0 %   0/10  -:--");
}

TEST_CASE("work is weighed by pixels where they are known, else by bytes, else by images") {
    ProgressState state;
    state.scan_finished = true;
    state.images_done = 1;
    state.images_found = 4;
    CHECK(progress_fraction(state) == 0.25);
    state.bytes_done = 50;
    state.bytes_found = 100;
    CHECK(progress_fraction(state) == 0.5);
    state.pixels_done = 75;
    state.pixels_found = 100;
    CHECK(progress_fraction(state) == 0.75);
    state.elapsed_seconds = 30;
    CHECK(ascii(state, 40).ends_with("  0:10"));
    state.pixels_done = 200; // more than was announced: files grow
    CHECK(progress_fraction(state) == 1.0);
    CHECK(ascii(state, 40).ends_with("  0:00"));
}

TEST_CASE("no line is as wide as its terminal, whatever the state") {
    std::mt19937_64 random(11);
    const auto number = [&] {
        return random() >> std::uniform_int_distribution<unsigned>(0, 63)(random);
    };
    for (int round = 0; round < 2000; ++round) {
        ProgressState state;
        state.images_done = number();
        state.images_found = number();
        state.images_failed = number();
        state.bytes_done = number();
        state.bytes_found = number();
        state.pixels_found = round % 2 == 0 ? 0 : number();
        state.pixels_done = number();
        state.elapsed_seconds = static_cast<double>(number()) / 1e6;
        state.scan_finished = round % 3 != 0;
        for (const unsigned columns : {0U, 1U, 7U, 20U, 40U, 79U, 80U, 99U, 100U, 120U, 300U}) {
            for (const bool unicode : {false, true}) {
                const std::size_t width = columns_of(progress_line(state, {columns, unicode}));
                REQUIRE((columns == 0 ? width == 0 : width < columns));
            }
        }
    }
}

TEST_CASE("the bar only grows, from empty to full") {
    for (const bool unicode : {false, true}) {
        for (const unsigned columns : {40U, 80U, 120U}) {
            std::size_t before = 0;
            ProgressState state = half_way();
            for (std::uint64_t step = 0; step <= 1000; ++step) {
                state.bytes_done = state.bytes_found / 1000 * step;
                state.images_done = state.images_found * step / 1000;
                state.elapsed_seconds = 0.1 * static_cast<double>(step + 1);
                const std::string line = progress_line(state, {columns, unicode});
                const std::size_t now = bar_eighths(line);
                CAPTURE(line);
                REQUIRE(now >= before);
                before = now;
                REQUIRE((step > 0 || now == 0));
            }
            CHECK(ascii(state, columns).find("##.") == std::string::npos);
            CHECK(ascii(state, columns).find(".]") == std::string::npos);
            CHECK(before % 8 == 0);
        }
    }
}

TEST_CASE("nonsense in time is no crash") {
    ProgressState state = half_way();
    for (const double seconds : {-1.0, std::numeric_limits<double>::quiet_NaN(),
                                 std::numeric_limits<double>::infinity(), 1e300}) {
        state.elapsed_seconds = seconds;
        CHECK(columns_of(ascii(state, 120)) < 120);
    }
}
