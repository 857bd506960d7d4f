#include "exec/tbb_executor.h"

#include "exec/memory_gate.h"
#include "exec/run_task.h"
#include "exec/thread_watch.h"
#include "exec/wait_readable.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <cassert>
#include <deque>
#include <iterator>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace imgbatch {
namespace {

namespace tbb = oneapi::tbb;

/// What travels through the pipeline, in one of a fixed number of places.
struct Token {
    Task task;
    TaskResult result;
    std::atomic<bool> ready{false};

    void publish() { ready.store(true, std::memory_order_release); }
    void receive() const { static_cast<void>(ready.load(std::memory_order_acquire)); }
};

/// All tokens of a run, and those of them that are free. From any thread.
class TokenPool {
public:
    explicit TokenPool(std::size_t size) : tokens_(size) {
        for (Token& token : tokens_) {
            free_.push_back(&token);
        }
    }

    [[nodiscard]] std::size_t size() const { return tokens_.size(); }

    /// There is one as long as no more than size() travel.
    Token* take() {
        const std::scoped_lock lock(mutex_);
        assert(!free_.empty());
        Token* token = free_.back();
        free_.pop_back();
        return token;
    }

    void give_back(Token* token) {
        const std::scoped_lock lock(mutex_);
        free_.push_back(token);
    }

private:
    std::mutex mutex_;
    std::vector<Token> tokens_;
    std::vector<Token*> free_;
};

/// The serial source: batches in, single tasks out. Called by one thread at a time.
class TaskStream {
public:
    TaskStream(BatchSource& source, const StopFlag& stop) : source_(source), stop_(stop) {}

