#include "cli/damaged_set.h"
#include "cli/program.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

using Files = std::map<std::string, std::string>;

/// One way to run the program over a list of images.
struct Way {
    std::vector<std::string> command;
    std::string executor = "sequential";
    std::string decoder = "own";
    int perturb = 0; ///< what glibc fills fresh and freed memory with; 0: nothing
};

/// Runs it on the images of `list`, damage let pass. Gives the outputs that begin with `set/`.
Files outputs_of(const TempDir& dir, const std::vector<std::string>& list, const Way& way) {
    std::string names;
    for (const std::string& name : list) {
        names += name + "\n";
    }
    std::vector<std::string> words{"env", "MALLOC_PERTURB_=" + std::to_string(way.perturb),
                                   IMGBATCH_PROGRAM};
    words.insert(words.end(), way.command.begin(), way.command.end());
    for (const char* word : {"--files-from", "-", "--fail-on", "none", "-f", "png", "-o", "out",
                             "--overwrite", "always", "-j", "2", "--quiet"}) {
        words.emplace_back(word);
    }
    words.insert(words.end(), {"--executor", way.executor, "--decoder", way.decoder});
    CommandSetup setup;
    setup.folder = dir.path();
    setup.input = names;
    std::filesystem::remove_all(dir / "out");
    const auto result = run_command(words, setup);
    CHECK_MESSAGE((result.exit_code == 0 || result.exit_code == 1), result.err);
    return files_below(dir / "out/set");
}

/// What differs, by name: a map of pictures would be no message.
std::string difference(const Files& a, const Files& b) {
    std::string names;
    for (const auto& [name, content] : a) {
        const auto found = b.find(name);
        if (found == b.end() || found->second != content) {
            names += name + " ";
        }
    }
    return names + (a.size() == b.size() ? "" : "(other files)");
}

/// Under numbered names: outputs of "a.png" and "a.webp" would have one.
std::vector<std::string> write_all(const TempDir& dir, const std::string& folder,
                                   const Files& files) {
    std::vector<std::string> names;
    for (const auto& [name, content] : files) {
        names.push_back(folder + "/" + std::to_string(names.size()) + "-" + name);
        dir.write(names.back(), content);
    }
    return names;
}

const std::vector<std::vector<std::string>> commands{{"convert"}, {"resize", "--size", "50x50"}};

} // namespace

TEST_CASE("no output holds memory that nobody has written, whatever is damaged") {
    const TempDir dir;
    const auto list = write_all(dir, "set", damaged_set(120));
    for (const auto& command : commands) {
        for (const char* executor : {"sequential", "process"}) {
            for (const char* decoder : {"own", "libjpeg-turbo"}) {
                CAPTURE(command.front());
                CAPTURE(executor);
                CAPTURE(decoder);
                const Files one = outputs_of(dir, list, {command, executor, decoder, 165});
                const Files other = outputs_of(dir, list, {command, executor, decoder, 90});
                CHECK(one.size() > list.size() / 3); // most are pictures still
                CHECK(difference(one, other) == "");
            }
        }
    }
}

TEST_CASE("no output holds anything of an image that was there before") {
    const TempDir dir;
    const auto list = write_all(dir, "set", damaged_set(120));
    // Each after another picture of any kind, in the opposite order.
    const Files others = sound_set(120, 77);
    std::vector<std::string> mixed;
    auto other = others.begin();
    for (std::size_t i = list.size(); i-- > 0;) {
        mixed.push_back("others/" + std::to_string(i) + other->first);
        dir.write(mixed.back(), other->second);
        mixed.push_back(list[i]);
        other = std::next(other) == others.end() ? others.begin() : std::next(other);
    }
    for (const auto& command : commands) {
        for (const char* decoder : {"own", "libjpeg-turbo"}) {
            CAPTURE(command.front());
            CAPTURE(decoder);
            const Files alone = outputs_of(dir, list, {command, "sequential", decoder, 0});
            for (const char* executor : {"sequential", "process", "tbb"}) {
                CAPTURE(executor);
                CHECK(difference(alone, outputs_of(dir, mixed, {command, executor, decoder, 0})) ==
                      "");
            }
        }
    }
}
