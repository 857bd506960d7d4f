#include "base/byte_reader.h"
#include "base/byte_writer.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>

namespace imgbatch {

using namespace std::string_literals;

TEST_CASE("numbers are little-endian whatever the machine") {
    ByteWriter out;
    out.number(std::uint8_t{0x01});
    out.number(std::uint16_t{0x0203});
    out.number(std::uint32_t{0x04050607});
    out.number(std::uint64_t{0x08090a0b0c0d0e0f});
    CHECK(std::move(out).finish() ==
          "\x01\x03\x02\x07\x06\x05\x04\x0f\x0e\x0d\x0c\x0b\x0a\x09\x08"s);
}

TEST_CASE("texts are their length, then their bytes") {
    ByteWriter out;
    out.text("ab\0c"s);
    CHECK(std::move(out).finish() == "\x04\0\0\0ab\0c"s);
}

TEST_CASE("what was written is read back") {
    ByteWriter out;
    out.number(std::numeric_limits<std::uint64_t>::max());
    out.text("");
    out.text("\xff\0\n"s);
    out.number(std::uint16_t{0x80ff});
    out.number(std::uint32_t{0xfffefdfc});
    const std::string bytes = std::move(out).finish();
    ByteReader in(bytes);
    CHECK(in.remaining() == bytes.size());
    CHECK(in.number<std::uint64_t>() == std::numeric_limits<std::uint64_t>::max());
    CHECK(in.text().empty());
    CHECK(in.text() == "\xff\0\n"s);
    CHECK(in.number<std::uint16_t>() == 0x80ff);
    CHECK_FALSE(in.finished());
    CHECK(in.number<std::uint32_t>() == 0xfffefdfc);
    CHECK(in.finished());
    CHECK(in.remaining() == 0);
}

TEST_CASE("a read past the end gives nothing and is remembered") {
    ByteReader in("\x01\x02\x03");
    CHECK(in.number<std::uint32_t>() == 0);
    CHECK_FALSE(in.ok());
    // There would be a byte, but a reader that has lost its place must not go on.
    CHECK(in.number<std::uint8_t>() == 0);
    CHECK(in.text().empty());
    CHECK_FALSE(in.ok());
    CHECK_FALSE(in.finished());
}

TEST_CASE("a text whose length is a lie is not read") {
    for (const auto& bytes : {"\x05\0\0\0abcd"s, "\xff\xff\xff\xff"s,
                              "\xff\xff\xff\xff"
                              "abc"s,
                              "\x01\0\0"s, ""s}) {
        ByteReader in(bytes);
        CHECK(in.text().empty());
        CHECK_FALSE(in.ok());
    }
}

TEST_CASE("no bytes are finished at once") {
    CHECK(ByteReader("").finished());
}

} // namespace imgbatch
