#include <imgbatch/image_task.h>

#include <doctest/doctest.h>

#include <limits>
#include <random>
#include <string>

namespace imgbatch {
namespace {

using namespace std::string_literals;

ImageTask some_task() {
    ImageTask task;
    task.index = std::numeric_limits<std::uint64_t>::max() - 1;
    task.input = "in/\xff\n \0x.jpg"s;
    task.output = "out/{w}{{.webp";
    task.named = true;
    task.late_fields = true;
    task.outdated = true;
    task.input_bytes = 123'456'789'012;
    return task;
}

/// Every field differs from its default and from every other of its kind.
ImageOutcome some_outcome() {
    ImageOutcome outcome;
    outcome.index = 77;
    outcome.input = "in/\xe9.jpg";
    outcome.output = "out/a.png";
    outcome.outcome = OutcomeClass::crashed;
    outcome.stage = Stage::decode;
    outcome.message = "died";
    outcome.errno_value = 28;
    outcome.signal = 11;
    outcome.attempts = 2;
    outcome.warnings = {"first", "", "third\n"};
    outcome.input_format = ImageFormat::svg;
    outcome.output_format = ImageFormat::png;
    outcome.input_size = {6000, 4000};
    outcome.output_size = {800, 533};
    outcome.input_bytes = 1'000;
    outcome.output_bytes = 5'000'000'000;
    outcome.input_modified = 1'784'024'130'000'042'000;
    outcome.output_modified = 1'784'024'131'000'000'001;
    outcome.options = 0xfedc'ba98'7654'3210;
    outcome.times = {1, 22, 333, 4'444, 55'555};
    return outcome;
}

void check_same(const ImageTask& a, const ImageTask& b) {
    CHECK(a.index == b.index);
    CHECK(a.input == b.input);
    CHECK(a.output == b.output);
    CHECK(a.named == b.named);
    CHECK(a.late_fields == b.late_fields);
    CHECK(a.outdated == b.outdated);
    CHECK(a.input_bytes == b.input_bytes);
}

void check_same(const ImageOutcome& a, const ImageOutcome& b) {
    CHECK(a.index == b.index);
    CHECK(a.input == b.input);
    CHECK(a.output == b.output);
    CHECK(a.outcome == b.outcome);
    CHECK(a.stage == b.stage);
    CHECK(a.message == b.message);
    CHECK(a.errno_value == b.errno_value);
    CHECK(a.signal == b.signal);
    CHECK(a.attempts == b.attempts);
    CHECK(a.warnings == b.warnings);
    CHECK(a.input_format == b.input_format);
    CHECK(a.output_format == b.output_format);
    CHECK((a.input_size == b.input_size));
    CHECK((a.output_size == b.output_size));
    CHECK(a.input_bytes == b.input_bytes);
    CHECK(a.output_bytes == b.output_bytes);
    CHECK(a.input_modified == b.input_modified);
    CHECK(a.output_modified == b.output_modified);
    CHECK(a.options == b.options);
    CHECK(a.times.read == b.times.read);
    CHECK(a.times.decode == b.times.decode);
    CHECK(a.times.transform == b.times.transform);
    CHECK(a.times.encode == b.times.encode);
    CHECK(a.times.commit == b.times.commit);
}

/// Where the field of the warnings' count begins in some_outcome()'s bytes.
std::size_t warning_count_at(const ImageOutcome& outcome) {
    return 8 + 4 + outcome.input.size() + 4 + outcome.output.size() + 2 + 4 +
           outcome.message.size() + 12;
}

} // namespace

TEST_CASE("a task comes back from its bytes as it was") {
    for (const ImageTask& task : {ImageTask{}, some_task()}) {
        const auto back = decode_image_task(encode(task));
        REQUIRE(back);
        check_same(*back, task);
    }
}

TEST_CASE("an outcome comes back from its bytes as it was") {
    ImageOutcome negative = some_outcome();
    negative.errno_value = -1;
    negative.signal = std::numeric_limits<int>::min();
    for (const ImageOutcome& outcome : {ImageOutcome{}, some_outcome(), negative}) {
        const auto back = decode_image_outcome(encode(outcome));
        REQUIRE(back);
        check_same(*back, outcome);
    }
}

TEST_CASE("every class, stage and format crosses") {
    ImageOutcome outcome;
    for (int i = 0; i <= static_cast<int>(OutcomeClass::internal); ++i) {
        outcome.outcome = static_cast<OutcomeClass>(i);
        outcome.stage = static_cast<Stage>(i % (static_cast<int>(Stage::worker) + 1));
        outcome.input_format =
            static_cast<ImageFormat>(i % (static_cast<int>(ImageFormat::svg) + 1));
        const auto back = decode_image_outcome(encode(outcome));
        REQUIRE(back);
        check_same(*back, outcome);
    }
}

TEST_CASE("bytes cut short anywhere are an error") {
    const std::string task = encode(some_task());
    for (std::size_t size = 0; size < task.size(); ++size) {
        const auto result = decode_image_task(std::string_view(task).substr(0, size));
        REQUIRE_FALSE(result);
        CHECK(result.error().code == OutcomeClass::internal);
    }
    const std::string outcome = encode(some_outcome());
    for (std::size_t size = 0; size < outcome.size(); ++size) {
        const auto result = decode_image_outcome(std::string_view(outcome).substr(0, size));
        REQUIRE_FALSE(result);
        CHECK(result.error().code == OutcomeClass::internal);
    }
}

TEST_CASE("bytes too many are an error") {
    CHECK_FALSE(decode_image_task(encode(some_task()) + "x"));
    CHECK_FALSE(decode_image_outcome(encode(some_outcome()) + "\0"s));
    CHECK_FALSE(decode_image_task(encode(some_outcome())));
    CHECK_FALSE(decode_image_outcome(encode(some_task())));
}

TEST_CASE("counts and lengths that the bytes cannot hold take no memory") {
    const ImageOutcome outcome = some_outcome();
    const std::string bytes = encode(outcome);
    for (const std::size_t at :
         {std::size_t{8}, 8 + 4 + outcome.input.size(), warning_count_at(outcome)}) {
        for (const auto& huge : {"\xff\xff\xff\xff"s, "\0\0\0\x80"s, "\0\0\0\x40"s}) {
            std::string broken = bytes;
            broken.replace(at, 4, huge);
            const auto result = decode_image_outcome(broken);
            REQUIRE_FALSE(result);
            CHECK(result.error().code == OutcomeClass::internal);
        }
    }
}

TEST_CASE("the field before the warnings is where this test believes it to be") {
    const ImageOutcome outcome = some_outcome();
    const std::string bytes = encode(outcome);
    CHECK(bytes.substr(warning_count_at(outcome), 8) == "\x03\0\0\0\x05\0\0\0"s);
}

TEST_CASE("numbers that name no class, stage or format are an error") {
    const ImageOutcome outcome = some_outcome();
    const std::string bytes = encode(outcome);
    const std::size_t class_at = 8 + 4 + outcome.input.size() + 4 + outcome.output.size();
    const std::size_t format_at = bytes.size() - (2 + 16 + 16 + 24 + 40);
    for (const std::size_t at : {class_at, class_at + 1, format_at, format_at + 1}) {
        std::string broken = bytes;
        broken.at(at) = '\xff';
        CHECK_FALSE(decode_image_outcome(broken));
        broken.at(at) = '\0';
        CHECK(decode_image_outcome(broken));
    }
}

TEST_CASE("random bytes, and good ones with a few changed, never crash") {
    std::mt19937 random(7);
    const std::string good_task = encode(some_task());
    const std::string good_outcome = encode(some_outcome());
    for (int i = 0; i < 20'000; ++i) {
        std::string noise(random() % 200, ' ');
        for (char& c : noise) {
            c = static_cast<char>(random());
        }
        std::string task = good_task;
        std::string outcome = good_outcome;
        for (unsigned changes = random() % 4; changes > 0; --changes) {
            task[random() % task.size()] = static_cast<char>(random());
            outcome[random() % outcome.size()] = static_cast<char>(random());
        }
        for (const std::string& bytes : {noise, task, outcome}) {
            // What is accepted must be what it says: it encodes to a form that decodes again.
            if (const auto read = decode_image_task(bytes)) {
                CHECK(decode_image_task(encode(*read)));
            }
            if (const auto read = decode_image_outcome(bytes)) {
                CHECK(encode(*read) == bytes);
            }
        }
    }
}

} // namespace imgbatch
