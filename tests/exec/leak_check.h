/// What a process holds: to see that a run has given everything back.
#pragma once

#include <dirent.h>
#include <doctest/doctest.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include <sys/wait.h>

namespace imgbatch::test {

/// Descriptors that are open in this process.
inline int open_descriptors() {
    struct Close {
        void operator()(DIR* folder) const { ::closedir(folder); }
    };
    const std::unique_ptr<DIR, Close> folder(::opendir("/proc/self/fd"));
    REQUIRE(folder != nullptr);
    int count = 0;
    while (::readdir(folder.get()) != nullptr) {
        ++count;
    }
    return count;
}

/// Whether this process has no child left, living or dead.
inline bool has_no_children() {
    return ::waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD;
}

/// Checks at its end that descriptors and children are as they were.
class LeakCheck {
public:
    LeakCheck() : before_(open_descriptors()) { CHECK(has_no_children()); }
    LeakCheck(const LeakCheck&) = delete;
    LeakCheck& operator=(const LeakCheck&) = delete;
    ~LeakCheck() {
        CHECK(open_descriptors() == before_);
        CHECK(has_no_children());
    }

private:
    int before_;
};

} // namespace imgbatch::test
