#include "run/image_worker.h"

#include "codec/codec.h"
#include "task/image_format.h"

#include <algorithm>
#include <chrono>
#include <limits>

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

/// What an image may have asked for and its lane still keeps, from one to the next, what that took,
/// which nobody has granted to it any more: all lanes together half of the memory at the most. For
/// photographs it is worth a tenth to a third of their time, in page faults; for larger ones it is
/// next to nothing.
std::uint64_t keeps_up_to(const ExecutorOptions& options) {
    constexpr std::uint64_t photograph = 128ULL << 20; // 40 megapixels of JPEG, 24 of PNG
    if (options.max_memory == 0) {
        return std::numeric_limits<std::uint64_t>::max();
    }
    const unsigned jobs = options.jobs > 0 ? options.jobs : available_cpus();
    const std::uint64_t lanes = jobs + options.extra_lanes.value_or(0);
    return std::min(photograph, options.max_memory / 2 / lanes);
}

/// What an image asks for once its header is read. Telling costs a system call: small pictures have
/// time and memory enough without.
void ask(TaskContext& context, const HeaderFacts& facts, std::chrono::milliseconds timeout) {
    if (timeout.count() > 0 && megapixels(facts.size) >= 1) {
        context.allow_time(time_for(facts.size, timeout));
    }
    if (facts.memory_bytes > free_memory_bytes) {
        context.need_memory(facts.memory_bytes);
    }
}

} // namespace

Worker make_image_worker(ProcessorPool& processors, const ExecutorOptions& options) {
    const auto timeout = options.timeout;
    const bool by_broker = options.confinement.broker != nullptr;
    const std::uint64_t most_kept = std::max(free_memory_bytes, keeps_up_to(options));
    return [&processors, timeout, by_broker, most_kept](const Task& task,
                                                        TaskContext& context) -> std::string {
        const auto image = decode_image_task(task.payload);
        if (!image) {
            return {}; // the recorder says that this is no answer
        }
        auto processor = processors.borrow();
        std::uint64_t memory = 0;
        const auto on_header = [&](const HeaderFacts& facts) {
            memory = facts.memory_bytes;
            ask(context, facts, timeout);
        };
        std::string answer = by_broker ? process_handed(*processor, *image, context, on_header)
                                       : encode(processor->process(*image, on_header));
        if (memory > most_kept) {
            processor->release_memory();
        }
        return answer;
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
