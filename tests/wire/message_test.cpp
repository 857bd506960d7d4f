#include "wire/message.h"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace imgbatch;
using namespace std::string_literals;
using namespace std::chrono_literals;

namespace {

template <class T>
std::string encoded(const T& message) {
    std::string stream;
    append(stream, message);
    return stream;
}

/// The type, batch and payload of a stream that holds one frame.
struct OneFrame {
    FrameReader reader;
    Frame frame;

    explicit OneFrame(const std::string& stream) {
        reader.feed(stream);
        auto next = reader.next();
        REQUIRE(next.has_value());
        REQUIRE(next->has_value());
        frame = **next;
        CHECK_FALSE(reader.inside_frame());
    }
};

template <class T>
T round_trip(const T& message) {
    const OneFrame one(encoded(message));
    auto decoded = decode_message(one.frame);
    REQUIRE(decoded.has_value());
    REQUIRE(std::holds_alternative<T>(*decoded));
    return std::get<T>(*std::move(decoded));
}

BatchMessage two_tasks() {
    return {7, {Task{1, 2, "ab"}, Task{3, 4, ""}}};
}

DoneMessage done(OutcomeClass ending, std::string message, std::string payload) {
    DoneMessage result;
    result.batch = 5;
    result.result.index = 0xFFEEDDCCBBAA9988;
    result.result.ending = ending;
    result.result.message = std::move(message);
    result.result.payload = std::move(payload);
    return result;
}

RefusedMessage refused() {
    return {{OutcomeClass::usage, Stage::worker, "no such lock", 38}};
}

std::vector<std::string> one_of_each() {
    return {encoded(two_tasks()),
            encoded(BeginMessage{5, 6}),
            encoded(done(OutcomeClass::crashed, "boom", "x")),
            encoded(TimeMessage{5, 6, 7ms}),
            encoded(NeedMessage{5, 6, 7}),
            encoded(GrantMessage{5, 6}),
            encoded(FetchMessage{5, 6}),
            encoded(GiveBackMessage{5, 6, "avif"}),
            encoded(refused())};
}

} // namespace

TEST_CASE("messages are these bytes and no others") {
    CHECK(encoded(two_tasks()) == "IB\x01\x01\x2e\0\0\0\x07\0\0\0\0\0\0\0"
                                  "\x02\0\0\0"
                                  "\x01\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\x02\0\0\0"
                                  "ab"
                                  "\x03\0\0\0\0\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0"s);
    CHECK(encoded(BeginMessage{1, 0x0203}) == "IB\x01\x02\x08\0\0\0\x01\0\0\0\0\0\0\0"
                                              "\x03\x02\0\0\0\0\0\0"s);
    CHECK(encoded(done(OutcomeClass::memory, "no", "yes")) ==
          "IB\x01\x03\x16\0\0\0\x05\0\0\0\0\0\0\0"
          "\x88\x99\xAA\xBB\xCC\xDD\xEE\xFF"
          "\x02"
          "\x02\0\0\0no\x03\0\0\0yes"s);
    CHECK(encoded(TimeMessage{1, 2, 258ms}) == "IB\x01\x04\x10\0\0\0\x01\0\0\0\0\0\0\0"
                                               "\x02\0\0\0\0\0\0\0\x02\x01\0\0\0\0\0\0"s);
}

TEST_CASE("what workers ask for and get is these bytes and no others") {
    CHECK(encoded(NeedMessage{1, 2, 0x0304}) == "IB\x01\x05\x10\0\0\0\x01\0\0\0\0\0\0\0"
                                                "\x02\0\0\0\0\0\0\0\x04\x03\0\0\0\0\0\0"s);
    CHECK(encoded(GrantMessage{1, 2}) == "IB\x01\x06\x08\0\0\0\x01\0\0\0\0\0\0\0"
                                         "\x02\0\0\0\0\0\0\0"s);
    CHECK(encoded(FetchMessage{1, 2}) == "IB\x01\x07\x08\0\0\0\x01\0\0\0\0\0\0\0"
                                         "\x02\0\0\0\0\0\0\0"s);
    CHECK(encoded(GiveBackMessage{1, 2, "abc"}) == "IB\x01\x08\x0f\0\0\0\x01\0\0\0\0\0\0\0"
                                                   "\x02\0\0\0\0\0\0\0\x03\0\0\0abc"s);
    CHECK(encoded(refused()) == "IB\x01\x09\x27\0\0\0\0\0\0\0\0\0\0\0"
                                "\x05\0\0\0usage\x06\0\0\0worker\x26\0\0\0"
                                "\x0c\0\0\0no such lock"s);
}

TEST_CASE("a batch comes back as it was") {
    const std::string all_bytes = [] {
        std::string bytes;
        for (int i = 0; i < 256; ++i) {
            bytes += static_cast<char>(i);
        }
        return bytes;
    }();
    const auto back = round_trip(
        BatchMessage{0xFFFFFFFFFFFFFFFF, {Task{0, 1, all_bytes}, Task{0xFFFFFFFFFFFFFFFF, 9, ""}}});
    CHECK(back.batch == 0xFFFFFFFFFFFFFFFF);
    REQUIRE(back.tasks.size() == 2);
    CHECK(back.tasks[0].payload == all_bytes);
    CHECK(back.tasks[1].index == 0xFFFFFFFFFFFFFFFF);
    CHECK(back.tasks[1].cost == 9);
    CHECK(round_trip(BatchMessage{3, {}}).tasks.empty());
}

