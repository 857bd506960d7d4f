#include <imgbatch/stop_flag.h>

#include <unistd.h>

#include <cerrno>
#include <utility>

#include <sys/eventfd.h>

namespace imgbatch {

Expected<StopFlag> StopFlag::create() {
    const int fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd < 0) {
        return system_error(OutcomeClass::internal, Stage::none, "cannot make an eventfd", errno);
    }
    return StopFlag(fd);
}

StopFlag::StopFlag(StopFlag&& other) noexcept
    : event_fd_(std::exchange(other.event_fd_, -1)), requested_(other.requested_.load()) {
}

StopFlag::~StopFlag() {
    if (event_fd_ >= 0) {
        ::close(event_fd_);
    }
}

void StopFlag::request() noexcept {
    const int saved = errno; // a signal handler must not change it
    requested_.store(true, std::memory_order_relaxed);
    const unsigned long long one = 1;
    // Fails only when the counter is full, and then it is readable already.
    [[maybe_unused]] const auto written = ::write(event_fd_, &one, sizeof one);
    errno = saved;
}

} // namespace imgbatch
