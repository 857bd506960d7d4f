#include "exec/worker_process.h"

#include "base/bytes.h"
#include "base/file_io.h"
#include "exec/run_task.h"
#include "wire/message.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <string>
#include <utility>

namespace imgbatch {
namespace {

/// From this size on a result may not fit into the pipe beside what is there already, and the
/// worker would sleep until its parent comes by.
constexpr std::size_t large_write = 4096;
constexpr std::size_t keep_capacity = 1U << 20;

/// The worker's voice: collects frames and writes them together.
class Outbox {
public:
    Outbox(int pipe, int bell) : pipe_(pipe), bell_(bell) {}

    template <class M>
    void add(const M& message) {
        append(waiting_, message);
    }

    enum class Ring { if_large, always };

    /// Writes all that was added. False: the parent is gone.
    bool send(Ring ring) {
        const bool large = waiting_.size() >= large_write;
        if (large) {
            ring_bell();
        }
        const bool written = write_all(pipe_, as_bytes(waiting_)).has_value();
        waiting_.clear();
        if (waiting_.capacity() > keep_capacity) {
            waiting_.shrink_to_fit();
        }
        if (ring == Ring::always) {
            ring_bell();
        }
        return written;
    }

private:
    void ring_bell() const {
        const std::uint64_t one = 1;
        // Fails only when it rings already.
        [[maybe_unused]] const auto written = ::write(bell_, &one, sizeof one);
    }

    int pipe_;
    int bell_;
    std::string waiting_;
};

class WorkerContext final : public TaskContext {
public:
    WorkerContext(Outbox& outbox, std::uint64_t batch, std::uint64_t index)
        : outbox_(outbox), batch_(batch), index_(index) {}

    void allow_time(std::chrono::milliseconds whole) override {
        outbox_.add(TimeMessage{batch_, index_, whole});
        outbox_.send(Outbox::Ring::if_large);
    }

private:
    Outbox& outbox_;
    std::uint64_t batch_;
    std::uint64_t index_;
};

/// Whether the parent has closed its end, even where batches are still in the pipe.
bool hung_up(int pipe) {
    pollfd watched{pipe, 0, 0};
    return ::poll(&watched, 1, 0) > 0;
}

/// An answer too long for a frame is the task's failure, not the stream's.
TaskResult fitting(TaskResult result) {
    if (result.payload.size() > max_wire_payload) {
        result.ending = OutcomeClass::memory;
        result.message = "the answer of " + std::to_string(result.payload.size()) +
                         " bytes is over the limit of " + std::to_string(max_wire_payload);
        result.payload = {};
    }
    return result;
}

/// False: stop serving.
bool serve_batch(const ChildEnds& ends, const BatchMessage& batch, const Worker& worker,
                 Outbox& outbox) {
    for (const Task& task : batch.tasks) {
        if (hung_up(ends.in.get())) {
            outbox.send(Outbox::Ring::always);
            return false;
        }
        outbox.add(BeginMessage{batch.batch, task.index});
        if (!outbox.send(Outbox::Ring::if_large)) {
            return false;
        }
        WorkerContext context(outbox, batch.batch, task.index);
        outbox.add(DoneMessage{batch.batch, fitting(run_task(worker, task, context))});
    }
    return outbox.send(Outbox::Ring::always);
}

} // namespace

void serve_tasks(const ChildEnds& ends, int bell, const Worker& worker) {
    Outbox outbox(ends.out.get(), bell);
    FrameReader reader;
    std::array<char, std::size_t{64} << 10> buffer; // NOLINT(*-member-init): filled by read()
    while (true) {
        auto frame = reader.next();
        if (!frame) {
            return;
        }
        if (*frame) {
            const auto message = decode_message(**frame);
            const auto* batch = message ? std::get_if<BatchMessage>(&*message) : nullptr;
            if (batch == nullptr || !serve_batch(ends, *batch, worker, outbox)) {
                return;
            }
            continue;
        }
        const ssize_t got = ::read(ends.in.get(), buffer.data(), buffer.size());
        if (got > 0) {
            reader.feed({buffer.data(), static_cast<std::size_t>(got)});
        } else if (got == 0 || errno != EINTR) {
            return;
        }
    }
}

} // namespace imgbatch