TEST_CASE("begin, done and time come back as they were") {
    CHECK(round_trip(BeginMessage{5, 6}).index == 6);
    CHECK(round_trip(BeginMessage{5, 6}).batch == 5);
    for (const auto ending : {OutcomeClass::ok, OutcomeClass::crashed, OutcomeClass::memory}) {
        const auto back = round_trip(done(ending, "why\n\xFF", "a\0b"s)).result;
        CHECK(back.ending == ending);
        CHECK(back.index == 0xFFEEDDCCBBAA9988);
        CHECK(back.message == "why\n\xFF");
        CHECK(back.payload == "a\0b"s);
    }
    CHECK(round_trip(TimeMessage{5, 6, 90'000ms}).whole == 90'000ms);
    CHECK(round_trip(TimeMessage{5, 6, -1ms}).whole == 0ms);
}

TEST_CASE("questions, answers and refusals come back as they were") {
    CHECK(round_trip(NeedMessage{5, 6, ~std::uint64_t{0}}).bytes == ~std::uint64_t{0});
    CHECK(round_trip(GrantMessage{5, 6}).index == 6);
    CHECK(round_trip(FetchMessage{5, 6}).batch == 5);
    CHECK(round_trip(GiveBackMessage{5, 6, "module"}).need == "module");
    const Error error = round_trip(refused()).error;
    CHECK(error.code == OutcomeClass::usage);
    CHECK(error.stage == Stage::worker);
    CHECK(error.message == "no such lock");
    CHECK(error.errno_value == 38);
    CHECK(round_trip(RefusedMessage{{OutcomeClass::internal, Stage::none, "", 0}}).error.stage ==
          Stage::none);
}

TEST_CASE("a need has a name, and no long one") {
    const auto decodes = [](const std::string& need) {
        const OneFrame one(encoded(GiveBackMessage{5, 6, need}));
        return decode_message(one.frame).has_value();
    };
    CHECK_FALSE(decodes(""));
    CHECK(decodes(std::string(max_need_name, 'x')));
    CHECK_FALSE(decodes(std::string(max_need_name + 1, 'x')));
}

TEST_CASE("a refusal of no known class or stage, or with no possible errno, is refused itself") {
    const auto decodes = [](const std::string& payload) {
        return decode_message(Frame{FrameType::refused, 0, payload}).has_value();
    };
    const std::string good = "\x05\0\0\0usage\x06\0\0\0worker\x26\0\0\0\0\0\0\0"s;
    CHECK(decodes(good));
    CHECK_FALSE(decodes("\x05\0\0\0usagX\x06\0\0\0worker\x26\0\0\0\0\0\0\0"s));
    CHECK_FALSE(decodes("\x05\0\0\0usage\x06\0\0\0workex\x26\0\0\0\0\0\0\0"s));
    CHECK_FALSE(decodes("\x05\0\0\0usage\x06\0\0\0worker\x26\0\0\x80\0\0\0\0"s));
}

TEST_CASE("an absurd time stays far from overflow in nanoseconds") {
    const auto whole = round_trip(TimeMessage{5, 6, std::chrono::milliseconds::max()}).whole;
    CHECK(whole == 1'000'000'000'000ms);
}

TEST_CASE("a megabyte travels in one message") {
    const std::string big(1U << 20, 'z');
    CHECK(round_trip(BatchMessage{1, {Task{1, 1, big}}}).tasks.at(0).payload == big);
    CHECK(round_trip(done(OutcomeClass::ok, "", big)).result.payload == big);
}

TEST_CASE("a payload cut or grown by any number of bytes is refused") {
    for (const std::string& stream : one_of_each()) {
        const OneFrame one(stream);
        for (std::size_t length = 0; length < one.frame.payload.size(); ++length) {
            Frame cut = one.frame;
            cut.payload = cut.payload.substr(0, length);
            CHECK_FALSE(decode_message(cut).has_value());
        }
        const std::string longer = std::string(one.frame.payload) + '\0';
        CHECK_FALSE(decode_message(Frame{one.frame.type, 1, longer}).has_value());
    }
}

TEST_CASE("a worker cannot claim an ending that only its parent can know") {
    for (int ending = 3; ending < 256; ++ending) {
        const OneFrame one(encoded(done(OutcomeClass::ok, "", "")));
        std::string payload(one.frame.payload);
        payload[8] = static_cast<char>(ending);
        CHECK_FALSE(decode_message(Frame{FrameType::done, 1, payload}).has_value());
    }
}

TEST_CASE("a batch that lies about its count allocates nothing and is refused") {
    CHECK_FALSE(decode_message(Frame{FrameType::batch, 1, "\xFF\xFF\xFF\xFF"s}).has_value());
    CHECK_FALSE(
        decode_message(Frame{FrameType::batch, 1, "\xFF\xFF\xFF\x7F"s + std::string(100, '\0')})
            .has_value());
}

TEST_CASE("random payloads are refused or read, never read past their end") {
    std::mt19937 random(3);
    for (int round = 0; round < 20'000; ++round) {
        std::string noise(random() % 64, '\0');
        for (char& byte : noise) {
            byte = static_cast<char>(random() % 4 == 0 ? random() : 0);
        }
        const auto type = static_cast<FrameType>(1 + random() % 9);
        const auto message = decode_message(Frame{type, 1, noise});
        if (message.has_value()) {
            CHECK(message->index() == static_cast<std::size_t>(type) - 1);
        }
    }
}
