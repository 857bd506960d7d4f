#include "cli/job_arguments.h"

#include "base/try.h"
#include "cli/arguments.h"
#include "cli/input_arguments.h"
#include "cli/limit_arguments.h"
#include "image/size_spec.h"
#include "task/image_format.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace imgbatch::cli {
namespace {

/// Words and what they mean, in the order in which the help lists them.
template <class T>
using Words = std::vector<std::pair<std::string, T>>;

template <class T>
std::string joined(const Words<T>& words) {
    std::string list;
    for (const auto& [word, value] : words) {
        list += (list.empty() ? "" : "|") + word;
    }
    return list;
}

/// A choice among words; a wrong one is a usage error that lists them.
template <class T, class Target>
CLI::Option* add_choice(CLI::App& app, const std::string& name, Target& target,
                        const Words<T>& words, const std::string& description) {
    const auto choose = [&target, words, name](const std::string& typed) {
        for (const auto& [word, value] : words) {
            if (word == typed) {
                target = value;
                return;
            }
        }
        throw CLI::ValidationError(name, "'" + typed + "' is none of " + joined(words));
    };
    return app.add_option_function<std::string>(name, choose, description)
        ->option_text(joined(words));
}

/// In the group `group`: where other options say how a JPEG is decoded, if there are any.
void add_decoder_option(CLI::App& app, JobArguments& arguments, const char* group) {
    add_choice<JpegDecoder>(
        app, "--decoder", arguments.run.image.decode.jpeg_decoder,
        {{"own", JpegDecoder::own}, {"libjpeg-turbo", JpegDecoder::libjpeg_turbo}},
        "Who decodes JPEGs of the common kinds (libjpeg-turbo decodes all others); default: own")
        ->group(group);
}

void add_geometry_options(CLI::App& app, JobArguments& arguments) {
    const char* group = "Geometry";
    GeometryOptions& geometry = arguments.run.image.geometry;
    app.add_option("-s,--size", arguments.size,
                   "WxH (a box to fit into), W, Wx, xH or N%; with ! (fill), ^ (outside), "
                   "> (never enlarge) or < (only enlarge) behind it, in quotes")
        ->required()
        ->option_text("SIZE (required)")
        ->group(group);
    add_choice<Fit>(app, "--fit", arguments.fit,
                    {{"inside", Fit::inside},
                     {"cover", Fit::cover},
                     {"contain", Fit::contain},
                     {"fill", Fit::fill},
                     {"outside", Fit::outside}},
                    "How a WxH box is met; default: inside")
        ->group(group);
    app.add_flag("--enlarge", geometry.enlarge, "Let small images grow to the size")->group(group);
    add_choice<Gravity>(app, "--gravity", geometry.gravity,
                        {{"centre", Gravity::centre},
                         {"north", Gravity::north},
                         {"northeast", Gravity::north_east},
                         {"east", Gravity::east},
                         {"southeast", Gravity::south_east},
                         {"south", Gravity::south},
                         {"southwest", Gravity::south_west},
                         {"west", Gravity::west},
                         {"northwest", Gravity::north_west},
                         {"center", Gravity::centre}},
                        "Which part cover keeps, where contain puts the picture")
        ->group(group);
    add_choice<Filter>(app, "--filter", arguments.run.image.transform.filter,
                       {{"auto", Filter::automatic},
                        {"lanczos3", Filter::lanczos3},
                        {"lanczos2", Filter::lanczos2},
                        {"mitchell", Filter::mitchell},
                        {"catmull-rom", Filter::catmull_rom},
                        {"linear", Filter::linear},
                        {"area", Filter::area},
                        {"nearest", Filter::nearest}},
                       "Resampling filter; auto: lanczos3 down, catmull-rom up")
        ->group(group);
    app.add_flag("--fast", arguments.fast, "Let the JPEG decoder shrink further: less work, softer")
        ->group(group);
    app.add_flag("--exact", arguments.exact, "Decode every pixel before resizing")->group(group);
    add_decoder_option(app, arguments, group);
}

void add_encoding_options(CLI::App& app, JobArguments& arguments) {
    const char* group = "Encoding";
    EncodeOptions& encode = arguments.run.image.encode;
    add_choice<OutputFormat>(app, "-f,--format", encode.format,
                             {{"same", OutputFormat::same},
                              {"jpeg", OutputFormat::jpeg},
                              {"jpg", OutputFormat::jpeg},
                              {"png", OutputFormat::png},
                              {"webp", OutputFormat::webp},
                              {"avif", OutputFormat::avif}},
                             "Output format; default: same as the input")
        ->group(group);
    app.add_option("-q,--quality", arguments.quality,
                   "1 to 100 for all formats, or jpeg=82,webp=80,avif=50 (the defaults)")
        ->option_text("N")
        ->group(group);
    add_choice<Chroma>(app, "--chroma", encode.chroma,
                       {{"auto", Chroma::automatic},
                        {"4:2:0", Chroma::yuv420},
                        {"4:2:2", Chroma::yuv422},
                        {"4:4:4", Chroma::yuv444}},
                       "Chroma of JPEG and AVIF; auto: 4:2:0 below quality 90")
        ->group(group);
    app.add_flag("--progressive", encode.progressive, "Progressive JPEG")->group(group);
    app.add_flag("--lossless", encode.lossless, "Lossless WebP and AVIF")->group(group);
    app.add_option("--effort", encode.effort, "0 (fast) to 9 (small); default: each format's own")
        ->check(CLI::Range(0, 9))
        ->option_text("0..9")
        ->option_text("N")
        ->group(group);
}

void add_picture_options(CLI::App& app, JobArguments& arguments) {
    const char* group = "Colour and damage";
    ImageOptions& image = arguments.run.image;
    add_choice<ColorPolicy>(
        app, "--color", image.decode.color,
        {{"srgb", ColorPolicy::srgb}, {"keep", ColorPolicy::keep}},
        "Convert embedded profiles to sRGB (default), or keep pixels and profile")
        ->group(group);
    app.add_option(
           "--background", arguments.background,
           "Colour of padding, and under transparency in JPEG: '#rrggbb[aa]', white, black, "
           "transparent")
        ->option_text("COLOR")
        ->group(group);
    app.add_flag("--no-auto-orient", arguments.no_auto_orient,
                 "Leave pixels as stored instead of turning them upright")
        ->group(group);
    add_choice<FailOn>(app, "--fail-on", image.decode.fail_on,
                       {{"none", FailOn::none},
                        {"truncated", FailOn::truncated},
                        {"error", FailOn::error},
                        {"warning", FailOn::warning}},
                       "From which damage on an image fails; default: error")
        ->group(group);
}

void add_output_options(CLI::App& app, JobArguments& arguments) {
    const char* group = "Output";
    OutputOptions& output = arguments.run.output;
    CommitOptions& commit = arguments.run.image.commit;
    app.add_option("-o,--output", output.output,
                   "Folder, file (one input), or template with {dir} {name} {ext} {w} {h} "
                   "{hash}; default: beside the input, named after the size")
        ->option_text("OUT")
        ->group(group);
    app.add_flag("--in-place", output.in_place, "Replace the inputs themselves")->group(group);
    add_choice<Overwrite>(
        app, "--overwrite", commit.overwrite,
        {{"older", Overwrite::older}, {"always", Overwrite::always}, {"never", Overwrite::never}},
        "What existing outputs give way to; default: older (than the input)")
        ->group(group);
    add_choice<OnCollision>(
        app, "--on-collision", output.on_collision,
        {{"error", OnCollision::error},
         {"suffix", OnCollision::suffix},
         {"append-ext", OnCollision::append_extension},
         {"skip", OnCollision::skip}},
        "When two inputs claim one output name; default: error, before anything is written")
        ->group(group);
    app.add_flag("--keep-dates", commit.keep_dates, "Outputs get their input's modification time")
        ->group(group);
    app.add_flag("--fsync", commit.fsync, "Wait until each output is on the disk")->group(group);
    app.add_flag("--dry-run", arguments.tell.dry_run,
                 "Print the planned names, by names alone; write nothing")
        ->group(group);
}

void add_running_options(CLI::App& app, JobArguments& arguments) {
    const char* group = "Running";
    ExecutorOptions& executor = arguments.run.executor;
    add_choice<ExecutorKind>(
        app, "--executor", executor.kind,
        {{"auto", ExecutorKind::automatic},
         {"process", ExecutorKind::process},
         {"tbb", ExecutorKind::tbb},
         {"sequential", ExecutorKind::sequential}},
        "process: forked workers, a crash costs one image; tbb: threads; default: auto")
        ->group(group);
    app.add_option("-j,--jobs", executor.jobs, "Lanes; default: the CPUs this process may use")
        ->check(CLI::Range(1, 1024))
        ->option_text("N")
        ->group(group);
    app.add_option("--batch", arguments.batch, "Images per hand-over: auto or a number")
        ->option_text("auto|N")
        ->group(group);
    add_bytes_option(app, "--max-memory", executor.max_memory,
                     "Memory that large images in work may take together; one that needs more "
                     "than all of it runs alone; default: half of the machine's")
        ->group(group);
    app.add_option("--timeout", arguments.timeout_seconds,
                   "Seconds for one image, plus 2 per megapixel; 0: none; default: 60 (process)")
        ->check(CLI::Range(0.0, 1e6))
        ->option_text("S")
        ->group(group);
    app.add_option("--retries", executor.retries,
                   "How often an image whose worker died is tried again; default: 1 (process)")
        ->check(CLI::Range(0, 100))
        ->option_text("N")
        ->group(group);
    app.add_option("--grace", arguments.grace_seconds,
                   "Seconds that images begun may go on after Ctrl-C; default: 0.5 (process)")
        ->check(CLI::Range(0.0, 1e6))
        ->option_text("S")
        ->group(group);
    app.add_flag("--resume", arguments.resume,
                 "Go on where earlier runs into the same folder ended: leave what they have done")
        ->group(group);
    app.add_flag("--retry-failed", arguments.retry_failed,
                 "Only what has failed in the last run into the same folder that did it")
        ->group(group);
    add_choice<Sandbox>(
        app, "--sandbox", arguments.run.sandbox.level,
        {{"auto", Sandbox::automatic},
         {"on", Sandbox::on},
         {"strict", Sandbox::strict},
         {"off", Sandbox::off}},
        "What worker processes may do: on: read inputs, write outputs; strict: open "
        "nothing at all; default: auto (on where it works)")
        ->group(group);
}

void add_telling_options(CLI::App& app, TellOptions& tell) {
    const char* group = "Telling";
    app.add_flag("--json", tell.json, "One JSON record per output on stdout (docs/record.md)")
        ->group(group);
    app.add_flag("--print", tell.print, "Print each finished output's path on stdout")
        ->group(group);
    app.add_flag("--print0", tell.print_null, "The same, each ended by NUL")->group(group);
    app.add_flag("--quiet", tell.quiet, "Only errors on stderr")->group(group);
    app.add_flag("-v,--verbose", tell.verbose, "A line per image")->group(group);
}

Error usage(std::string message) {
    return Error{OutcomeClass::usage, Stage::none, std::move(message), 0};
}

Expected<BatchLimits> parse_batch(const std::string& text) {
    BatchLimits limits;
    if (text != "auto") {
        unsigned count = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
        if (failure != std::errc() || end != text.data() + text.size() || count == 0 ||
            count > 100'000) {
            return usage("--batch takes auto or a number from 1 to 100000, not '" + text + "'");
        }
        limits.fixed_tasks = count;
    }
    return limits;
}

std::chrono::milliseconds milliseconds(double seconds) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

std::string output_label(const RunOptions& options) {
    if (options.image.geometry.size) {
        return size_label(*options.image.geometry.size);
    }
    const std::string_view format = to_word(to_image_format(options.image.encode.format));
    return format.empty() ? "converted" : std::string(format);
}

Expected<void> check_together(const JobArguments& arguments) {
    const TellOptions& tell = arguments.tell;
    if (arguments.run.input.paths.empty() && !arguments.run.input.files_from) {
        return usage("no input: name files or folders, or use --files-from");
    }
    if (tell.json + tell.print + tell.print_null > 1) {
        return usage("--json, --print and --print0 all write to stdout: choose one");
    }
    if (std::isnan(arguments.timeout_seconds) || std::isnan(arguments.grace_seconds)) {
        return usage("--timeout and --grace take seconds");
    }
    if (arguments.resume && arguments.retry_failed) {
        return usage("--resume does all that is not done, --retry-failed only what has failed: "
                     "choose one");
    }
    if ((arguments.resume || arguments.retry_failed) && tell.dry_run) {
        return usage("--dry-run goes by names alone and cannot tell what is left to do; leave out "
                     "--resume and --retry-failed");
    }
    if (arguments.fast && arguments.exact) {
        return usage("--fast and --exact exclude each other");
    }
    if (arguments.run.input.null_separated && !arguments.run.input.files_from) {
        return usage("-0 says how --files-from separates paths; there is no --files-from");
    }
    return {};
}

} // namespace

