#include "exec/executor_contract.h"

#include <doctest/doctest.h>

using namespace imgbatch;
using namespace imgbatch::test;

TEST_CASE("the sequential executor keeps the contract") {
    check_contract(ExecutorKind::sequential);
}

TEST_CASE("the sequential executor tells results in the order of the source") {
    ExecutorOptions options;
    options.kind = ExecutorKind::sequential;
    CountingSource source(100, 7);
    KeepingSink sink;
    run_all(options, source, echo, sink);
    for (std::size_t i = 0; i < sink.results.size(); ++i) {
        CHECK(sink.results[i].index == i);
    }
}
