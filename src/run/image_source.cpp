#include "run/image_source.h"

#include "base/path.h"
#include "base/stopwatch.h"
#include "scan/collisions.h"
#include "scan/output_template.h"
#include "task/image_format.h"

#include <cstdlib>
#include <memory>
#include <utility>

#include <sys/stat.h>

namespace imgbatch {
namespace {

/// What opening, probing and writing costs beside the bytes, in bytes' worth of work: measured on
/// small JPEGs, and what keeps a thousand tiny files from counting as nothing.
constexpr std::uint64_t fixed_cost = 16 * 1024;

// A slice of scanning: long enough to keep the totals ahead of the work, short enough to be no
// wait.
constexpr unsigned slice_entries = 1024;
constexpr std::uint64_t slice_ns = 3'000'000;
constexpr std::uint64_t max_search_ns = 30'000'000;
// Beyond this many waiting tasks the scan pauses: memory stays flat, and largest-first has plenty
// to choose from.
constexpr std::size_t max_waiting = 200'000;

Task to_task(const ImageTask& image) {
    return {image.index, image.input_bytes + fixed_cost, encode(image)};
}

} // namespace

Pulled StreamedSource::next() {
    const Stopwatch watch;
    do {
        if (scan_ != Scan::ended && batcher_.waiting() < max_waiting) {
            scan_slice();
        }
        if (auto batch = batcher_.take()) {
            recorder_.expect(*batch);
            read_ahead_.announce(*batch);
            return *std::move(batch);
        }
        if (scan_ == Scan::ended) {
            return NoMore{};
        }
        // Slices without work (all was done before) must not keep the caller from its other duties.
    } while (scan_ == Scan::more && watch.elapsed_ns() < max_search_ns);
    return NotYet{scan_ == Scan::waits ? wait_fd_ : -1};
}

void StreamedSource::scan_slice() {
    const Stopwatch watch;
    scan_ = Scan::more;
    for (unsigned i = 0; i < slice_entries && watch.elapsed_ns() < slice_ns; ++i) {
        NextInput found = inputs_.next();
        if (auto* entry = std::get_if<Found>(&found)) {
            add(*entry);
        } else if (const auto* wait = std::get_if<NotYet>(&found)) {
            scan_ = Scan::waits;
            wait_fd_ = wait->fd;
            break;
        } else {
            scan_ = Scan::ended;
            batcher_.close();
            break;
        }
    }
    totals_.complete = scan_ == Scan::ended;
    recorder_.found(totals_);
}

void StreamedSource::add(const Found& found) {
    const Planned planned = namer_.plan(found);
    ImageTask task = to_image_task(found, planned, next_index_++);
    const Turn turn = earlier_ != nullptr ? earlier_->turn_of(task, planned.in_place) : Turn::work;
    if (turn == Turn::left_out) {
        recorder_.leave_out();
        return;
    }
    totals_.images += 1;
    totals_.bytes += found.bytes;
    if (found.error) {
        recorder_.tell(refused(task, *found.error));
    } else if (!claims_name(task)) {
        recorder_.tell(refused(task, taken_name_error("")));
    } else if (turn == Turn::done) {
        recorder_.tell_done(done_before(task));
    } else {
        batcher_.add(to_task(task));
    }
}

namespace {

/// The file that a link leads to: in place that one is meant, not its name.
std::string resolved(const std::string& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0 || !S_ISLNK(status.st_mode)) {
        return path;
    }
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr),
                                                           &std::free);
    return real ? std::string(real.get()) : path;
}

} // namespace

ImageTask to_image_task(const Found& found, const Planned& planned, std::uint64_t index) {
    ImageTask task;
    task.index = index;
    task.input = found.path;
    task.output = planned.in_place ? resolved(planned.path) : planned.path;
    task.named = found.named;
    task.late_fields = planned.late_fields;
    task.adapt_extension = planned.adapt_extension;
    task.input_bytes = found.bytes;
    return task;
}

ImageOutcome refused(const ImageTask& task, const Error& error) {
    ImageOutcome outcome;
    outcome.index = task.index;
    outcome.input = task.input;
    outcome.output = task.late_fields ? "" : task.output;
    outcome.outcome = error.code;
    outcome.stage = error.stage;
    outcome.message = error.message;
    outcome.errno_value = error.errno_value;
    return outcome;
}

/// Equal hashes mean equal bytes: such names are shared, not fought for. And what claims to be of a
/// format that cannot be written claims no name: if it is that, it fails; if it is something else,
/// that format's extension is appended.
bool StreamedSource::claims_name(const ImageTask& task) {
    const ImageFormat claimed = format_from_extension(path_extension(task.input));
    const bool shared = task.late_fields && has_hash_field(task.output);
    const bool cannot = claimed != ImageFormat::unknown && !is_output_format(claimed);
    return shared || cannot || claims_.claim(task.output);
}

ListedSource::ListedSource(const std::vector<ImageTask>& tasks, Recorder& recorder,
                           BatchLimits limits, unsigned lanes)
    : recorder_(recorder), batcher_(limits, lanes) {
    for (const ImageTask& task : tasks) {
        batcher_.add(to_task(task));
    }
    batcher_.close();
}

Pulled ListedSource::next() {
    auto batch = batcher_.take();
    if (!batch) {
        return NoMore{};
    }
    recorder_.expect(*batch);
    read_ahead_.announce(*batch);
    return *std::move(batch);
}

} // namespace imgbatch
