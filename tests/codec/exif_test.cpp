#include "codec/exif.h"
#include "codec/support/bytes.h"

#include <doctest/doctest.h>

using namespace imgbatch;
using namespace imgbatch::test;

TEST_CASE("all eight orientations are read in both byte orders") {
    for (const bool big_endian : {false, true}) {
        for (int value = 1; value <= 8; ++value) {
            CHECK(read_orientation(make_exif(value, big_endian)) ==
                  static_cast<Orientation>(value));
        }
    }
}

TEST_CASE("the name that JPEG puts before EXIF is skipped") {
    Bytes blob = bytes({'E', 'x', 'i', 'f', 0, 0});
    append(blob, make_exif(6, true));
    CHECK(read_orientation(blob) == Orientation::rotate_90);
}

TEST_CASE("values beyond the eight count as normal") {
    CHECK(read_orientation(make_exif(0, true)) == Orientation::normal);
    CHECK(read_orientation(make_exif(9, false)) == Orientation::normal);
    CHECK(read_orientation(make_exif(0xFFFF, false)) == Orientation::normal);
}

TEST_CASE("EXIF that ends too early or points outside counts as normal") {
    const Bytes good = make_exif(3, false);
    for (std::size_t size = 0; size < 20; ++size) {
        CHECK(read_orientation(cut(good, size)) == Orientation::normal);
    }
    Bytes far = good;
    far[4] = far[5] = far[6] = far[7] = std::byte{0xFF};
    CHECK(read_orientation(far) == Orientation::normal);
    Bytes many = good;
    many[8] = many[9] = std::byte{0xFF};
    many[10] = std::byte{0x13}; // no longer the orientation's tag
    CHECK(read_orientation(many) == Orientation::normal);
    CHECK(read_orientation(to_bytes("II*")) == Orientation::normal);
    CHECK(read_orientation(to_bytes("hello, this is text")) == Orientation::normal);
}

TEST_CASE("an orientation of another type than a number counts as normal") {
    Bytes text = make_exif(3, false);
    text[12] = std::byte{2};
    CHECK(read_orientation(text) == Orientation::normal);
}
