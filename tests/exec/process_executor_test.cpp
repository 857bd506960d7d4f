#include "exec/executor_contract.h"

#include <doctest/doctest.h>

using namespace imgbatch;
using namespace imgbatch::test;

TEST_CASE("the process executor keeps the contract") {
    check_contract(ExecutorKind::process);
}
