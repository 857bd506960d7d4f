#include "codec/codec.h"
#include "run/file_broker.h"
#include "run/image_worker.h"
#include "run/processor_pool.h"
#include "support/files_below.h"
#include "support/pictures.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace imgbatch {
namespace {

namespace fs = std::filesystem;
using test::files_below;
using test::TempDir;
using Files = std::map<std::string, std::string>;

ImageOptions small() {
    ImageOptions options;
    options.geometry.size = SizeSpec{20, 20, std::nullopt};
    return options;
}

std::string photo() {
    return test::encoded(test::make_picture(40, 30), ImageFormat::jpeg);
}

/// One image that a worker, who may be anybody, has been handed.
struct Case {
    TempDir dir;
    ImageTask image;
    Task task;
    FileBroker broker;
    Handed handed;

    explicit Case(const std::string& output = "out/a.jpg", bool late_fields = false,
                  const ImageOptions& options = small())
        : broker(options) {
        image.index = 7;
        image.input = dir.write("in/a.jpg", photo());
        image.output = dir / output;
        image.late_fields = late_fields;
        task = Task{7, 1, encode(image)};
        handed = broker.open(task);
    }

    void write(const std::string& bytes) const {
        REQUIRE(handed.descriptors.size() == 2);
        REQUIRE(::write(handed.descriptors[1], bytes.data(), bytes.size()) ==
                static_cast<ssize_t>(bytes.size()));
    }

    ImageOutcome settle(const std::string& answer) {
        const auto outcome = decode_image_outcome(broker.settle(task, answer));
        REQUIRE(outcome.has_value());
        CHECK(outcome->index == 7);
        CHECK(outcome->input == image.input);
        return *outcome;
    }

    ImageOutcome settle(const ImageOutcome& answer) { return settle(encode(answer)); }

    Files outputs() const { return fs::exists(dir / "out") ? files_below(dir / "out") : Files(); }

    /// What the input's folder holds, and that nothing else but outputs is there.
    void check_nothing_else() const {
        for (const auto& file : files_below(dir.path())) {
            const std::string& path = file.first;
            CHECK_MESSAGE((path == "in/a.jpg" || path.starts_with("out/")), path);
        }
    }
};

/// An honest answer to five bytes that were written.
ImageOutcome five_bytes() {
    ImageOutcome outcome;
    outcome.output_bytes = 5;
    outcome.input_size = {40, 30};
    outcome.output_size = {20, 15};
    return outcome;
}

} // namespace

TEST_CASE("what a worker wrote becomes the output when it says so, and is nowhere before") {
    Case one;
    CHECK(one.handed.note == "jpeg");
    one.write("bytes");
    for (const auto& [path, content] : one.outputs()) {
        CHECK(path.ends_with(".tmp"));
    }
    const auto outcome = one.settle(five_bytes());
    CHECK(outcome.outcome == OutcomeClass::ok);
    CHECK(outcome.output == one.dir / "out/a.jpg");
    CHECK(outcome.output_bytes == 5);
    CHECK(outcome.input_format == ImageFormat::jpeg);
    CHECK(outcome.output_format == ImageFormat::jpeg);
    CHECK(one.outputs() == Files{{"a.jpg", "bytes"}});
}

TEST_CASE("a name, a format or a position that a worker says is not believed") {
    Case one;
    one.write("bytes");
    ImageOutcome lie = five_bytes();
    lie.index = 3;
    lie.input = "/etc/passwd";
    lie.output = one.dir / "elsewhere.jpg";
    lie.input_format = ImageFormat::png;
    lie.output_format = ImageFormat::webp;
    lie.input_bytes = 1;
    lie.attempts = 99;
    lie.signal = 11;
    const auto outcome = one.settle(lie);
    CHECK(outcome.outcome == OutcomeClass::ok);
    CHECK(outcome.output == one.dir / "out/a.jpg");
    CHECK(outcome.input_format == ImageFormat::jpeg);
    CHECK(outcome.output_format == ImageFormat::jpeg);
    CHECK(outcome.input_bytes == photo().size());
    CHECK(outcome.signal == 0);
    CHECK(one.outputs() == Files{{"a.jpg", "bytes"}});
    one.check_nothing_else();
}

