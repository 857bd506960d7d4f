/// Feeds the own JPEG decoder with damaged files for as long as one likes, in several processes.
/// A run is told by its seed: job J of seed S tries the inputs J, J + jobs, J + 2 jobs, ... of it.

#include "codec/support/jpeg_fuzz.h"
#include "codec/support/jpeg_mutator.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/wait.h>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

struct Settings {
    std::uint64_t seconds = 60;
    std::uint64_t seed = 1;
    std::uint64_t jobs = 1;
    std::uint64_t first = 0;
    std::uint64_t count = std::numeric_limits<std::uint64_t>::max();
    std::string folder = "fuzz-jpeg";
    bool keep_damaged = false; ///< also files that are damaged where no sample depends on it
    std::vector<std::string> files;
};

constexpr const char* usage_text =
    "usage: imgbatch-fuzz-jpeg [--seconds N] [--seed N] [--jobs N] [--first N] [--count N]\n"
    "                          [--out FOLDER] [--keep-damaged]\n"
    "       imgbatch-fuzz-jpeg FILE...\n"
    "       imgbatch-fuzz-jpeg --write-seeds FOLDER\n";

std::uint64_t to_number(const std::string& text) {
    std::uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [at, failure] = std::from_chars(text.data(), end, value);
    if (failure != std::errc() || at != end) {
        throw std::invalid_argument("'" + text + "' is no number");
    }
    return value;
}

void write_bytes(const std::string& path, ByteView data) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(data.data()),
              static_cast<std::streamsize>(data.size()));
    if (!out.flush()) {
        throw std::runtime_error("cannot write " + path);
    }
}

void write_seeds(const std::string& folder) {
    std::filesystem::create_directories(folder);
    const auto seeds = make_jpeg_seeds();
    for (std::size_t i = 0; i < seeds.size(); ++i) {
        write_bytes(folder + "/seed-" + std::to_string(i) + ".jpg", seeds[i]);
    }
}

Settings parse(const std::vector<std::string>& words) {
    Settings settings;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        const auto next = [&] {
            return i + 1 < words.size() ? words[++i]
                                        : throw std::invalid_argument(word + " takes a value");
        };
        if (word == "--seconds") {
            settings.seconds = to_number(next());
        } else if (word == "--seed") {
            settings.seed = to_number(next());
        } else if (word == "--jobs") {
            settings.jobs = std::max<std::uint64_t>(1, to_number(next()));
        } else if (word == "--first") {
            settings.first = to_number(next());
        } else if (word == "--count") {
            settings.count = to_number(next());
        } else if (word == "--out") {
            settings.folder = next();
        } else if (word == "--keep-damaged") {
            settings.keep_damaged = true;
        } else if (word.starts_with("-")) {
            throw std::invalid_argument("what is " + word + "?");
        } else {
            settings.files.push_back(word);
        }
    }
    return settings;
}

/// Tries given files; whether all are right.
bool try_files(const std::vector<std::string>& files) {
    bool right = true;
    JpegFuzzStatistics statistics;
    for (const std::string& file : files) {
        std::ifstream in(file, std::ios::binary);
        const std::string text((std::istreambuf_iterator<char>(in)), {});
        const auto result = fuzz_plain_jpeg(as_bytes(text), statistics);
        const char* const verdict =
            result.damaged ? "damaged where no sample depends on it" : "right";
        std::printf("%s: %s\n", file.c_str(),
                    result.complaint.empty() ? verdict : result.complaint.c_str());
        right = right && result.complaint.empty();
    }
    std::printf("%s", to_text(statistics).c_str());
    return right;
}

/// One job; whether nothing was found. The input that is being tried lies in the folder, so that a
/// crash leaves it there.
bool run_job(const Settings& settings, std::uint64_t job) {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::seconds(settings.seconds);
    const auto seeds = make_jpeg_seeds();
    const std::string running = settings.folder + "/running-" + std::to_string(job) + ".jpg";
    JpegFuzzStatistics statistics;
    bool clean = true;
    for (std::uint64_t n = job; n < settings.count && Clock::now() < end; n += settings.jobs) {
        const std::uint64_t index = settings.first + n;
        const Bytes file = make_fuzz_input(seeds, settings.seed, index);
        write_bytes(running, file);
        const auto result = fuzz_plain_jpeg(file, statistics);
        const std::string name = std::to_string(settings.seed) + "-" + std::to_string(index);
        if (!result.complaint.empty()) {
            clean = false;
            write_bytes(settings.folder + "/wrong-" + name + ".jpg", file);
            std::printf("--seed %lu --first %lu --count 1: %s\n", settings.seed, index,
                        result.complaint.c_str());
        } else if (result.damaged && settings.keep_damaged) {
            write_bytes(settings.folder + "/damaged-" + name + ".jpg", file);
        }
    }
    std::filesystem::remove(running);
    std::printf("job %lu: %s", job, to_text(statistics).c_str());
    return clean;
}

/// Runs all jobs, each in a process of its own; whether none found anything.
bool run_jobs(const Settings& settings) {
    std::filesystem::create_directories(settings.folder);
    if (settings.jobs == 1) {
        return run_job(settings, 0);
    }
    std::vector<pid_t> children;
    for (std::uint64_t job = 0; job < settings.jobs; ++job) {
        const pid_t child = ::fork();
        if (child < 0) {
            std::perror("fork");
            break;
        }
        if (child == 0) {
            const bool clean = run_job(settings, job);
            std::fflush(stdout);
            ::_exit(clean ? 0 : 1);
        }
        children.push_back(child);
    }
    bool clean = children.size() == settings.jobs;
    for (const pid_t child : children) {
        int status = 0;
        clean = ::waitpid(child, &status, 0) == child && status == 0 && clean;
    }
    return clean;
}

} // namespace

int main(int count, char** words) try {
    std::setvbuf(stdout, nullptr, _IOLBF, 0); // what is found is told at once
    const std::vector<std::string> typed(words + 1, words + count);
    if (typed.size() == 2 && typed[0] == "--write-seeds") {
        write_seeds(typed[1]);
        return 0;
    }
    const Settings settings = parse(typed);
    const bool clean = settings.files.empty() ? run_jobs(settings) : try_files(settings.files);
    return clean ? 0 : 1;
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n%s", error.what(), usage_text);
    return 2;
}
