#include "exec/executor_contract.h"
#include "exec/leak_check.h"
#include "exec/worker_growth.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstring>
#include <map>
#include <memory>
#include <string>

#include <sys/mman.h>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

/// Maps and touches `size` bytes; null where that fails.
void* take(std::size_t size) {
    void* memory =
        ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        return nullptr;
    }
    ::madvise(memory, size, MADV_HUGEPAGE); // many small pages would take long
    std::memset(memory, 1, size);
    return memory;
}

/// Leaks 110 MiB and answers who did.
std::string leak(const Task&, TaskContext&) {
    return take(110 * mebibyte) != nullptr ? std::to_string(::getpid()) : "no memory";
}

} // namespace

TEST_CASE("a worker's growth is the memory of its own that it has more than at first") {
    const WorkerGrowth growth;
    REQUIRE(growth.descriptor() >= 0);
    const auto before = growth.bytes();
    void* const memory = take(20 * mebibyte);
    REQUIRE(memory != nullptr);
    CHECK(growth.bytes() >= before + 19 * mebibyte);
    CHECK(growth.bytes() <= before + 40 * mebibyte);
    ::munmap(memory, 20 * mebibyte);
    CHECK(growth.bytes() <= before + 10 * mebibyte);
}

TEST_CASE("the kernel's count of pages is read with care") {
    CHECK(parse_statm("9000 700 200 10 0 300 0\n").value() == 500);
    CHECK(parse_statm("9 7 7").value() == 0);
    for (const char* text :
         {"", "1", "1 2", "1 2 x", "x 2 1", "1 2 3", "99999999999999999999 2 1"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_statm(text));
    }
}

TEST_CASE("a worker that leaks is replaced before it takes the machine, and no task suffers") {
    const Deadline deadline(60s);
    const LeakCheck leaks;
    ExecutorOptions options;
    options.kind = ExecutorKind::process;
    options.jobs = 1;
    CountingSource source(12, 1);
    KeepingSink sink;
    std::map<std::string, int> tasks_of;
    for (const TaskResult& result : run_all(options, source, leak, sink).results) {
        CHECK(result.ending == OutcomeClass::ok);
        CHECK(result.attempts == 1);
        CHECK(++tasks_of[result.payload] <= 3); // of which the third goes beyond 300 MiB
    }
    CHECK(tasks_of.size() >= 4);
    CHECK_FALSE(tasks_of.contains("no memory"));
}
