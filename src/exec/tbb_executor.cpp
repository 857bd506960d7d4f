#include "exec/tbb_executor.h"

#include "exec/run_task.h"
#include "exec/wait_readable.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <memory>
#include <utility>

namespace imgbatch {
namespace {

namespace tbb = oneapi::tbb;

/// What travels through the pipeline. Filters hand over in TBB's own code, which no sanitizer
/// sees; `ready` states the order in ours.
struct Token {
    Task task;
    TaskResult result;
    std::atomic<bool> ready{false};

    void publish() { ready.store(true, std::memory_order_release); }
    void receive() { static_cast<void>(ready.load(std::memory_order_acquire)); }
};
using TokenPtr = std::shared_ptr<Token>;

/// The serial source: batches in, single tasks out. Called by one thread at a time.
class TaskStream {
public:
    TaskStream(BatchSource& source, const StopFlag& stop) : source_(source), stop_(stop) {}

    /// The next task; null at the end. Blocks its thread while the source has nothing; the other
    /// lanes go on with what is in flight.
    TokenPtr next() {
        if (waiting_.empty() && !refill()) {
            return nullptr;
        }
        auto token = std::make_shared<Token>();
        token->task = std::move(waiting_.front());
        waiting_.pop_front();
        return token;
    }

private:
    bool refill() {
        while (!stop_.requested() && !ended_) {
            Pulled pulled = source_.next();
            if (const auto* not_yet = std::get_if<NotYet>(&pulled)) {
                wait_readable(*not_yet, stop_);
            } else if (auto* batch = std::get_if<Batch>(&pulled)) {
                for (Task& task : batch->tasks) {
                    waiting_.push_back(std::move(task));
                }
                if (!waiting_.empty()) {
                    return true;
                }
            } else {
                ended_ = true;
            }
        }
        return false;
    }

    BatchSource& source_;
    const StopFlag& stop_;
    std::deque<Task> waiting_;
    bool ended_ = false;
};

void run_pipeline(TaskStream& stream, const Worker& worker, ResultSink& sink, const StopFlag& stop,
                  std::size_t tokens) {
    const auto pull = [&](tbb::flow_control& control) -> TokenPtr {
        TokenPtr token = stream.next();
        if (token == nullptr) {
            control.stop();
        } else {
            token->publish();
        }
        return token;
    };
    const auto work = [&](TokenPtr token) -> TokenPtr {
        token->receive();
        TaskContext context;
        token->result = stop.requested() ? cancelled_result(token->task.index, 0)
                                         : run_task(worker, token->task, context);
        token->publish();
        return token;
    };
    const auto tell = [&](const TokenPtr& token) {
        token->receive();
        sink.accept(std::move(token->result));
    };
    tbb::parallel_pipeline(
        tokens, tbb::make_filter<void, TokenPtr>(tbb::filter_mode::serial_in_order, pull) &
                    tbb::make_filter<TokenPtr, TokenPtr>(tbb::filter_mode::parallel, work) &
                    tbb::make_filter<TokenPtr, void>(tbb::filter_mode::serial_out_of_order, tell));
}

} // namespace

Expected<void> TbbExecutor::run(BatchSource& source, const Worker& worker, ResultSink& sink,
                                const StopFlag& stop) {
    // An arena alone gets no more threads than there are cores; the scope is this run.
    const tbb::global_control allow(tbb::global_control::max_allowed_parallelism,
                                    std::max(lanes_, available_cpus()));
    tbb::task_arena arena(static_cast<int>(lanes_));
    TaskStream stream(source, stop);
    arena.execute(
        [&] { run_pipeline(stream, worker, sink, stop, std::size_t{tokens_per_lane} * lanes_); });
    return {};
}

} // namespace imgbatch
