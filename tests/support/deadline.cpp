#include "support/deadline.h"

#include <signal.h>
#include <unistd.h>

#include <string_view>

namespace imgbatch::test {
namespace {

extern "C" void out_of_time(int) {
    constexpr std::string_view text = "a test has passed its deadline\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
    ::_exit(124);
}

} // namespace

Deadline::Deadline(std::chrono::seconds time) {
    ::signal(SIGALRM, out_of_time);
    ::alarm(static_cast<unsigned>(time.count()));
}

Deadline::~Deadline() {
    ::alarm(0);
    ::signal(SIGALRM, SIG_DFL);
}

} // namespace imgbatch::test
