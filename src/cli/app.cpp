#include "cli/app.h"

#include "cli/bench_command.h"
#include "cli/convert_command.h"
#include "cli/exit_code.h"
#include "cli/info_command.h"
#include "cli/resize_command.h"
#include "cli/version_text.h"
#include "record/terminal_text.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <iostream>
#include <new>
#include <vector>

namespace imgbatch::cli {
namespace {

constexpr const char* description =
    "Resizes and re-encodes images, many at once, without ever losing one.";

constexpr const char* examples = R"(
Examples:
  imgbatch resize ./photos --size 800x600          into photos-800x600/
  imgbatch resize ./photos --size 1600 -f webp -o web
  imgbatch resize a.jpg --size 50% -o small.jpg
  find . -name '*.png' -print0 | imgbatch resize -0 --files-from - --size 400 -o thumbs
  imgbatch convert ./scans -f webp -q 85
  imgbatch info ./photos --json
  imgbatch bench ./photos --size 800x600           which executor is the fastest here?

imgbatch COMMAND --help tells all options of a command.)";

/// CLI11 has a number for each kind of mistake; to the caller they are all usage.
int report(const CLI::App& app, const CLI::ParseError& error) {
    const int code = app.exit(error, std::cout, std::cerr);
    return code == 0 ? 0 : static_cast<int>(ExitCode::usage);
}

int parse_and_run(int argc, char** argv) {
    CLI::App app(description, "imgbatch");
    app.footer(examples);
    app.failure_message([](const CLI::App*, const CLI::Error& error) {
        return "imgbatch: " + terminal_text(error.what()) + // it quotes what was typed
               "\nimgbatch --help and imgbatch COMMAND --help tell what there is.\n";
    });
    bool version = false;
    bool verbose = false;
    app.add_flag("--version", version, "Print the version; with -v also what it is built from");
    app.add_flag("-v,--verbose", verbose, "With --version: libraries and what this machine offers");

    std::function<int()> command;
    const auto choose = [&command](std::function<int()> chosen) { command = std::move(chosen); };
    ResizeCommand resize(app, choose);
    ConvertCommand convert(app, choose);
    InfoCommand info(app, choose);
    BenchCommand bench(app, choose);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return report(app, error);
    }
    if (version) {
        std::cout << (verbose ? version_details() : version_line());
        return std::cout.flush() ? 0 : static_cast<int>(ExitCode::output_failed);
    }
    if (!command) {
        std::cerr << app.help();
        return static_cast<int>(ExitCode::usage);
    }
    return command();
}

} // namespace

int run_app(int argc, char** argv) {
    try {
        return parse_and_run(argc, argv);
    } catch (const std::bad_alloc&) {
        std::cerr << "imgbatch: not enough memory\n";
    } catch (const std::exception& error) {
        std::cerr << "imgbatch: internal error: " << error.what() << '\n';
    }
    return static_cast<int>(ExitCode::internal);
}

} // namespace imgbatch::cli
