/// Writes a folder of sample photographs: imgbatch-samples OUTDIR [--count N] [--size small|large].
#include "sample_set.h"

#include <charconv>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace samples {
namespace {

constexpr const char* usage =
    "usage: imgbatch-samples OUTDIR [--count N] [--size small|large]\n"
    "\n"
    "Draws landscapes into OUTDIR, in many formats, and one broken file. The same\n"
    "options give the same bytes.\n"
    "\n"
    "  --count N            also N small JPEGs under OUTDIR/many (0 to 999999)\n"
    "  --size small|large   large (default): up to 4000x3000; small: a quarter of that\n";

struct Arguments {
    std::string folder;
    int count = 0;
    Scale scale = Scale::large;
};

/// nullopt for what is no use of the program.
std::optional<Arguments> parse(const std::vector<std::string_view>& words) {
    Arguments arguments;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i];
        const std::string_view value = i + 1 < words.size() ? words[i + 1] : std::string_view();
        if (word == "--count") {
            const auto [end, status] =
                std::from_chars(value.data(), value.data() + value.size(), arguments.count);
            if (status != std::errc() || end != value.data() + value.size() ||
                arguments.count < 0 || arguments.count > 999'999) {
                return std::nullopt;
            }
            ++i;
        } else if (word == "--size" && (value == "small" || value == "large")) {
            arguments.scale = value == "small" ? Scale::small : Scale::large;
            ++i;
        } else if (!word.starts_with('-') && arguments.folder.empty()) {
            arguments.folder = word;
        } else {
            return std::nullopt;
        }
    }
    return arguments.folder.empty() ? std::nullopt : std::optional(arguments);
}

void write_file(const std::string& folder, const Sample& sample) {
    const std::filesystem::path path = std::filesystem::path(folder) / sample.path;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(sample.bytes.data(), static_cast<std::streamsize>(sample.bytes.size()));
    out.close();
    if (!out) {
        throw std::runtime_error("cannot write " + path.string());
    }
    std::printf("%s: %s, %zu bytes\n", path.c_str(), sample.description.c_str(),
                sample.bytes.size());
}

int run(const std::vector<std::string_view>& words) {
    if (words.size() == 1 && (words[0] == "--help" || words[0] == "-h")) {
        std::fputs(usage, stdout);
        return 0;
    }
    const auto arguments = parse(words);
    if (!arguments) {
        std::fputs(usage, stderr);
        return 2;
    }
    const auto sink = [&](const Sample& sample) { write_file(arguments->folder, sample); };
    try {
        make_samples(arguments->scale, sink);
        make_many(arguments->count, sink);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "imgbatch-samples: %s\n", error.what());
        return 1;
    }
    return 0;
}

} // namespace
} // namespace samples

int main(int argc, char** argv) {
    return samples::run(std::vector<std::string_view>(argv + 1, argv + argc));
}
