#include <imgbatch/executor.h>

#include <doctest/doctest.h>

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

TEST_CASE("automatic becomes one that isolates and says which") {
    CHECK(to_word(ExecutorKind::automatic) == "auto");
    CHECK(made(ExecutorKind::automatic, 2)->name() == "process");
}
