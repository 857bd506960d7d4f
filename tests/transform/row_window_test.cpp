#include "transform/row_window.h"

#include <doctest/doctest.h>

#include <cstring>
#include <random>
#include <utility>

using namespace imgbatch;

namespace {

constexpr int width = 70;

PlaneLayout plane_of(int height) {
    return {width, height, 1, Ratio(width), Ratio(height)};
}

/// Adds rows that are filled with their numbers in the plane, up to their strides.
void add_rows(RowWindow& window, int rows) {
    const int first = window.end();
    const PlaneSpan room = window.extend(rows);
    REQUIRE(room.height == rows);
    for (int y = 0; y < rows; ++y) {
        std::memset(room.data + y * room.stride, (first + y) % 251,
                    static_cast<std::size_t>(room.stride));
    }
}

void check_rows(const RowStrip& strip) {
    for (int y = strip.first; y < strip.end(); ++y) {
        REQUIRE(std::to_integer<int>(strip.row(y)[0]) == y % 251);
        REQUIRE(std::to_integer<int>(strip.row(y)[width - 1]) == y % 251);
    }
}

} // namespace

TEST_CASE("rows come below and leave above, and each is what it was") {
    PlaneStore store;
    std::mt19937 random(1);
    RowWindow window(plane_of(100'000), SampleType::u8, 0, 40, store);
    while (window.end() < 90'000) {
        add_rows(window, 1 + static_cast<int>(random() % 32));
        const RowStrip strip = window.strip();
        REQUIRE(strip.end() == window.end());
        check_rows(strip);
        if (strip.rows.height >= 40) {
            const int gone = strip.end() - static_cast<int>(random() % 40) + 10;
            window.forget(gone);
            REQUIRE(window.strip().first == std::min(gone, strip.end()));
            check_rows(window.strip());
        }
    }
    // Room for 40 rows twice and for a strip of 32 was enough.
    CHECK(window.memory_bytes() == (2 * 40 + 32) * 128 + 64);
}

TEST_CASE("a strip that is too large for the memory makes it larger, and no row is lost") {
    PlaneStore store;
    RowWindow window(plane_of(1000), SampleType::u8, 0, 5, store);
    add_rows(window, 30);
    window.forget(25);
    add_rows(window, 400);
    CHECK(window.strip().first == 25);
    CHECK(window.end() == 430);
    check_rows(window.strip());
    window.forget(0); // long gone
    CHECK(window.strip().first == 25);
    window.forget(900);
    CHECK(window.strip().rows.height == 0);
    CHECK(window.end() == 430);
    add_rows(window, 570);
    CHECK(window.end() == 1000);
    check_rows(window.strip());
}

TEST_CASE("a window may begin at any row of its plane and takes no more memory than that") {
    PlaneStore store;
    RowWindow window(plane_of(50), SampleType::u8, 45, 1000, store);
    CHECK(window.memory_bytes() == 50 * 128 + 64);
    add_rows(window, 5);
    CHECK(window.strip().first == 45);
    check_rows(window.strip());
}

TEST_CASE("the memory goes back to the store, once, also from a window that was moved") {
    PlaneStore store;
    {
        RowWindow window(plane_of(100), SampleType::u8, 0, 10, store);
        add_rows(window, 10);
        const RowWindow other(std::move(window));
        CHECK(other.end() == 10);
        check_rows(other.strip());
        CHECK(store.kept_bytes() == 0);
    }
    CHECK(store.kept_bytes() == 52 * 128 + 64);
}
