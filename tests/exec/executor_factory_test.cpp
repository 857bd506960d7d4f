#include <imgbatch/executor.h>

#include "exec/fakes.h"
#include "exec/thread_count.h"

#include <doctest/doctest.h>

#include <future>
#include <thread>

using namespace imgbatch;

namespace {

std::unique_ptr<Executor> made(ExecutorKind kind, unsigned jobs) {
    ExecutorOptions options;
    options.kind = kind;
    options.jobs = jobs;
    return make_executor(options);
}

} // namespace

TEST_CASE("each kind makes the executor of its name with the lanes asked for") {
    for (const auto kind : {ExecutorKind::process, ExecutorKind::tbb}) {
        CHECK(made(kind, 3)->name() == to_word(kind));
        CHECK(made(kind, 3)->lanes() == 3);
        CHECK(made(kind, 0)->lanes() == available_cpus());
    }
    CHECK(made(ExecutorKind::sequential, 3)->name() == "sequential");
    CHECK(made(ExecutorKind::sequential, 3)->lanes() == 1);
}

TEST_CASE("automatic becomes process, which isolates, and says why") {
    CHECK(to_word(ExecutorKind::automatic) == "auto");
    // A sanitizer may have a thread of its own in every program.
    const bool alone = thread_count() == 1;
    const ExecutorChoice choice = choose_executor(ExecutorKind::automatic);
    CHECK(choice.kind == (alone ? ExecutorKind::process : ExecutorKind::tbb));
    CHECK_FALSE(choice.reason.empty());
    CHECK(made(ExecutorKind::automatic, 2)->name() == to_word(choice.kind));
}

TEST_CASE("automatic becomes tbb where threads run, for those forbid forking, and works there") {
    std::promise<void> over;
    std::thread other([&over] { over.get_future().wait(); });
    const ExecutorChoice choice = choose_executor(ExecutorKind::automatic);
    const auto executor = made(ExecutorKind::automatic, 2);
    CHECK(choice.kind == ExecutorKind::tbb);
    CHECK(choice.reason.find("threads") != std::string_view::npos);
    CHECK(executor->name() == "tbb");
    const auto stop = StopFlag::create();
    REQUIRE(stop);
    test::CountingSource source(10, 2);
    test::KeepingSink sink;
    CHECK(executor->run(
        source, [](const Task& task, TaskContext&) { return task.payload; }, sink, *stop));
    CHECK(source.pulled == 10);
    over.set_value();
    other.join();
}

TEST_CASE("a kind that was asked for stays, whatever runs, and needs no reason") {
    for (const auto kind : {ExecutorKind::process, ExecutorKind::tbb, ExecutorKind::sequential}) {
        CHECK(choose_executor(kind).kind == kind);
        CHECK(choose_executor(kind).reason.empty());
    }
}
