#include "cli/limit_arguments.h"

#include "cli/arguments.h"

#include <limits>

namespace imgbatch::cli {
namespace {

constexpr const char* group = "Limits (what exceeds one is refused before it is decoded)";

template <class T>
void add_count(CLI::App& app, const std::string& name, T& target, const std::string& description) {
    // Half of them all: CLI11 takes -1 for the largest number.
    constexpr T most = std::numeric_limits<T>::max() / 2;
    app.add_option(name, target, description)
        ->check(CLI::Range(T{1}, most))
        ->option_text("N")
        ->group(group);
}

} // namespace

CLI::Option* add_bytes_option(CLI::App& app, const std::string& name, std::uint64_t& target,
                              const std::string& description) {
    const auto take = [&target, name](const std::string& typed) {
        const auto bytes = parse_bytes(typed);
        if (!bytes) {
            throw CLI::ValidationError(name, bytes.error().message);
        }
        target = *bytes;
    };
    return app.add_option_function<std::string>(name, take, description)->option_text("SIZE");
}

void add_limit_options(CLI::App& app, InputLimits& limits) {
    add_count(app, "--limit-pixels", limits.pixels, "Pixels of an image; default: 268402689");
    add_count(app, "--limit-side", limits.side, "Width and height; default: 1000000");
    add_bytes_option(app, "--limit-file", limits.file_bytes, "Bytes of a file; default: 2G")
        ->group(group);
    add_bytes_option(app, "--limit-metadata", limits.metadata_bytes,
                     "Bytes of a profile, of EXIF, or of a chunk of text; default: 16M")
        ->group(group);
    add_count(app, "--limit-frames", limits.frames,
              "Frames of an animation, of which the first is taken; default: 10000");
    add_count(app, "--limit-scans", limits.scans, "Scans of a JPEG; default: 500");
    add_count(app, "--limit-warnings", limits.warnings,
              "Flaws that --fail-on lets pass; default: 100");
}

} // namespace imgbatch::cli
