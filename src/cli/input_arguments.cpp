#include "cli/input_arguments.h"

namespace imgbatch::cli {

void add_input_options(CLI::App& app, InputOptions& input, ScanOptions& scan) {
    const char* group = "Input";
    app.add_option("paths", input.paths, "Image files and folders (walked recursively)")
        ->option_text("PATH");
    app.add_option("--files-from", input.files_from,
                   "Read paths from FILE, one per line; - is stdin")
        ->option_text("FILE")
        ->group(group);
    app.add_flag("-0,--null", input.null_separated, "Paths of --files-from end with NUL")
        ->group(group);
    app.add_option("--base", input.base, "Listed paths keep what lies below DIR in the output")
        ->option_text("DIR")
        ->group(group);
    app.add_option("-e,--extension", scan.extensions, "Only files with these extensions: jpg,png")
        ->delimiter(',')
        ->expected(1)
        ->take_all()
        ->option_text("EXT")
        ->group(group);
    app.add_option("-g,--glob", scan.globs, "Only files that match GLOB (may be repeated)")
        ->expected(1)
        ->take_all()
        ->option_text("GLOB")
        ->group(group);
    app.add_option("-E,--exclude", scan.excludes, "Leave out files and folders that match GLOB")
        ->expected(1)
        ->take_all()
        ->option_text("GLOB")
        ->group(group);
    app.add_flag("-H,--hidden", scan.hidden, "Include hidden files and folders")->group(group);
    app.add_flag("-L,--follow", scan.follow_symlinks, "Follow symbolic links")->group(group);
    app.add_option("-d,--max-depth", scan.max_depth, "Descend at most N levels; 1: no subfolders")
        ->check(CLI::Range(1U, 1'000'000U))
        ->option_text("N")
        ->group(group);
}

} // namespace imgbatch::cli
