#include "base/fd.h"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <cerrno>
#include <utility>

namespace imgbatch {
namespace {

bool is_open(int fd) {
    return ::fcntl(fd, F_GETFD) >= 0;
}

int opened() {
    const int fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    REQUIRE(fd >= 0);
    return fd;
}

} // namespace

TEST_CASE("a descriptor is closed with its owner") {
    const int raw = opened();
    {
        const Fd fd(raw);
        CHECK(fd.valid());
        CHECK(is_open(raw));
    }
    CHECK_FALSE(is_open(raw));
    CHECK_FALSE(Fd().valid());
}

TEST_CASE("moving leaves one owner, and assigning closes what was owned") {
    const int first = opened();
    const int second = opened();
    Fd a(first);
    Fd b(std::move(a));
    CHECK(b.get() == first);
    b = Fd(second);
    CHECK_FALSE(is_open(first));
    CHECK(b.get() == second);
    Fd& itself = b;
    b = std::move(itself);
    CHECK(is_open(second));
}

TEST_CASE("a released descriptor is the caller's") {
    const int raw = opened();
    {
        Fd fd(raw);
        CHECK(fd.release() == raw);
        CHECK_FALSE(fd);
    }
    CHECK(is_open(raw));
    ::close(raw);
}

TEST_CASE("close tells what the system said, once") {
    Fd fd(opened());
    CHECK(fd.close() == 0);
    CHECK_FALSE(fd.valid());
    Fd bad(1 << 20);
    CHECK(bad.close() == EBADF);
    CHECK_FALSE(bad.valid());
}

} // namespace imgbatch
