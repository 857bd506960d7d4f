#include "fault/deadly_deeds.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <thread>

#include <sys/mman.h>

namespace imgbatch::fault {
namespace {

constexpr int most_descriptors = 256;

int number(std::string_view text) {
    return std::atoi(std::string(text).c_str()); // NOLINT(cert-err34-c): our own digits
}

[[noreturn]] void sleep_for_ever() {
    while (true) {
        std::this_thread::sleep_for(std::chrono::hours(1));
    }
}

void write_everywhere(std::string_view bytes) {
    for (int fd = STDERR_FILENO + 1; fd < most_descriptors; ++fd) {
        [[maybe_unused]] const auto written = ::write(fd, bytes.data(), bytes.size());
    }
}

/// Dies of a signal that is sent, where the fault itself did not do it.
[[noreturn]] void die_of(int number_of_signal) {
    ::raise(number_of_signal);
    ::_exit(99); // reached where even that is forbidden
}

// The faults are real ones, made by the processor: no filter of system calls can be in their way.

__attribute__((no_sanitize("address", "undefined"))) void touch_nothing() {
    volatile std::uintptr_t nowhere = 8;
    *reinterpret_cast<volatile int*>(nowhere) = 1; // NOLINT(*-no-int-to-ptr)
}

__attribute__((no_sanitize("address", "undefined"))) void divide_by_zero() {
    volatile int zero = 0;
    volatile int result = 1 / zero;
    (void)result;
}

/// Memory of a file that has no bytes there.
__attribute__((no_sanitize("address", "undefined"))) void touch_past_the_end() {
    const int file = ::memfd_create("short", MFD_CLOEXEC);
    void* memory = ::mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE, file, 0);
    if (memory != MAP_FAILED) {
        [[maybe_unused]] const int value = *static_cast<volatile int*>(memory);
    }
}

/// Dies at once, in one of seven ways. False: `word` is none of them.
bool die(std::string_view word, std::string_view argument) {
    if (word == "segv") {
        touch_nothing();
        die_of(SIGSEGV);
    } else if (word == "bus") {
        touch_past_the_end();
        die_of(SIGBUS);
    } else if (word == "fpe") {
        divide_by_zero();
        die_of(SIGFPE);
    } else if (word == "ill") {
        die_of(SIGILL);
    } else if (word == "abort") {
        std::abort();
    } else if (word == "kill") {
        die_of(SIGKILL);
    } else if (word == "exit") {
        ::_exit(number(argument));
    }
    return false;
}

} // namespace

bool do_deadly(std::string_view word, std::string_view argument) {
    if (die(word, argument)) {
        return true;
    }
    if (word == "hang") {
        sleep_for_ever();
    } else if (word == "spin") {
        for (volatile bool turning = true; turning;) {
        }
    } else if (word == "stop") {
        ::raise(SIGSTOP);
    } else if (word == "garbage") {
        write_everywhere("this is no frame, nor the beginning of one");
        sleep_for_ever();
    } else if (word == "half") {
        write_everywhere(std::string_view("IB\1\3\xFF\0\0\0\1\0", 10));
        touch_nothing();
        die_of(SIGSEGV);
    } else if (word == "close") {
        // One by one: close_range() is no call of a decoder's, so a filter may refuse it.
        for (int fd = 0; fd < most_descriptors; ++fd) {
            ::close(fd);
        }
        sleep_for_ever();
    } else {
        return false;
    }
    return true;
}

} // namespace imgbatch::fault
