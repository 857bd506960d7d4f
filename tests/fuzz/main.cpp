/// All targets in one program, without a fuzzer: tries files again, writes seeds.

#include "fuzz/seeds.h"
#include "fuzz/targets.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

constexpr const char* usage_text = "usage: imgbatch-fuzz TARGET FILE...\n"
                                   "       imgbatch-fuzz --write-seeds FOLDER\n"
                                   "       imgbatch-fuzz --list\n";

void write_bytes(const std::string& path, ByteView data) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(data.data()),
              static_cast<std::streamsize>(data.size()));
    if (!out.flush()) {
        throw std::runtime_error("cannot write " + path);
    }
}

/// FOLDER/TARGET/seed-N for every target.
void write_seeds(const std::string& folder) {
    for (const FuzzTarget& target : fuzz_targets) {
        const std::string place = folder + "/" + std::string(target.name);
        std::filesystem::create_directories(place);
        auto seeds = make_fuzz_seeds(target.name);
        const auto known = fuzz_regressions(target.name);
        seeds.insert(seeds.end(), known.begin(), known.end());
        for (std::size_t i = 0; i < seeds.size(); ++i) {
            write_bytes(place + "/seed-" + std::to_string(i), seeds[i]);
        }
    }
}

void try_files(std::string_view name, const std::vector<std::string>& files) {
    const auto* const target = std::ranges::find(fuzz_targets, name, &FuzzTarget::name);
    if (target == fuzz_targets.end()) {
        throw std::invalid_argument("there is no target '" + std::string(name) + "'");
    }
    for (const std::string& file : files) {
        std::printf("%s\n", file.c_str());
        std::ifstream in(file, std::ios::binary);
        if (!in) {
            throw std::runtime_error("cannot read " + file);
        }
        const std::string text((std::istreambuf_iterator<char>(in)), {});
        target->run(as_bytes(text));
    }
}

} // namespace

int main(int count, char** words) try {
    std::setvbuf(stdout, nullptr, _IOLBF, 0); // the file that ends it is told before
    const std::vector<std::string> typed(words + 1, words + count);
    if (typed.size() == 1 && typed[0] == "--list") {
        for (const FuzzTarget& target : fuzz_targets) {
            std::printf("%s\n", std::string(target.name).c_str());
        }
    } else if (typed.size() == 2 && typed[0] == "--write-seeds") {
        write_seeds(typed[1]);
    } else if (typed.size() >= 2 && !typed[0].starts_with("-")) {
        try_files(typed[0], {typed.begin() + 1, typed.end()});
    } else {
        std::fprintf(stderr, "%s", usage_text);
        return 2;
    }
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "imgbatch-fuzz: %s\n", error.what());
    return 2;
}
