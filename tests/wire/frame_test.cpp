#include "wire/frame.h"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using namespace imgbatch;
using namespace std::string_literals;

namespace {

struct Read {
    FrameType type;
    std::uint64_t batch;
    std::string payload;
    friend bool operator==(const Read&, const Read&) = default;
};

/// Feeds `stream` in pieces of `step` bytes; all frames, and whether an error ended it.
std::pair<std::vector<Read>, bool> read_in_steps(const std::string& stream, std::size_t step) {
    FrameReader reader;
    std::vector<Read> frames;
    for (std::size_t at = 0; at < stream.size(); at += step) {
        reader.feed(std::string_view(stream).substr(at, step));
        while (true) {
            auto frame = reader.next();
            if (!frame) {
                return {frames, true};
            }
            if (!*frame) {
                break;
            }
            frames.push_back({(*frame)->type, (*frame)->batch, std::string((*frame)->payload)});
        }
    }
    return {frames, false};
}

std::string three_frames() {
    std::string stream;
    append_frame(stream, FrameType::begin, 1, "");
    append_frame(stream, FrameType::done, 0xFFFFFFFFFFFFFFFF, "\0answer\n"s);
    append_frame(stream, FrameType::batch, 3, std::string(300, 'x'));
    return stream;
}

} // namespace

TEST_CASE("a frame is these bytes and no others") {
    std::string stream;
    append_frame(stream, FrameType::done, 0x0102030405060708, "abc");
    CHECK(stream == "IB\x01\x03\x03\0\0\0\x08\x07\x06\x05\x04\x03\x02\x01"
                    "abc"s);
}

TEST_CASE("frames come back whole however the stream is chopped") {
    const std::vector<Read> expected{{FrameType::begin, 1, ""},
                                     {FrameType::done, 0xFFFFFFFFFFFFFFFF, "\0answer\n"s},
                                     {FrameType::batch, 3, std::string(300, 'x')}};
    const std::string stream = three_frames();
    for (std::size_t step = 1; step <= stream.size(); ++step) {
        const auto [frames, failed] = read_in_steps(stream, step);
        CHECK(frames == expected);
        CHECK_FALSE(failed);
    }
}

TEST_CASE("a frame cut anywhere is no frame yet, and no error") {
    std::string stream;
    append_frame(stream, FrameType::time, 9, "0123456789");
    for (std::size_t length = 0; length < stream.size(); ++length) {
        FrameReader reader;
        reader.feed(std::string_view(stream).substr(0, length));
        auto frame = reader.next();
        REQUIRE(frame.has_value());
        CHECK_FALSE(frame->has_value());
        CHECK(reader.inside_frame() == (length > 0));
    }
}

TEST_CASE("a reader that gave all it had is not inside a frame") {
    FrameReader reader;
    reader.feed(three_frames());
    for (int i = 0; i < 3; ++i) {
        CHECK(reader.next()->has_value());
    }
    CHECK_FALSE(reader.next()->has_value());
    CHECK_FALSE(reader.inside_frame());
}

TEST_CASE("a wrong magic, version, type or length is an error that stays") {
    std::string good;
    append_frame(good, FrameType::begin, 1, "");
    const auto fails = [](const std::string& bytes) {
        FrameReader reader;
        reader.feed(bytes);
        const bool first = !reader.next();
        reader.feed(three_frames());
        return first && !reader.next();
    };
    CHECK_FALSE(fails(good));
    for (const auto& change : {std::pair<std::size_t, char>{0, 'J'},
                               {1, 'C'},
                               {2, '\0'},
                               {2, '\2'},
                               {3, '\0'},
                               {3, '\xA'},
                               {3, '\xFF'}}) {
        std::string bad = good;
        bad[change.first] = change.second;
        CHECK_MESSAGE(fails(bad), "byte ", change.first);
    }
}

TEST_CASE("the length's ceiling is exact and is checked before the payload comes") {
    const auto header = [](std::uint32_t length) {
        std::string bytes = "IB\1\3";
        for (int i = 0; i < 4; ++i) {
            bytes += static_cast<char>(static_cast<unsigned char>(length >> (8 * i)));
        }
        return bytes + std::string(8, '\0');
    };
    CHECK(decode_frame_header(header(max_frame_payload)).has_value());
    CHECK_FALSE(decode_frame_header(header(max_frame_payload + 1)).has_value());
    CHECK_FALSE(decode_frame_header(header(0xFFFFFFFF)).has_value());

    FrameReader reader;
    reader.feed(header(0xFFFFFFFF));
    CHECK_FALSE(reader.next().has_value());
}

TEST_CASE("a header is exactly sixteen bytes") {
    std::string stream;
    append_frame(stream, FrameType::begin, 1, "");
    CHECK(stream.size() == frame_header_size);
    CHECK(decode_frame_header(stream).has_value());
    CHECK_FALSE(decode_frame_header(stream.substr(0, 15)).has_value());
    CHECK_FALSE(decode_frame_header(stream + "x").has_value());
}

TEST_CASE("random bytes never make a frame out of nothing") {
    std::mt19937 random(11);
    for (int round = 0; round < 2000; ++round) {
        std::string noise(random() % 200, '\0');
        for (char& byte : noise) {
            byte = static_cast<char>(random());
        }
        const auto [frames, failed] = read_in_steps(noise, 1 + random() % 50);
        CHECK(frames.empty());
        CHECK(failed == (noise.size() >= frame_header_size));
    }
}

TEST_CASE("a flipped bit in a stream gives frames or an error, never bytes from elsewhere") {
    const std::string good = three_frames();
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        std::string bad = good;
        bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
        std::size_t bytes = 0;
        for (const Read& frame : read_in_steps(bad, 7).first) {
            bytes += frame_header_size + frame.payload.size();
        }
        CHECK(bytes <= bad.size());
    }
}
