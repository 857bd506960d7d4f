#include "exec/executor_contract.h"
#include "exec/leak_check.h"
#include "exec/process_faults.h"

#include <doctest/doctest.h>
#include <signal.h>

#include <map>
#include <random>
#include <string>
#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

struct Fault {
    std::string order;
    OutcomeClass ending;
};

const std::vector<Fault>& faults() {
    static const std::vector<Fault> all{
        {"segv", OutcomeClass::crashed},   {"abort", OutcomeClass::crashed},
        {"exit:0", OutcomeClass::crashed}, {"exit:3", OutcomeClass::crashed},
        {"kill", OutcomeClass::killed},    {"hang", OutcomeClass::timeout},
        {"stop", OutcomeClass::timeout},   {"garbage", OutcomeClass::crashed},
        {"half", OutcomeClass::crashed},   {"throw", OutcomeClass::crashed},
    };
    return all;
}

/// Five hundred tasks, 8 % of them bad in all ways in turn; noise in between.
std::map<std::uint64_t, Fault> plant(std::uint32_t seed) {
    std::mt19937 random(seed);
    std::map<std::uint64_t, Fault> planted;
    while (planted.size() < 40) {
        planted.emplace(random() % 500, faults()[planted.size() % faults().size()]);
    }
    return planted;
}

} // namespace

TEST_CASE("in a storm of faults exactly the guilty are found and everyone else is served") {
    const Deadline deadline(60s);
    const LeakCheck leaks;
    for (const std::uint32_t seed : {1U, 2U}) {
        const auto planted = plant(seed);
        CountingSource source(500, seed == 1 ? 16 : 64);
        source.payload = [&](std::uint64_t index) {
            const auto fault = planted.find(index);
            return fault != planted.end() ? fault->second.order : std::string("ok");
        };
        ExecutorOptions options;
        options.kind = ExecutorKind::process;
        options.jobs = 3;
        options.timeout = 200ms;
        KeepingSink sink;
        for (const TaskResult& result : run_all(options, source, misbehave, sink).results) {
            const auto fault = planted.find(result.index);
            CAPTURE(seed);
            CAPTURE(result.index);
            CAPTURE(result.message);
            if (fault == planted.end()) {
                CHECK(result.ending == OutcomeClass::ok);
                CHECK(result.attempts == 1);
            } else {
                CHECK(result.ending == fault->second.ending);
                CHECK(result.attempts == (fault->second.order == "throw" ? 1 : 2));
            }
        }
        // Two deaths for each of the guilty but those that only threw.
        CHECK(sink.lost.size() == 72);
    }
}
