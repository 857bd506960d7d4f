#include "cli/program.h"
#include "record/record.h"
#include "support/fault_image.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <map>
#include <random>
#include <sstream>

#include <sys/prctl.h>
#include <sys/wait.h>

namespace imgbatch::test {
namespace {

/// How an image that carries an order shall end.
struct Fault {
    std::string order;
    OutcomeClass ending;
    int signal = 0;
    unsigned attempts = 2;
};

/// All kinds but those that cost a timeout.
std::vector<Fault> quick_faults() {
    return {
        {"segv", OutcomeClass::crashed, SIGSEGV},   {"abort", OutcomeClass::crashed, SIGABRT},
        {"bus", OutcomeClass::crashed, SIGBUS},     {"fpe", OutcomeClass::crashed, SIGFPE},
        {"ill", OutcomeClass::crashed, SIGILL},     {"kill", OutcomeClass::killed, SIGKILL},
        {"exit:0", OutcomeClass::crashed},          {"exit:3", OutcomeClass::crashed},
        {"garbage", OutcomeClass::crashed},         {"half", OutcomeClass::crashed, SIGSEGV},
        {"throw", OutcomeClass::crashed, 0, 1},     {"badalloc", OutcomeClass::memory, 0, 1},
        {"alloc:2M", OutcomeClass::ok, 0, 1},       {"leak:1M", OutcomeClass::ok, 0, 1},
        {"noise:1M", OutcomeClass::ok, 0, 1},       {"slow:20", OutcomeClass::ok, 0, 1},
        {"once:FLAG:segv", OutcomeClass::ok, 0, 2}, {"once:FLAG:exit:0", OutcomeClass::ok, 0, 2},
        {"once:FLAG:kill", OutcomeClass::ok, 0, 2},
    };
}

/// Those that end at the timeout, each attempt.
std::vector<Fault> slow_faults() {
    return {
        {"hang", OutcomeClass::timeout, SIGKILL},
        {"spin", OutcomeClass::timeout, SIGKILL},
        {"stop", OutcomeClass::timeout, SIGKILL},
        {"close", OutcomeClass::crashed},
    };
}

struct Storm {
    std::uint32_t seed;
    unsigned images;
    std::string jobs;
    std::string batch;
};

/// 5 % of the images: in a large storm every kind, each slow one once; in a small one a slow one.
std::map<unsigned, Fault> plant(const Storm& storm) {
    std::mt19937 random(storm.seed);
    const auto quick = quick_faults();
    std::vector<Fault> faults = slow_faults();
    if (storm.images < 1000) {
        faults = {faults[storm.seed % faults.size()]};
    }
    while (faults.size() < storm.images / 20) {
        faults.push_back(quick[faults.size() % quick.size()]);
    }
    std::map<unsigned, Fault> planted;
    for (const Fault& fault : faults) {
        while (!planted.emplace(random() % storm.images, fault).second) {
        }
    }
    return planted;
}

std::string name_of(unsigned image) {
    return std::to_string(image) + ".png";
}

void write_images(const TempDir& dir, const Storm& storm, const std::map<unsigned, Fault>& faults) {
    constexpr std::array stages{Stage::probe, Stage::decode, Stage::transform, Stage::encode,
                                Stage::commit};
    const std::string picture = encoded(make_picture(24, 16), ImageFormat::png);
    for (unsigned i = 0; i < storm.images; ++i) {
        const auto fault = faults.find(i);
        if (fault == faults.end()) {
            dir.write("photos/" + name_of(i), picture);
            continue;
        }
        std::string order = fault->second.order;
        if (const auto flag = order.find("FLAG"); flag != std::string::npos) {
            // Where workers may write.
            order.replace(flag, 4, dir / ("out/.imgbatch/flag" + std::to_string(i)));
        }
        dir.write("photos/" + name_of(i), with_fault(picture, stages[i % stages.size()], order));
    }
}

std::map<std::string, ImageOutcome> records_of(const CommandResult& result) {
    std::map<std::string, ImageOutcome> records;
    std::istringstream lines(result.out);
    for (std::string line; std::getline(lines, line);) {
        const auto record = parse_record(line);
        REQUIRE_MESSAGE(record.has_value(), line);
        if (record->type == RecordType::image) {
            CHECK_MESSAGE(records.emplace(record->image.input, record->image).second,
                          record->image.input, " is told twice");
        }
    }
    return records;
}

void check_record(const ImageOutcome& record, const std::map<unsigned, Fault>& faults,
                  unsigned image) {
    const auto fault = faults.find(image);
    const Fault expected =
        fault == faults.end() ? Fault{"none", OutcomeClass::ok, 0, 1} : fault->second;
    CAPTURE(image);
    CAPTURE(expected.order);
    CAPTURE(record.message);
    CHECK(to_word(record.outcome) == to_word(expected.ending));
    CHECK(record.attempts == expected.attempts);
    CHECK(record.signal == expected.signal);
}

void run_storm(const Storm& storm) {
    CAPTURE(storm.seed);
    CAPTURE(storm.jobs);
    CAPTURE(storm.batch);
    // Whoever outlives the program becomes our child.
    REQUIRE(::prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
    const TempDir dir;
    const auto faults = plant(storm);
    write_images(dir, storm, faults);
    CommandSetup setup;
    setup.folder = dir.path();
    setup.deadline = std::chrono::seconds(120);
    const auto result = run_command(
        program_words({"resize", "photos", "--size", "8", "-o", "out", "--executor", "process",
                       "--timeout", "1.5", "--json", "-j", storm.jobs, "--batch", storm.batch}),
        setup);
    REQUIRE_FALSE(result.timed_out);
    CHECK(result.exit_code == 1);
    CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);

    const auto records = records_of(result);
    CHECK(records.size() == storm.images);
    const auto outputs = files_below(dir / "out");
    unsigned sound = 0;
    while (faults.contains(sound)) {
        ++sound;
    }
    const std::string& right = outputs.at(name_of(sound));
    for (unsigned i = 0; i < storm.images; ++i) {
        const auto record = records.find("photos/" + name_of(i));
        REQUIRE_MESSAGE(record != records.end(), i);
        check_record(record->second, faults, i);
        const auto output = outputs.find(name_of(i));
        const bool done = record->second.outcome == OutcomeClass::ok;
        CHECK((output != outputs.end()) == done);
        CHECK((!done || output->second == right));
    }
    CHECK_FALSE(has_temporaries(dir / "out"));
}

/// The first seed of a long run, and how many; one without it.
std::uint32_t number_from(const char* name, std::uint32_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : static_cast<std::uint32_t>(std::atoi(text));
}

} // namespace

TEST_CASE("in a storm of faults exactly the guilty images fail, each for its reason") {
    const std::uint32_t first = number_from("IMGBATCH_STORM_SEED", 1);
    const std::uint32_t count = number_from("IMGBATCH_STORM_COUNT", 1);
    for (std::uint32_t seed = first; seed < first + count; ++seed) {
        run_storm({seed, 2000, "2", "auto"});
    }
}

TEST_CASE("the guilty are found whatever the size of batches and the number of workers") {
    run_storm({11, 400, "1", "1"});
    run_storm({12, 400, "3", "7"});
    run_storm({13, 400, "2", "200"});
}

} // namespace imgbatch::test
