// What a locked-in process may use of the machine.
#include "locked_in.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <new>
#include <string>
#include <vector>

#include <sys/resource.h>

namespace imgbatch {
namespace {

using namespace test;

constexpr std::size_t mebibyte = std::size_t{1} << 20;

/// The value of `name` in /proc/self/status, as it stands there.
std::string status_value(const std::string& name) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        if (word == name + ":") {
            status >> word;
            return word;
        }
    }
    return "";
}

SandboxRules readable_proc(Sandbox level) {
    SandboxRules rules = rules_of(level);
    rules.readable = {"/proc/self"};
    return rules;
}

bool can_allocate(std::size_t bytes) {
    try {
        const std::vector<char> memory(bytes, 'x');
        return memory.back() == 'x';
    } catch (const std::bad_alloc&) {
        return false;
    }
}

} // namespace

TEST_CASE("memory beyond the budget is refused, and the process goes on") {
    if (!sandbox_works()) {
        return;
    }
    for (const Sandbox level : {Sandbox::on, Sandbox::strict}) {
        SandboxRules rules = rules_of(level);
        rules.memory_budget = 40 * mebibyte;
        const int code = locked_in(rules, [] {
            const bool enough = can_allocate(20 * mebibyte);
            const bool too_much = can_allocate(50 * mebibyte);
            const bool goes_on = can_allocate(20 * mebibyte);
            return enough && !too_much && goes_on ? 0 : 1;
        });
        CHECK(code == 0);
    }
}

TEST_CASE("a file that grows too large is an error, not a death") {
    if (!sandbox_works()) {
        return;
    }
    const TempDir dir;
    const std::string path = dir.write("result", "");
    const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    SandboxRules rules = rules_of(Sandbox::strict);
    rules.max_file_bytes = 1000;
    const int code = locked_in(rules, [fd] {
        const std::string text(600, 'x');
        const bool first = ::write(fd, text.data(), text.size()) == 600;
        const bool short_one = ::write(fd, text.data(), text.size()) == 400;
        return first && short_one && ::write(fd, text.data(), text.size()) < 0 ? errno : 0;
    });
    CHECK(code == EFBIG);
    ::close(fd);
}

TEST_CASE("open files are few, however many there were before") {
    if (!sandbox_works()) {
        return;
    }
    const auto more = [] {
        int count = 0;
        while (count < 250 && ::dup(0) >= 0) {
            ++count;
        }
        return count;
    };
    const auto crowded = [&more] {
        for (int i = 0; i < 100; ++i) {
            if (::dup(0) < 0) {
                return 251;
            }
        }
        return lock_in(rules_of(Sandbox::on)) ? more() : 252;
    };
    const int few = locked_in(rules_of(Sandbox::on), more);
    CHECK(few >= 16);
    CHECK(few <= 64);
    CHECK(in_child(crowded) == few);
}

TEST_CASE("no core file is left, and the memory killer takes it before its parent") {
    if (!sandbox_works()) {
        return;
    }
    const int code = locked_in(readable_proc(Sandbox::on), [] {
        rlimit core{};
        ::getrlimit(RLIMIT_CORE, &core);
        std::ifstream file("/proc/self/oom_score_adj");
        int offered = 0;
        file >> offered;
        return core.rlim_max == 0 && offered >= 500 ? 0 : 1;
    });
    CHECK(code == 0);
}

TEST_CASE("root keeps what reading and writing files takes, and nothing else") {
    if (!sandbox_works()) {
        return;
    }
    if (::geteuid() != 0) {
        MESSAGE("skipped: not root");
        return;
    }
    const int code = locked_in(readable_proc(Sandbox::on), [] {
        const std::uint64_t files = 0x1f;        // CHOWN to FSETID, without KILL
        const std::uint64_t blocks = 1ULL << 24; // SYS_RESOURCE
        const auto effective = std::stoull(status_value("CapEff"), nullptr, 16);
        const auto permitted = std::stoull(status_value("CapPrm"), nullptr, 16);
        return (effective & ~(files | blocks)) == 0 && permitted == effective ? 0 : 1;
    });
    CHECK(code == 0);
}

TEST_CASE("privileges are renounced and the filter is in force") {
    if (!sandbox_works()) {
        return;
    }
    const int code = locked_in(readable_proc(Sandbox::on), [] {
        return status_value("NoNewPrivs") == "1" && status_value("Seccomp") == "2" ? 0 : 1;
    });
    CHECK(code == 0);
}

} // namespace imgbatch