TEST_CASE("an answer that makes no sense costs its own image and leaves nothing") {
    const std::vector<std::string> answers = [] {
        std::vector<std::string> all{"", "garbage", std::string(1 << 21, 'x')};
        const std::string good = encode(five_bytes());
        for (std::size_t length = 1; length < good.size(); length += 7) {
            all.push_back(good.substr(0, length));
        }
        ImageOutcome lie = five_bytes();
        lie.message = std::string(2 << 20, 'm');
        all.push_back(encode(lie));
        lie = five_bytes();
        lie.output_bytes = 6;
        all.push_back(encode(lie));
        lie.output_bytes = std::numeric_limits<std::uint64_t>::max();
        all.push_back(encode(lie));
        lie = five_bytes();
        lie.output_size = {};
        all.push_back(encode(lie));
        for (const auto ending :
             {OutcomeClass::up_to_date, OutcomeClass::skipped_existing, OutcomeClass::collision,
              OutcomeClass::vanished, OutcomeClass::timeout, OutcomeClass::killed,
              OutcomeClass::crashed, OutcomeClass::cancelled, OutcomeClass::usage,
              OutcomeClass::no_input, OutcomeClass::copied, OutcomeClass::skipped_other}) {
            lie = five_bytes();
            lie.outcome = ending;
            all.push_back(encode(lie));
        }
        lie = five_bytes();
        lie.outcome = OutcomeClass::corrupt;
        lie.errno_value = -5;
        all.push_back(encode(lie));
        return all;
    }();
    for (std::size_t i = 0; i < answers.size(); ++i) {
        CAPTURE(i);
        Case one;
        one.write("bytes");
        const auto outcome = one.settle(answers[i]);
        CHECK(outcome.outcome == OutcomeClass::crashed);
        CHECK(outcome.stage == Stage::worker);
        CHECK_FALSE(fs::exists(one.dir / "out"));
        one.check_nothing_else();
    }
}

TEST_CASE("an output of which nothing was written is none") {
    Case one;
    ImageOutcome empty = five_bytes();
    empty.output_bytes = 0;
    CHECK(one.settle(empty).outcome == OutcomeClass::crashed);
    CHECK_FALSE(fs::exists(one.dir / "out"));
}

