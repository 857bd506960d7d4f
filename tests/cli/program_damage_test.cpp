#include "cli/damaged_set.h"
#include "cli/program.h"
#include "codec/support/png_maker.h"

#include <doctest/doctest.h>

#include <map>
#include <string>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

/// The value of a string field of a JSON line; empty if it has none.
std::string field(const std::string& line, const std::string& name) {
    const std::string key = "\"" + name + "\":\"";
    const auto begin = line.find(key);
    if (begin == std::string::npos) {
        return "";
    }
    return line.substr(begin + key.size(), line.find('"', begin + key.size()) - begin - key.size());
}

/// Input to class, as the records of a run with `level` tell.
std::map<std::string, std::string> classes(const TempDir& dir, const std::string& level,
                                           const std::string& executor,
                                           const std::string& decoder) {
    const auto result =
        imgbatch_in(dir, {"convert", "set", "-f", "webp", "-o", "out", "--json", "--fail-on", level,
                          "--executor", executor, "--decoder", decoder, "--on-collision",
                          "append-ext", "--overwrite", "always", "-j", "2"});
    std::map<std::string, std::string> found;
    std::size_t at = 0;
    while (at < result.out.size()) {
        const std::size_t end = result.out.find('\n', at);
        const std::string line = result.out.substr(at, end - at);
        if (field(line, "type") == "image") {
            const std::string input = field(line, "input");
            found[input.substr(input.rfind('/') + 1)] = field(line, "class");
            // Who lets damage pass is told of it.
            if (field(line, "class") == "ok-warned") {
                CHECK_MESSAGE(!contains(line, "\"warnings\":[]"), line);
                CHECK_MESSAGE(contains(line, "\"warnings\":[\""), line);
            }
        }
        at = end == std::string::npos ? result.out.size() : end + 1;
    }
    return found;
}

std::string flipped(std::string file, std::size_t at) {
    file[at] = static_cast<char>(file[at] ^ 1);
    return file;
}

/// One file per kind of damage that has a class of its own: name to content.
std::map<std::string, std::string> told_apart() {
    std::map<std::string, std::string> set;
    for (const auto& [name, file] : sound_set(200)) {
        const auto dot = name.find('.');
        set[name] = file;
        // Without its alpha, which comes first, a WebP has no picture yet.
        if (name != "clear.webp") {
            set[name.substr(0, dot) + "-part" + name.substr(dot)] =
                file.substr(0, file.size() * 3 / 4);
        }
        set[name.substr(0, dot) + "-end" + name.substr(dot)] = file.substr(0, file.size() - 1);
        if (name.ends_with(".png")) {
            const std::size_t data = file.find("IDAT") + 4;
            const std::size_t last = file.find("IEND") - 5; // of the CRC before
            set[name.substr(0, dot) + "-crc" + name.substr(dot)] = flipped(file, last);
            const std::size_t middle = data + (last - data) / 2;
            set[name.substr(0, dot) + "-data" + name.substr(dot)] = flipped(file, middle);
        }
    }
    return set;
}

std::string wanted(const std::string& name, const std::string& level) {
    const bool is_cut = contains(name, "-part") || contains(name, "-end");
    const bool is_corrupt = contains(name, "-crc") || contains(name, "-data");
    if (is_cut) {
        return level == "none" ? "ok-warned" : "truncated";
    }
    if (is_corrupt) {
        return level == "none" || level == "truncated" ? "ok-warned" : "corrupt";
    }
    return "ok";
}

} // namespace

TEST_CASE("what is cut is truncated, what is wrong is corrupt, at every level and in every mode") {
    const TempDir dir;
    const auto set = told_apart();
    for (const auto& [name, content] : set) {
        dir.write("set/" + name, content);
    }
    for (const char* level : {"none", "truncated", "error", "warning"}) {
        for (const char* executor : {"process", "tbb"}) {
            for (const char* decoder : {"own", "libjpeg-turbo"}) {
                CAPTURE(level);
                CAPTURE(executor);
                CAPTURE(decoder);
                const auto found = classes(dir, level, executor, decoder);
                CHECK(found.size() == set.size());
                for (const auto& each : found) {
                    CAPTURE(each.first);
                    CHECK(each.second == wanted(each.first, level));
                }
            }
        }
    }
}

TEST_CASE("any damage has the same class in every mode and by either decoder") {
    const TempDir dir;
    for (const auto& [name, content] : damaged_set(80)) {
        dir.write("set/" + name, content);
    }
    for (const char* level : {"none", "error"}) {
        CAPTURE(level);
        const auto one = classes(dir, level, "process", "own");
        CHECK(one == classes(dir, level, "tbb", "own"));
        CHECK(one == classes(dir, level, "sequential", "libjpeg-turbo"));
    }
}
