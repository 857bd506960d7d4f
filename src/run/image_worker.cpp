#include "run/image_worker.h"

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

} // namespace

Worker make_image_worker(ProcessorPool& processors, std::chrono::milliseconds timeout) {
    return [&processors, timeout](const Task& task, TaskContext& context) -> std::string {
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
        return encode(processor->process(*image, on_header));
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
