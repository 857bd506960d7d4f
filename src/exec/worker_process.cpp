#include "exec/worker_process.h"

#include "exec/run_task.h"
#include "exec/worker_context.h"
#include "exec/worker_growth.h"
#include "exec/worker_pipes.h"

#include <unistd.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace imgbatch {
namespace {

constexpr std::size_t longest_refusal = 4096;
/// A worker that has grown by more leaves between two batches: a fresh one costs 2 ms, memory that
/// leaks costs everyone.
constexpr std::uint64_t most_growth = std::uint64_t{300} << 20;

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

/// Closes what was the parent's and not meant for this process.
void close_all_but(std::vector<int> kept) {
    std::sort(kept.begin(), kept.end());
    unsigned first = STDERR_FILENO + 1;
    for (const int fd : kept) {
        if (fd < static_cast<int>(first)) {
            continue; // -1, or a standard stream
        }
        if (static_cast<unsigned>(fd) > first) {
            ::close_range(first, static_cast<unsigned>(fd) - 1, 0);
        }
        first = static_cast<unsigned>(fd) + 1;
    }
    ::close_range(first, ~0U, 0);
}

Expected<void> lock_in(const Confinement& confinement, const std::vector<std::string>& needs) {
    try {
        return confinement.lock_in(needs);
    } catch (const std::exception& error) {
        return Error{OutcomeClass::internal, Stage::worker,
                     std::string("a worker cannot be locked in: ") + error.what(), 0};
    }
}

/// Serves batch after batch.
class Server {
public:
    Server(const ChildEnds& ends, int bell, const ExecutorOptions& options, const Worker& worker)
        : rules_{options.max_memory > 0, options.confinement.lock_in != nullptr, ends.socket.get()},
          worker_(worker), outbox_(ends.out.get(), bell), inbox_(ends.in.get()) {}

    void refuse(Error error) {
        error.message.resize(std::min(error.message.size(), longest_refusal));
        outbox_.add(RefusedMessage{std::move(error)});
        outbox_.send(Outbox::Ring::always);
    }

    void serve() {
        for (bool stay = true; stay;) {
            const auto batch = inbox_.next_batch();
            stay = batch && serve_batch(*batch) && growth_.bytes() <= most_growth;
        }
    }

    /// What must stay open, besides what it was given.
    [[nodiscard]] int descriptor() const { return growth_.descriptor(); }

private:
    /// False: stop serving.
    bool serve_batch(const BatchMessage& batch) {
        for (const Task& task : batch.tasks) {
            if (inbox_.hung_up()) {
                outbox_.send(Outbox::Ring::always);
                return false;
            }
            outbox_.add(BeginMessage{batch.batch, task.index});
            if (!outbox_.send(Outbox::Ring::if_large)) {
                return false;
            }
            WorkerContext context(rules_, outbox_, inbox_, batch.batch, task.index);
            TaskResult result = run_task(worker_, task, context);
            if (!context.given_back().empty()) {
                outbox_.add(GiveBackMessage{batch.batch, task.index, context.given_back()});
                outbox_.send(Outbox::Ring::always);
                return false;
            }
            outbox_.add(DoneMessage{batch.batch, fitting(std::move(result))});
        }
        return outbox_.send(Outbox::Ring::always);
    }

    WorkerContext::Rules rules_;
    const Worker& worker_;
    Outbox outbox_;
    Inbox inbox_;
    WorkerGrowth growth_;
};

} // namespace

void serve_tasks(const ChildEnds& ends, int bell, const ExecutorOptions& options,
                 const std::vector<std::string>& needs, const Worker& worker) {
    Server server(ends, bell, options, worker);
    if (options.confinement.lock_in) {
        close_all_but(
            {ends.in.get(), ends.out.get(), ends.socket.get(), bell, server.descriptor()});
        if (auto locked = lock_in(options.confinement, needs); !locked) {
            server.refuse(std::move(locked).error());
            return;
        }
    }
    server.serve();
}

} // namespace imgbatch
