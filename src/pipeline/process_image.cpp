#include <imgbatch/process_image.h>

#include "base/file_io.h"
#include "base/path.h"
#include "base/stopwatch.h"
#include "base/try.h"
#include "pipeline/fault_point.h"
#include "pipeline/input_file.h"
#include "pipeline/renderer.h"
#include "pipeline/target.h"
#include "scan/image_name.h"
#include "task/image_format.h"

#include <xxhash.h>

#include <new>

#include <sys/stat.h>

namespace imgbatch {
namespace {

/// JPEGs up to this size are read whole, so that reading has a time of its own. Windows cost larger
/// ones nothing: from 0.7 MB on the same CPU time was measured or up to 2 % less, and memory goes.
constexpr std::uint64_t max_whole_jpeg = std::uint64_t{1} << 20;

/// Whether another folder than the output's own, that of `input`, has a file of the output's name.
bool has_sibling(const std::string& input, const std::string& output) {
    struct stat status {};
    return path_parent(input) != path_parent(output) &&
           ::lstat(path_join(path_parent(input), path_name(output)).c_str(), &status) == 0;
}

} // namespace

/// One lane: a renderer, a writer and the buffer that files, or their heads, are read into.
class ImageProcessor::Impl {
public:
    explicit Impl(const ImageOptions& options) : renderer(options), writer(options.commit) {}

    Expected<void> run(const ImageTask& task, const HeaderHook& on_header, ImageOutcome& outcome);

    Renderer renderer;
    TargetWriter writer;
    FileBuffer input;

private:
    Expected<void> settle_target(const ImageTask& task, const struct stat& status,
                                 std::uint64_t hash, ImageOutcome& outcome) const;
};

/// Completes the output's name and checks whether it is to be written.
Expected<void> ImageProcessor::Impl::settle_target(const ImageTask& task, const struct stat& status,
                                                   std::uint64_t hash,
                                                   ImageOutcome& outcome) const {
    const bool in_place = renderer.options().commit.in_place;
    const Planned planned{task.output, task.late_fields, task.adapt_extension, in_place};
    const WrittenImage written{outcome.input_format, outcome.output_format, outcome.output_size,
                               hash};
    IMGBATCH_TRY(outcome.output, finish_output_path(planned, task.input, written));
    // "a.gif" turned out to hold a JPEG and wants the name "a.gif.jpg", which nobody has checked:
    // if the input's own folder has a file of that name, that file has the better claim.
    if (!task.late_fields && outcome.output != task.output &&
        has_sibling(task.input, outcome.output)) {
        return Error{OutcomeClass::collision, Stage::plan,
                     "the output name " + outcome.output + " belongs to another input", 0};
    }
    if (auto reason = writer.reason_to_leave(outcome.output, status)) {
        return *std::move(reason);
    }
    return {};
}

Expected<void> ImageProcessor::Impl::run(const ImageTask& task, const HeaderHook& on_header,
                                         ImageOutcome& outcome) {
    Stopwatch watch;
    IMGBATCH_TRY(auto file, open_regular(task.input));
    outcome.input_bytes = static_cast<std::uint64_t>(file.status.st_size);
    IMGBATCH_TRY(outcome.input_format, identify(file, task, input));
    // Before anybody asks whether its output exists: it has none.
    IMGBATCH_TRY(check_readable(outcome.input_format));
    outcome.output_format =
        output_format_for(outcome.input_format, renderer.options().encode.format);

    // Names without late fields are known now, before anything is read or decoded.
    if (!task.late_fields) {
        IMGBATCH_TRY(settle_target(task, file.status, 0, outcome));
    }
    const ReadLimits limits{renderer.options().decode.limit_input_bytes, max_whole_jpeg};
    IMGBATCH_TRY(const ByteSource source, open_source(file, outcome.input_format, limits, input));
    outcome.times.read = watch.lap_ns();

    auto rendered = renderer.render(source, [&](PixelSize size) {
        outcome.input_size = size; // also for an image that is going to fail
        if (on_header) {
            on_header(size);
        }
    });
    // Of a file that changed under the decoder no verdict counts.
    IMGBATCH_TRY(close_source(file, source));
    IMGBATCH_TRY(auto image, std::move(rendered));
    outcome.output_size = image.output_size;
    outcome.warnings = std::move(image.warnings);
    outcome.times.decode = image.times.decode;
    outcome.times.transform = image.times.transform;
    outcome.times.encode = image.times.encode;
    if (task.late_fields) {
        const std::uint64_t hash = XXH3_64bits(image.bytes.data(), image.bytes.size());
        IMGBATCH_TRY(settle_target(task, file.status, hash, outcome));
    }
    watch.lap_ns();
    IMGBATCH_TRY(at_fault_point(source, Stage::commit));
    IMGBATCH_TRY(writer.publish(outcome.output, image.bytes, file.status));
    outcome.times.commit = watch.lap_ns();
    outcome.output_bytes = image.bytes.size();
    return {};
}

ImageProcessor::ImageProcessor(const ImageOptions& options)
    : impl_(std::make_unique<Impl>(options)) {
}

ImageProcessor::ImageProcessor(ImageProcessor&&) noexcept = default;
ImageProcessor& ImageProcessor::operator=(ImageProcessor&&) noexcept = default;
ImageProcessor::~ImageProcessor() = default;

ImageOutcome ImageProcessor::process(const ImageTask& task, const HeaderHook& on_header) {
    ImageOutcome outcome;
    outcome.index = task.index;
    outcome.input = task.input;
    outcome.output = task.output;
    outcome.input_bytes = task.input_bytes;
    Expected<void> result;
    try {
        result = impl_->run(task, on_header, outcome);
    } catch (const std::bad_alloc&) {
        result = Error{OutcomeClass::memory, Stage::none, "not enough memory", 0};
    }
    impl_->input.clear();
    if (result) {
        outcome.outcome = outcome.warnings.empty() ? OutcomeClass::ok : OutcomeClass::ok_warned;
        return outcome;
    }
    Error error = std::move(result).error();
    outcome.outcome = outcome_class_of(error, task);
    outcome.stage = error.stage;
    outcome.message = std::move(error.message);
    outcome.errno_value = error.errno_value;
    outcome.output_size = {};
    return outcome;
}

Expected<EncodedImage> ImageProcessor::process(std::span<const std::byte> input,
                                               const HeaderHook& on_header) {
    try {
        return impl_->renderer.render(ByteSource(input), on_header);
    } catch (const std::bad_alloc&) {
        return Error{OutcomeClass::memory, Stage::none, "not enough memory", 0};
    }
}

} // namespace imgbatch