    /// Fills in the next task; false at the end. Blocks its thread while the source has nothing;
    /// the other lanes go on with what is in flight.
    bool next(Token& token) {
        if (waiting_.empty() && !refill()) {
            return false;
        }
        token.task = std::move(waiting_.front());
        waiting_.pop_front();
        return true;
    }

private:
    bool refill() {
        while (!stop_.requested() && !ended_) {
            Pulled pulled = source_.next();
            if (const auto* not_yet = std::get_if<NotYet>(&pulled)) {
                wait_readable(*not_yet, stop_);
            } else if (auto* batch = std::get_if<Batch>(&pulled)) {
                std::move(batch->tasks.begin(), batch->tasks.end(), std::back_inserter(waiting_));
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

/// What a task may ask for in a thread: memory.
class ThreadContext final : public TaskContext {
public:
    ThreadContext(MemoryGate& gate, std::uint64_t task) : gate_(gate), task_(task) {}
    ThreadContext(const ThreadContext&) = delete;
    ThreadContext& operator=(const ThreadContext&) = delete;
    ~ThreadContext() override {
        if (needed_) {
            gate_.leave(task_);
        }
    }

    void need_memory(std::uint64_t bytes) override {
        if (!needed_) {
            const auto asked = ThreadWatch::Clock::now();
            gate_.enter(task_, bytes);
            needed_ = true;
            waited_ = ThreadWatch::Clock::now() - asked;
        }
    }

    /// For memory.
    [[nodiscard]] ThreadWatch::Clock::duration waited() const { return waited_; }

private:
    MemoryGate& gate_;
    std::uint64_t task_;
    bool needed_ = false;
    ThreadWatch::Clock::duration waited_{};
};

/// The three filters, with one number of threads. TBB orders them by code that thread sanitizers do
/// not see; the two mutexes, never contended, and Token::ready say the same in ours. They cost some
/// 50 ns per task.
class Pipeline {
public:
    Pipeline(TaskStream& stream, const Worker& worker, ResultSink& sink, const StopFlag& stop,
             ThreadWatch& watch, MemoryGate& gate, unsigned lanes)
        : stream_(stream), worker_(worker), sink_(sink), stop_(stop), watch_(watch), gate_(gate),
          lanes_(lanes), tokens_(std::size_t{TbbExecutor::tokens_per_lane} * lanes) {}

    /// Ends with the stream, or where the watch wants more lanes; then all that was begun is told.
    void run() {
        using tbb::filter_mode;
        tbb::parallel_pipeline(
            tokens_.size(),
            tbb::make_filter<void, Token*>(
                filter_mode::serial_in_order,
                [this](tbb::flow_control& control) { return pull(control); }) &
                tbb::make_filter<Token*, Token*>(filter_mode::parallel,
                                                 [this](Token* token) { return work(token); }) &
                tbb::make_filter<Token*, void>(filter_mode::serial_out_of_order,
                                               [this](Token* token) { tell(token); }));
    }

    /// Whether the stream has.
    [[nodiscard]] bool ended() const { return ended_; }

private:
    Token* pull(tbb::flow_control& control) {
        const std::scoped_lock lock(source_mutex_);
        if (watch_.wanted() > lanes_) {
            control.stop();
            return nullptr;
        }
        Token* token = tokens_.take();
        if (!stream_.next(*token)) {
            tokens_.give_back(token);
            ended_ = true;
            control.stop();
            return nullptr;
        }
        token->publish();
        return token;
    }

    Token* work(Token* token) const {
        token->receive();
        // Its memory is free again before anything waits for the sink.
        token->result = result_of(token->task);
        token->publish();
        return token;
    }

    TaskResult result_of(const Task& task) const {
        ThreadContext context(gate_, task.index);
        const auto begin = ThreadWatch::Clock::now();
        TaskResult result =
            stop_.requested() ? cancelled_result(task.index, 0) : run_task(worker_, task, context);
        // Who waits for memory waits for the other lanes: more of them would not help.
        watch_.worked(static_cast<std::size_t>(tbb::this_task_arena::current_thread_index()),
                      begin + context.waited(), ThreadWatch::Clock::now());
        return result;
    }

    void tell(Token* token) {
        const std::scoped_lock lock(sink_mutex_);
        token->receive();
        TaskResult result = std::move(token->result);
        tokens_.give_back(token);
        sink_.accept(std::move(result));
    }

    TaskStream& stream_;
    const Worker& worker_;
    ResultSink& sink_;
    const StopFlag& stop_;
    ThreadWatch& watch_;
    MemoryGate& gate_;
    unsigned lanes_;
    TokenPool tokens_;
    bool ended_ = false;
    std::mutex source_mutex_;
    std::mutex sink_mutex_;
};

/// Ends TBB's threads when it goes, and waits for them: a later process executor must be able to
/// fork. Where the host program uses TBB too they stay; they are the host's then.
class LastThreadsEnd {
public:
    LastThreadsEnd() = default;
    LastThreadsEnd(const LastThreadsEnd&) = delete;
    LastThreadsEnd& operator=(const LastThreadsEnd&) = delete;
    ~LastThreadsEnd() { tbb::finalize(handle_, std::nothrow); }

private:
    tbb::task_scheduler_handle handle_{tbb::attach{}};
};

/// How many threads, up to `wanted`, can be had beside this one now. TBB waits at its end, for
/// ever, for threads that it could not start: it must not try.
unsigned threads_to_be_had(unsigned wanted) {
    std::mutex all_are_there;
    std::vector<std::thread> threads;
    {
        const std::scoped_lock lock(all_are_there);
        try {
            while (threads.size() < wanted) {
                threads.emplace_back([&] { const std::scoped_lock passed(all_are_there); });
            }
        } catch (const std::system_error&) {
            // Fewer, then: the system has no more.
        }
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    return static_cast<unsigned>(threads.size());
}

} // namespace

Expected<void> TbbExecutor::run(BatchSource& source, const Worker& worker, ResultSink& sink,
                                const StopFlag& stop) {
    TaskStream stream(source, stop);
    ThreadWatch watch(lanes_, extra_lanes_);
    MemoryGate gate(max_memory_, stop);
    for (bool ended = false; !ended;) {
        const unsigned lanes = watch.wanted();
        watch.start_over();
        Pipeline pipeline(stream, worker, sink, stop, watch, gate, lanes);
        {
            const LastThreadsEnd ends_before_the_pipeline;
            // An arena alone gets no more threads than there are cores; the scope is this pipeline.
            const tbb::global_control allow(tbb::global_control::max_allowed_parallelism,
                                            std::max(lanes, available_cpus()));
            tbb::task_arena arena(static_cast<int>(threads_to_be_had(lanes - 1) + 1));
            arena.execute([&] { pipeline.run(); });
        }
        ended = pipeline.ended();
    }
    return {};
}

} // namespace imgbatch
