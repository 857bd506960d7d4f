/// The built program, run as a user runs it, in a folder of the test's own.
#pragma once

#include "support/command.h"
#include "support/files_below.h"
#include "support/pictures.h"
#include "support/temp_dir.h"

#include <string>
#include <vector>

namespace imgbatch::test {

inline std::vector<std::string> program_words(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), IMGBATCH_PROGRAM);
    return arguments;
}

/// `imgbatch ARGUMENTS` in `dir`, with `input` on stdin.
inline CommandResult imgbatch_in(const TempDir& dir, std::vector<std::string> arguments,
                                 const std::string& input = "") {
    CommandSetup setup;
    setup.folder = dir.path();
    setup.input = input;
    return run_command(program_words(std::move(arguments)), setup);
}

inline bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

inline void write_jpeg(const TempDir& dir, const std::string& name, int width, int height) {
    dir.write(name, encoded(make_picture(width, height), ImageFormat::jpeg));
}

} // namespace imgbatch::test
