#include "exec/executor_contract.h"

#include <doctest/doctest.h>

#include <atomic>

using namespace imgbatch;
using namespace imgbatch::test;

TEST_CASE("the tbb executor keeps the contract") {
    check_contract(ExecutorKind::tbb);
}

TEST_CASE("the tbb executor runs as many tasks at once as it has lanes, and no more") {
    const Deadline deadline(20s);
    for (const int lanes : {1, 3}) {
        std::atomic<int> now = 0;
        std::atomic<int> most = 0;
        // The first tasks wait for each other, however late the machine starts its threads.
        std::atomic<bool> all_met = false;
        const Worker worker = [&](const Task&, TaskContext&) {
            const int running = ++now;
            int seen = most;
            while (running > seen && !most.compare_exchange_weak(seen, running)) {
            }
            all_met = all_met || running == lanes;
            for (int i = 0; i < 5000 && !all_met; ++i) {
                sleep_for(1ms);
            }
            sleep_for(1ms);
            --now;
            return std::string();
        };
        ExecutorOptions options;
        options.kind = ExecutorKind::tbb;
        options.jobs = static_cast<unsigned>(lanes);
        CountingSource source(100, 10);
        KeepingSink sink;
        run_all(options, source, worker, sink);
        CHECK(most == lanes);
    }
}
