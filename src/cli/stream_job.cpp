#include "cli/stream_job.h"

#include "base/atomic_file.h"
#include "base/file_io.h"
#include "base/path.h"
#include "base/try.h"
#include "cli/signals.h"
#include "record/terminal_text.h"
#include "task/image_format.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <iostream>

namespace imgbatch::cli {
namespace {

Error usage(std::string message) {
    return Error{OutcomeClass::usage, Stage::none, std::move(message), 0};
}

bool to_stdout(const OutputOptions& output) {
    return !output.output || *output.output == "-";
}

/// Options that are about many files say so instead of being passed over.
Expected<void> check_telling(const RunOptions& options, const TellOptions& tell) {
    if (tell.json || tell.print || tell.print_null || tell.dry_run) {
        return usage("--json, --print, --print0 and --dry-run do not go with - as input");
    }
    if (options.output.output && options.output.output->find('{') != std::string::npos) {
        return usage("a template needs the input's name; with - as input, -o names a file");
    }
    return {};
}

Expected<void> check(const RunOptions& options) {
    if (options.input.paths.size() != 1 || options.input.files_from) {
        return usage("- reads one image from stdin and goes with no other input");
    }
    if (options.resume != Resume::no) {
        return usage("an image from stdin leaves no journal; leave out --resume and "
                     "--retry-failed");
    }
    if (options.output.in_place) {
        return usage("--in-place has nothing to replace when the image comes from stdin");
    }
    if (options.sandbox.level == Sandbox::on || options.sandbox.level == Sandbox::strict) {
        return usage("- is worked on by the program itself, which no sandbox locks in; name the "
                     "file instead, or leave out --sandbox");
    }
    if (to_stdout(options.output) && ::isatty(STDOUT_FILENO) == 1) {
        return usage("image bytes are not written to a terminal: use -o FILE, or redirect stdout");
    }
    return {};
}

/// Without -f the file's name says the format.
Expected<void> adopt_format(RunOptions& options) {
    if (to_stdout(options.output)) {
        return {};
    }
    const ImageFormat spelt = format_from_extension(path_extension(*options.output.output));
    const OutputFormat format = to_output_format(spelt);
    OutputFormat& wanted = options.image.encode.format;
    if (format == OutputFormat::same) {
        return usage("with - as input, -o names a file that ends in .jpg, .png, .webp or .avif");
    }
    if (wanted != OutputFormat::same && wanted != format) {
        return usage("-o says " + std::string(to_word(spelt)) + ", but -f says " +
                     std::string(to_word(to_image_format(wanted))));
    }
    wanted = format;
    return {};
}

Expected<Bytes> read_stdin(std::uint64_t max_bytes) {
    Bytes data;
    std::array<std::byte, 65536> chunk{};
    for (;;) {
        const ssize_t got = ::read(STDIN_FILENO, chunk.data(), chunk.size());
        if (got == 0) {
            return data;
        }
        if (got < 0) {
            if (errno == EINTR && SignalGuard::received() == 0) {
                continue;
            }
            return system_error(OutcomeClass::read_error, Stage::read, "cannot read stdin", errno);
        }
        data.insert(data.end(), chunk.begin(), chunk.begin() + got);
        if (data.size() > max_bytes) {
            return Error{
                OutcomeClass::limit, Stage::read,
                "stdin holds more than " + std::to_string(max_bytes) + " bytes (--limit-file)", 0};
        }
    }
}

Expected<void> write_result(const RunOptions& options, ByteView data) {
    if (to_stdout(options.output)) {
        auto written = write_all(STDOUT_FILENO, data);
        if (!written && written.error().errno_value == EPIPE) {
            die_of(SIGPIPE);
        }
        return written;
    }
    const std::string& target = *options.output.output;
    IMGBATCH_TRY(create_folders(path_parent(target)));
    IMGBATCH_TRY(auto file, AtomicFile::create(target));
    IMGBATCH_TRY(file.write(data));
    CommitSettings settings;
    settings.mode = 0666;
    settings.replace =
        options.image.commit.overwrite == Overwrite::never ? Replace::no : Replace::yes;
    settings.fsync = options.image.commit.fsync;
    return file.commit(settings);
}

} // namespace

Expected<ExitCode> run_stream_job(const RunOptions& typed, const TellOptions& tell) {
    RunOptions options = typed;
    IMGBATCH_TRY(check_telling(options, tell));
    IMGBATCH_TRY(check(options));
    IMGBATCH_TRY(adopt_format(options));
    IMGBATCH_TRY(const Bytes input, read_stdin(options.image.decode.limits.file_bytes));
    ImageProcessor processor(options.image);
    IMGBATCH_TRY(const auto image, processor.process(input));
    for (const std::string& warning : image.warnings) {
        if (!tell.quiet) {
            std::cerr << "imgbatch: -: warning: " << terminal_text(warning) << '\n';
        }
    }
    auto written = write_result(options, image.bytes);
    if (!written && written.error().code == OutcomeClass::skipped_existing) {
        return ExitCode::done;
    }
    IMGBATCH_TRY(std::move(written));
    return ExitCode::done;
}

} // namespace imgbatch::cli
