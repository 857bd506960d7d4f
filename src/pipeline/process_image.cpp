#include <imgbatch/process_image.h>

#include "base/file_io.h"
#include "base/stopwatch.h"
#include "base/try.h"
#include "pipeline/fault_point.h"
#include "pipeline/file_access.h"
#include "pipeline/input_file.h"
#include "pipeline/renderer.h"

#include <malloc.h>

#include <new>

namespace imgbatch {
namespace {

/// JPEGs up to this size are read whole, so that reading has a time of its own. Windows cost larger
/// ones nothing: from 0.7 MB on the same CPU time was measured or up to 2 % less, and memory goes.
constexpr std::uint64_t max_whole_jpeg = std::uint64_t{1} << 20;

} // namespace

/// One lane: a renderer, its files and the buffer that files, or their heads, are read into.
class ImageProcessor::Impl {
public:
    explicit Impl(const ImageOptions& options) : renderer(options), by_name(options) {}

    ImageOutcome process(const ImageTask& task, FileAccess& files, const HeaderHook& on_header);

    Renderer renderer;
    DirectFiles by_name;
    FileBuffer input;

private:
    Expected<void> run(const ImageTask& task, FileAccess& files, const HeaderHook& on_header,
                       ImageOutcome& outcome);
};

Expected<void> ImageProcessor::Impl::run(const ImageTask& task, FileAccess& files,
                                         const HeaderHook& on_header, ImageOutcome& outcome) {
    Stopwatch watch;
    IMGBATCH_TRY(const auto file, files.open(task, input, outcome));
    const ReadLimits limits{renderer.options().decode.limits.file_bytes, max_whole_jpeg};
    IMGBATCH_TRY(const ByteSource source, open_source(file, outcome.input_format, limits, input));
    outcome.times.read = watch.lap_ns();

    auto rendered = renderer.render(source, [&](const HeaderFacts& facts) {
        outcome.input_size = facts.size; // also for an image that is going to fail
        if (on_header) {
            on_header(facts);
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
    watch.lap_ns();
    IMGBATCH_TRY(at_fault_point(source, Stage::commit));
    IMGBATCH_TRY(files.publish(task, file, image.bytes, outcome));
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

ImageOutcome ImageProcessor::Impl::process(const ImageTask& task, FileAccess& files,
                                           const HeaderHook& on_header) {
    ImageOutcome outcome = begun_outcome(task);
    Expected<void> result;
    try {
        result = run(task, files, on_header, outcome);
    } catch (const std::bad_alloc&) {
        result = Error{OutcomeClass::memory, Stage::none, "not enough memory", 0};
    }
    input.clear();
    conclude(outcome, task, std::move(result));
    return outcome;
}

void ImageProcessor::release_memory() {
    impl_->renderer.release_memory();
    impl_->input = FileBuffer();
    ::malloc_trim(0); // what was freed in small pieces would stay with this process
}

ImageOutcome ImageProcessor::process(const ImageTask& task, const HeaderHook& on_header) {
    return impl_->process(task, impl_->by_name, on_header);
}

ImageOutcome ImageProcessor::process(const ImageTask& task, const HandedFiles& files,
                                     const HeaderHook& on_header) {
    GivenFiles given(files, impl_->renderer.options().encode.format);
    return impl_->process(task, given, on_header);
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