void add_work_options(CLI::App& app, JobArguments& arguments, Resizes resizes) {
    add_input_options(app, arguments.run.input, arguments.run.scan);
    if (resizes == Resizes::yes) {
        add_geometry_options(app, arguments);
    }
    add_encoding_options(app, arguments);
    add_picture_options(app, arguments);
    if (resizes == Resizes::no) {
        add_decoder_option(app, arguments, "Colour and damage");
    }
    add_limit_options(app, arguments.run.image.decode.limits);
}

void add_job_options(CLI::App& app, JobArguments& arguments, Resizes resizes) {
    add_work_options(app, arguments, resizes);
    add_output_options(app, arguments);
    add_running_options(app, arguments);
    add_telling_options(app, arguments.tell);
}

Expected<RunOptions> to_run_options(const JobArguments& arguments) {
    IMGBATCH_TRY(check_together(arguments));
    RunOptions options = arguments.run;
    GeometryOptions& geometry = options.image.geometry;
    if (arguments.size) {
        IMGBATCH_TRY(parse_size(*arguments.size, geometry));
    }
    if (arguments.fit) {
        if (geometry.fit != Fit::inside && geometry.fit != *arguments.fit) {
            return usage("--fit contradicts the suffix of --size " + arguments.size.value_or(""));
        }
        geometry.fit = *arguments.fit;
    }
    geometry.auto_orient = !arguments.no_auto_orient;
    if (!arguments.quality.empty()) {
        IMGBATCH_TRY(parse_quality(arguments.quality, options.image.encode));
    }
    if (!arguments.background.empty()) {
        IMGBATCH_TRY(options.image.transform.background, parse_color(arguments.background));
    }
    if (arguments.fast || arguments.exact) {
        options.image.transform.shrink_margin =
            arguments.fast ? ShrinkMargin::one : ShrinkMargin::none;
    }
    IMGBATCH_TRY(options.batch, parse_batch(arguments.batch));
    options.executor.timeout = milliseconds(arguments.timeout_seconds);
    options.executor.grace = milliseconds(arguments.grace_seconds);
    options.resume = arguments.resume         ? Resume::unfinished
                     : arguments.retry_failed ? Resume::failed
                                              : Resume::no;
    if (options.executor.max_memory == 0) {
        options.executor.max_memory = available_memory() / 2;
    }
    options.image.commit.in_place = options.output.in_place;
    options.output.label = output_label(options);
    return options;
}

} // namespace imgbatch::cli
