/// The built program, run as a user runs it, in a folder of the test's own.
#pragma once

#include "support/command.h"
#include "support/files_below.h"
#include "support/pictures.h"
#include "support/temp_dir.h"

#include <algorithm>
#include <string>
#include <vector>

namespace imgbatch::test {

inline std::vector<std::string> program_words(const std::vector<std::string>& arguments) {
    std::vector<std::string> words{IMGBATCH_PROGRAM};
    for (const std::string& argument : arguments) {
        words.push_back(argument);
    }
    return words;
}

/// `imgbatch ARGUMENTS` in `dir`, with `input` on stdin.
inline CommandResult imgbatch_in(const TempDir& dir, const std::vector<std::string>& arguments,
                                 const std::string& input = "") {
    CommandSetup setup;
    setup.folder = dir.path();
    setup.input = input;
    return run_command(program_words(arguments), setup);
}

inline bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Whether a temporary of ours is left below `folder`.
inline bool has_temporaries(const std::string& folder) {
    const auto files = files_below(folder);
    return std::any_of(files.begin(), files.end(),
                       [](const auto& file) { return file.first.ends_with(".tmp"); });
}

inline void write_jpeg(const TempDir& dir, const std::string& name, int width, int height) {
    dir.write(name, encoded(make_picture(width, height), ImageFormat::jpeg));
}

} // namespace imgbatch::test
