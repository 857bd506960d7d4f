#include "measure/process_memory.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <csignal>

#include <sys/wait.h>

using namespace imgbatch;

TEST_CASE("Pss is read from what the kernel writes") {
    const std::string text = "55d0-7ffe ---p 00000000 00:00 0    [rollup]\n"
                             "Rss:                1604 kB\n"
                             "Pss:                 210 kB\n"
                             "Pss_Dirty:            92 kB\n";
    CHECK(parse_pss(text) == std::uint64_t{210} * 1024);
}

TEST_CASE("what is no such file gives no number") {
    for (const char* text : {"", "Pss: 1 kB\n", "\nPss:\n", "\nPss: x kB\n", "\nPss: -1 kB\n",
                             "\nPss: 12\n", "\nPss: 12 MB\n", "\nPss: 99999999999999999999 kB\n",
                             "\nPss: 18446744073709551615 kB\n", "\nPss:      "}) {
        CAPTURE(text);
        CHECK_FALSE(parse_pss(text));
    }
}

TEST_CASE("a tree is the process and all below it") {
    int pipe_ends[2];
    REQUIRE(::pipe(pipe_ends) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const pid_t grandchild = ::fork();
        if (grandchild == 0) {
            ::pause();
            ::_exit(0);
        }
        [[maybe_unused]] const auto told = ::write(pipe_ends[1], &grandchild, sizeof grandchild);
        ::pause();
        ::_exit(0);
    }
    pid_t grandchild = 0;
    REQUIRE(::read(pipe_ends[0], &grandchild, sizeof grandchild) == sizeof grandchild);
    CHECK(process_tree(child) == std::vector<pid_t>{child, grandchild});
    CHECK(process_tree(::getpid()) == std::vector<pid_t>{::getpid(), child, grandchild});
    const auto memory = tree_memory(::getpid());
    REQUIRE(memory);
    CHECK(*memory > tree_memory(grandchild).value_or(0));
    ::kill(grandchild, SIGKILL);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(pipe_ends[0]);
    ::close(pipe_ends[1]);
}

TEST_CASE("a process that is not there has no memory") {
    CHECK_FALSE(tree_memory(0x3FFFFFFF));
}
