#include "base/fd.h"
#include "codec/jpeg/plain/segment_reader.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <random>
#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

Bytes stuffed(const std::vector<std::uint8_t>& data) {
    Bytes out;
    for (const std::uint8_t byte : data) {
        out.push_back(std::byte{byte});
        if (byte == 0xFF) {
            out.push_back(std::byte{0});
        }
    }
    return out;
}

/// Every byte but the last by steps of eight bits; false as the reader.
bool read_bytes(SegmentReader& reader, std::size_t count, std::vector<std::uint8_t>& out) {
    for (std::size_t i = 0; i < count; ++i) {
        if (reader.runs_low()) {
            const auto more = reader.more();
            REQUIRE(more);
            if (!*more) {
                return false;
            }
        }
        reader.bits.refill();
        out.push_back(static_cast<std::uint8_t>(reader.bits.peek(8)));
        reader.bits.consume(8);
    }
    return true;
}

std::vector<std::uint8_t> make_data(std::size_t size, std::mt19937& random) {
    std::vector<std::uint8_t> data(size);
    for (auto& byte : data) {
        byte = random() % 5 == 0 ? std::uint8_t{0xFF} : static_cast<std::uint8_t>(random());
    }
    return data;
}

} // namespace

TEST_CASE("segments come without stuffing, whatever the pieces, from memory and from files") {
    std::mt19937 random(8); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    const TempDir folder;
    for (int round = 0; round < 60; ++round) {
        const auto first = make_data(1 + random() % 700, random);
        const auto second = make_data(random() % 700, random);
        Bytes file = stuffed(first);
        file.insert(file.end(), {std::byte{0xFF}, std::byte{0xD0}});
        const Bytes rest = stuffed(second);
        file.insert(file.end(), rest.begin(), rest.end());
        file.insert(file.end(), {std::byte{0xFF}, std::byte{0xD9}});
        const std::string path = folder.write("data", as_text(file));
        const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        REQUIRE(fd);
        for (const bool in_memory : {true, false}) {
            const ByteSource source =
                in_memory ? ByteSource(ByteView(file)) : ByteSource(fd.get(), file.size(), {});
            SegmentBuffers buffers;
            SegmentReader reader(source, buffers, 40 + random() % 200, 1);
            std::vector<std::uint8_t> read;
            REQUIRE(*reader.open(0));
            CHECK(read_bytes(reader, first.size(), read));
            REQUIRE(*reader.finish());
            CHECK(read == first);
            CHECK(reader.marker() == 0xD0);
            read.clear();
            REQUIRE(*reader.open(reader.after_marker()));
            CHECK(read_bytes(reader, second.size(), read));
            REQUIRE(*reader.finish());
            CHECK(read == second);
            CHECK(reader.marker() == 0xD9);
            CHECK(reader.after_marker() == file.size());
        }
    }
}

TEST_CASE("what is left of a segment, or read beyond it, is told") {
    const Bytes file = {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{0xFF}, std::byte{0xD9}};
    const auto finishes_after = [&](unsigned bits) {
        SegmentBuffers buffers;
        SegmentReader reader(ByteSource(ByteView(file)), buffers, 64, 4);
        REQUIRE(*reader.open(0));
        for (unsigned i = 0; i < bits; ++i) {
            reader.bits.refill();
            reader.bits.consume(1);
        }
        return *reader.finish();
    };
    CHECK_FALSE(finishes_after(0));
    CHECK_FALSE(finishes_after(16));
    CHECK(finishes_after(17)); // the last byte may end in padding
    CHECK(finishes_after(24));
    CHECK_FALSE(finishes_after(25));
    CHECK_FALSE(finishes_after(32));
}

TEST_CASE("a segment without a marker behind it, or with fill bytes, is none") {
    for (const Bytes& file :
         {Bytes{std::byte{1}}, Bytes{}, Bytes{std::byte{1}, std::byte{0xFF}},
          Bytes{std::byte{1}, std::byte{0xFF}, std::byte{0xFF}, std::byte{0xD9}}}) {
        SegmentBuffers buffers;
        SegmentReader reader(ByteSource(ByteView(file)), buffers, 64, 4);
        CHECK_FALSE(*reader.open(0));
    }
    SegmentBuffers buffers;
    const Bytes file{std::byte{1}};
    SegmentReader reader(ByteSource(ByteView(file)), buffers, 64, 4);
    CHECK_FALSE(*reader.open(10));
}

TEST_CASE("steps that pass the end are stopped, and see only zeros there") {
    Bytes file(100, std::byte{0xA5});
    file.insert(file.end(), {std::byte{0xFF}, std::byte{0xD9}});
    SegmentBuffers buffers;
    SegmentReader reader(ByteSource(ByteView(file)), buffers, 64, 8);
    REQUIRE(*reader.open(0));
    int steps = 0;
    for (;; ++steps) {
        if (reader.runs_low() && !*reader.more()) {
            break;
        }
        reader.bits.refill();
        const auto byte = reader.bits.peek(8);
        CHECK(byte == (steps < 100 ? 0xA5U : 0U));
        reader.bits.consume(8);
        REQUIRE(steps < 200);
    }
    CHECK(steps > 100);
    CHECK(steps < 130);
}
