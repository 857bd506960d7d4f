#include "run/image_worker.h"

#include "codec/codec.h"
#include "task/image_format.h"

#include <chrono>

namespace imgbatch {
namespace {

std::uint64_t megapixels(PixelSize size) {
    return std::uint64_t{size.width} * size.height / 1'000'000;
}

/// How long an image of this size may take: large ones are slow, not stuck.
std::chrono::milliseconds time_for(PixelSize size, std::chrono::milliseconds base) {
    constexpr std::uint64_t ms_per_megapixel = 2000;
    return base + std::chrono::milliseconds(megapixels(size) * ms_per_megapixel);
}

/// Lanes per CPU that storage may call for: enough where reading takes seven times as long as the
/// work, and never so many that their pictures fill the memory.
constexpr unsigned extra_lanes_per_job = 7;

/// Works with what the broker has opened. What it answers where there is nothing to be done is the
/// broker's to say.
std::string process_handed(ImageProcessor& processor, const ImageTask& task, TaskContext& context,
                           const HeaderHook& on_header) {
    const Handed handed = context.fetch();
    if (handed.descriptors.empty()) {
        return {};
    }
    const bool must_load = needs_loading(format_from_extension(handed.note));
    if (must_load && context.give_back(handed.note)) {
        return {};
    }
    const int output = handed.descriptors.size() > 1 ? handed.descriptors[1] : -1;
    return encode(processor.process(task, {handed.descriptors[0], output}, on_header));
}

} // namespace

Worker make_image_worker(ProcessorPool& processors, const ExecutorOptions& options) {
    const auto timeout = options.timeout;
    const bool by_broker = options.confinement.broker != nullptr;
    return
        [&processors, timeout, by_broker](const Task& task, TaskContext& context) -> std::string {
            const auto image = decode_image_task(task.payload);
            if (!image) {
                return {}; // the recorder says that this is no answer
            }
            auto processor = processors.borrow();
            const auto on_header = [&](PixelSize size) {
                // Telling costs a system call: small pictures have time enough without.
                if (timeout.count() > 0 && megapixels(size) >= 1) {
                    context.allow_time(time_for(size, timeout));
                }
            };
            return by_broker ? process_handed(*processor, *image, context, on_header)
                             : encode(processor->process(*image, on_header));
        };
}

ExecutorOptions for_images(ExecutorOptions options) {
    if (!options.extra_lanes) {
        const unsigned jobs = options.jobs > 0 ? options.jobs : available_cpus();
        options.extra_lanes = extra_lanes_per_job * jobs;
    }
    return options;
}

} // namespace imgbatch