TEST_CASE("absurd numbers change nothing but digits of a name that asks for them") {
    Case one("out/{w}x{h}.jpg", true);
    one.write("bytes");
    ImageOutcome absurd = five_bytes();
    absurd.output_size = {0xFFFFFFFF, 0xFFFFFFFE};
    absurd.times.decode = std::numeric_limits<std::uint64_t>::max();
    absurd.times.commit = std::numeric_limits<std::uint64_t>::max();
    const auto outcome = one.settle(absurd);
    CHECK(outcome.output == one.dir / "out/4294967295x4294967294.jpg");
    CHECK(outcome.times.decode < 2'000'000'000'000'000);
    CHECK(outcome.times.commit < 2'000'000'000'000'000);
    CHECK(one.outputs() == Files{{"4294967295x4294967294.jpg", "bytes"}});
}

TEST_CASE("a worker cannot choose the name of another image's output by its numbers") {
    ImageOptions options = small();
    options.commit.overwrite = Overwrite::always;
    Case one("out/a{w}.jpg", true, options);
    one.write("bytes");
    CHECK(one.settle(five_bytes()).outcome == OutcomeClass::ok);

    ImageTask other = one.image;
    other.index = 8;
    other.output = one.dir / "out/a2{w}.jpg"; // with a width of 0 it would be "a20.jpg"
    const Task task{8, 1, encode(other)};
    const Handed handed = one.broker.open(task);
    REQUIRE(handed.descriptors.size() == 2);
    REQUIRE(::write(handed.descriptors[1], "wrong", 5) == 5);
    ImageOutcome lie = five_bytes();
    lie.output_size = {0, 15};
    const auto refused = decode_image_outcome(one.broker.settle(task, encode(lie)));
    REQUIRE(refused.has_value());
    CHECK(refused->outcome == OutcomeClass::crashed);

    other.output = one.dir / "out/a{w}.jpg";
    const Task again{8, 1, encode(other)};
    const Handed once_more = one.broker.open(again);
    REQUIRE(::write(once_more.descriptors.at(1), "wrong", 5) == 5);
    const auto collided = decode_image_outcome(one.broker.settle(again, encode(five_bytes())));
    REQUIRE(collided.has_value());
    CHECK(collided->outcome == OutcomeClass::collision);
    CHECK(one.outputs() == Files{{"a20.jpg", "bytes"}});
}

TEST_CASE("a hash in a name is that of what was written") {
    Case one("out/{hash}.jpg", true);
    one.write("bytes");
    const std::string first = one.settle(five_bytes()).output;
    Case two("out/{hash}.jpg", true);
    two.write("other");
    CHECK(fs::path(two.settle(five_bytes()).output).filename() != fs::path(first).filename());
    CHECK(one.outputs().begin()->second == "bytes");
}

TEST_CASE("a worker's word that the disk is full ends no run") {
    Case one;
    one.write("bytes");
    ImageOutcome full;
    full.outcome = OutcomeClass::write_error;
    full.stage = Stage::commit;
    full.message = "cannot write: No space left on device";
    full.errno_value = ENOSPC;
    const auto outcome = one.settle(full);
    CHECK(outcome.outcome == OutcomeClass::write_error);
    CHECK(outcome.errno_value == 0);
    CHECK_FALSE(fs::exists(one.dir / "out"));
}

TEST_CASE("an input that changed while a worker had it makes no output") {
    Case one;
    one.write("bytes");
    one.dir.write("in/a.jpg", photo() + "more");
    CHECK(one.settle(five_bytes()).outcome == OutcomeClass::changed);
    CHECK_FALSE(fs::exists(one.dir / "out"));
}

TEST_CASE("what is abandoned leaves nothing, and can be opened anew") {
    Case one;
    one.write("half of it");
    one.broker.abandon(one.task);
    CHECK_FALSE(fs::exists(one.dir / "out"));
    one.handed = one.broker.open(one.task);
    one.write("bytes");
    CHECK(one.settle(five_bytes()).outcome == OutcomeClass::ok);
    CHECK(one.outputs() == Files{{"a.jpg", "bytes"}});
}

TEST_CASE("temporaries go with their broker") {
    const TempDir dir;
    ImageTask image;
    image.input = dir.write("in/a.jpg", photo());
    image.output = dir / "out/a.jpg";
    {
        FileBroker broker(small());
        CHECK(broker.open(Task{1, 1, encode(image)}).descriptors.size() == 2);
    }
    CHECK(files_below(dir.path()).size() == 1);
}

TEST_CASE("what is no task is handed nothing and is not answered for") {
    FileBroker broker(small());
    const Task task{1, 1, "garbage"};
    CHECK(broker.open(task).descriptors.empty());
    CHECK(broker.settle(task, "x") == "x");
    broker.abandon(task);
}

#ifndef __SANITIZE_THREAD__

namespace {

/// What is told, by index.
struct Kept : ResultSink {
    void accept(TaskResult result) override { results[result.index] = std::move(result); }
    void worker_lost(pid_t, const Task*) override { ++lost; }
    std::map<std::uint64_t, TaskResult> results;
    int lost = 0;
};

struct OneBatch : BatchSource {
    Pulled next() override {
        return batch.tasks.empty() ? Pulled(NoMore{}) : Pulled(std::exchange(batch, {}));
    }
    Batch batch;
};

} // namespace

TEST_CASE("a module that is missed in a locked worker is loaded by the next, without blame") {
    if (!needs_loading(ImageFormat::avif)) {
        MESSAGE("skipped: the module is loaded in this process already");
        return;
    }
    const TempDir dir;
    ImageOptions images = small();
    images.encode.format = OutputFormat::avif;
    FileBroker broker(images);
    ProcessorPool processors(images);
    ExecutorOptions options;
    options.kind = ExecutorKind::process;
    options.jobs = 2;
    options.confinement.broker = &broker;
    const std::string log = dir.write("log", "");
    options.confinement.lock_in = [&](const std::vector<std::string>& needs) -> Expected<void> {
        std::ofstream(log, std::ios::app) << needs.size();
        for (const std::string& need : needs) {
            CHECK(need == "avif");
            [[maybe_unused]] const auto loaded = check_writable(ImageFormat::avif);
        }
        return {};
    };
    OneBatch source;
    for (std::uint64_t i = 0; i < 12; ++i) {
        ImageTask image;
        image.index = i;
        image.input = dir.write("in/" + std::to_string(i) + ".jpg", photo());
        image.output = dir / ("out/" + std::to_string(i) + ".avif");
        source.batch.tasks.push_back(Task{i, 1, encode(image)});
    }
    Kept sink;
    auto stop = StopFlag::create();
    REQUIRE(stop);
    const auto worker = make_image_worker(processors, options);
    REQUIRE(make_executor(options)->run(source, worker, sink, *stop).has_value());
    CHECK(sink.results.size() == 12);
    for (const auto& [index, result] : sink.results) {
        CHECK(result.attempts == 1);
        const auto outcome = decode_image_outcome(result.payload);
        REQUIRE(outcome.has_value());
        CHECK_MESSAGE(outcome->outcome == OutcomeClass::ok, outcome->message);
    }
    CHECK(sink.lost == 0);
    CHECK(files_below(dir / "out").size() == 12);
    // Two workers began with nothing; one at least gave back and was replaced.
    const std::string needs = test::read_file(log);
    CHECK(needs.starts_with("00"));
    CHECK(needs.find('1') != std::string::npos);
}

#endif

} // namespace imgbatch
