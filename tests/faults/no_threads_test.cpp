#include "exec/fakes.h"
#include "support/child.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <sys/resource.h>

using namespace imgbatch;

namespace {

/// Every task is answered by the one thread that there is. 0: so it was.
int run_without_threads() {
    constexpr uid_t nobody = 65534;
    const rlimit none{0, 0};
    // Root may have as many as it likes.
    if ((::geteuid() == 0 && ::setresuid(nobody, nobody, nobody) != 0) ||
        ::setrlimit(RLIMIT_NPROC, &none) != 0) {
        return 2;
    }
    ExecutorOptions options;
    options.kind = ExecutorKind::tbb;
    options.jobs = 4;
    test::CountingSource source(100, 8);
    test::KeepingSink sink;
    const StopFlag stop = test::make_stop();
    const bool ended = make_executor(options)->run(source, test::echo, sink, stop).has_value();
    return ended && sink.count(OutcomeClass::ok) == 100 ? 0 : 1;
}

} // namespace

TEST_CASE("a system without threads to spare makes tbb slow, not stuck") {
    CHECK(test::in_child(run_without_threads) == 0);
}
