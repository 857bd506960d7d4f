#include "cli/stream_job.h"

#include "base/atomic_file.h"
#include "base/file_io.h"
#include "base/path.h"
#include "base/try.h"
#include "cli/signals.h"
#include "task/image_format.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

namespace imgbatch::cli {
namespace {

Error usage(std::string message) {
    return Error{OutcomeClass::usage, Stage::none, std::move(message), 0};
}

bool to_stdout(const OutputOptions& output) {
    return !output.output || *output.output == "-";
}

Expected<void> check(const RunOptions& options) {
    if (options.input.paths.size() != 1 || options.input.files_from) {
        return usage("- reads one image from stdin and goes with no other input");
    }
    if (options.output.in_place) {
        return usage("--in-place has nothing to replace when the image comes from stdin");
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
    OutputFormat& wanted = options.image.encode.format;
    switch (format_from_extension(path_extension(*options.output.output))) {
    case ImageFormat::jpeg:
        wanted = wanted == OutputFormat::same ? OutputFormat::jpeg : wanted;
        return {};
    case ImageFormat::png:
        wanted = wanted == OutputFormat::same ? OutputFormat::png : wanted;
        return {};
    case ImageFormat::webp:
        wanted = wanted == OutputFormat::same ? OutputFormat::webp : wanted;
        return {};
    default:
        return usage("with - as input, -o names a file that ends in .jpg, .png or .webp");
    }
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
            return Error{OutcomeClass::limit, Stage::read,
                         "stdin holds more than " + std::to_string(max_bytes) + " bytes", 0};
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
    settings.mode = 0644;
    settings.fsync = options.image.commit.fsync;
    return file.commit(settings);
}

} // namespace

Expected<ExitCode> run_stream_job(const RunOptions& typed, const TellOptions& tell) {
    (void)tell;
    RunOptions options = typed;
    IMGBATCH_TRY(check(options));
    IMGBATCH_TRY(adopt_format(options));
    IMGBATCH_TRY(const Bytes input, read_stdin(options.image.decode.limit_input_bytes));
    ImageProcessor processor(options.image);
    IMGBATCH_TRY(const auto image, processor.process(input));
    IMGBATCH_TRY(write_result(options, image.bytes));
    return ExitCode::done;
}

} // namespace imgbatch::cli
