#include "exec/channels.h"
#include "support/child.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string>

using namespace imgbatch;

namespace {

bool keeps_clear(const Fd& fd) {
    return fd.get() > STDERR_FILENO && (::fcntl(fd.get(), F_GETFD) & FD_CLOEXEC) != 0;
}

/// For a child: what they lead to is the whole test program's.
void close_standard_streams() {
    ::close_range(STDIN_FILENO, STDERR_FILENO, 0);
}

} // namespace

TEST_CASE("pipes keep clear of the standard streams, even where those are closed") {
    CHECK(test::in_child([] {
              close_standard_streams();
              const auto pipe = make_pipe();
              return pipe && keeps_clear(pipe->read_end) && keeps_clear(pipe->write_end) ? 0 : 1;
          }) == 0);
}

TEST_CASE("pairs of sockets keep clear of the standard streams, even where those are closed") {
    CHECK(test::in_child([] {
              close_standard_streams();
              const auto pair = make_socket_pair();
              return pair && keeps_clear(pair->here) && keeps_clear(pair->there) ? 0 : 1;
          }) == 0);
}

TEST_CASE("what is put into one end of a pipe or of a pair comes out at the other") {
    const auto passes = [](const Fd& in, const Fd& out) {
        std::array<char, 8> buffer{};
        REQUIRE(::write(in.get(), "hello", 5) == 5);
        REQUIRE(::read(out.get(), buffer.data(), buffer.size()) == 5);
        CHECK(std::string(buffer.data()) == "hello");
    };
    const auto pipe = make_pipe();
    REQUIRE(pipe);
    passes(pipe->write_end, pipe->read_end);
    const auto pair = make_socket_pair();
    REQUIRE(pair);
    passes(pair->here, pair->there);
    passes(pair->there, pair->here);
}
