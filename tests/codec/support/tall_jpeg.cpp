#include "codec/support/tall_jpeg.h"

#include "codec/support/bytes.h"

#include <doctest/doctest.h>

namespace imgbatch::test {
namespace {

unsigned byte_at(ByteView file, std::size_t at) {
    REQUIRE(at < file.size());
    return std::to_integer<unsigned>(file[at]);
}

/// Where entropy-coded data that begins at `at` ends: at a marker that is no restart.
std::size_t end_of_data(ByteView file, std::size_t at) {
    for (;; ++at) {
        const unsigned next = byte_at(file, at) == 0xFF ? byte_at(file, at + 1) : 0;
        if (next != 0 && (next < 0xD0 || next > 0xD7)) {
            return at;
        }
    }
}

bool is_frame_header(unsigned marker) {
    return marker == 0xC0 || marker == 0xC1 || marker == 0xC2;
}

} // namespace

Bytes make_tall(ByteView jpeg, int times) {
    Bytes tall = cut(jpeg, 2);
    for (std::size_t at = 2; byte_at(jpeg, at + 1) != 0xD9;) {
        const unsigned marker = byte_at(jpeg, at + 1);
        const std::size_t length = 2 + (byte_at(jpeg, at + 2) << 8U | byte_at(jpeg, at + 3));
        const std::size_t here = tall.size();
        append(tall, jpeg.subspan(at, length));
        if (is_frame_header(marker)) {
            const unsigned height = byte_at(jpeg, at + 5) << 8U | byte_at(jpeg, at + 6);
            const unsigned height_now = height * static_cast<unsigned>(times);
            REQUIRE(height_now <= 0xFFFF);
            tall[here + 5] = static_cast<std::byte>(height_now >> 8U);
            tall[here + 6] = static_cast<std::byte>(height_now & 0xFFU);
        }
        at += length;
        if (marker == 0xDA) {
            const std::size_t end = end_of_data(jpeg, at);
            for (int i = 0; i < times; ++i) {
                append(tall, i == 0 ? Bytes() : bytes({0xFF, 0xD7}));
                append(tall, jpeg.subspan(at, end - at));
            }
            at = end;
        }
    }
    append(tall, bytes({0xFF, 0xD9}));
    return tall;
}

} // namespace imgbatch::test
