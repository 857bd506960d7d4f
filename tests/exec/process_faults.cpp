#include "exec/process_faults.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include <sys/time.h>

namespace imgbatch::test {
namespace {

constexpr int most_descriptors = 256;

/// "a:b:c" -> "a" and the rest "b:c".
std::string_view first_word(std::string_view& order) {
    const auto colon = order.find(':');
    const auto word = order.substr(0, colon);
    order = colon == std::string_view::npos ? std::string_view() : order.substr(colon + 1);
    return word;
}

int number(std::string_view text) {
    return std::atoi(std::string(text).c_str()); // NOLINT(cert-err34-c): our own digits
}

[[noreturn]] void sleep_for_ever() {
    while (true) {
        ::pause();
    }
}

void write_everywhere(std::string_view bytes) {
    for (int fd = STDERR_FILENO + 1; fd < most_descriptors; ++fd) {
        [[maybe_unused]] const auto written = ::write(fd, bytes.data(), bytes.size());
    }
}

void make_noise() {
    const std::string block(1U << 16, '#');
    for (int i = 0; i < 160; ++i) {
        for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
            [[maybe_unused]] const auto written = ::write(fd, block.data(), block.size());
        }
    }
}

[[noreturn]] void die_of(int number_of_signal) {
    ::raise(number_of_signal);
    ::_exit(99); // not reached
}

void obey(std::string_view order, TaskContext& context);

/// The orders that end or stop the worker.
void obey_deadly(std::string_view word, std::string_view rest) {
    if (word == "segv") {
        die_of(SIGSEGV);
    } else if (word == "abort") {
        std::abort();
    } else if (word == "kill") {
        die_of(SIGKILL);
    } else if (word == "exit") {
        ::_exit(number(rest));
    } else if (word == "hang") {
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
        die_of(SIGSEGV);
    } else if (word == "close") {
        ::close_range(0, ~0U, 0);
        sleep_for_ever();
    }
}

void obey(std::string_view order, TaskContext& context) {
    const auto word = first_word(order);
    if (word == "once") {
        const std::string path(first_word(order));
        const int fd = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
        if (fd >= 0) {
            ::close(fd);
            obey(order, context);
        }
    } else if (word == "time") {
        context.allow_time(std::chrono::milliseconds(number(first_word(order))));
        obey(order, context);
    } else if (word == "need") {
        context.need_memory(static_cast<std::uint64_t>(number(first_word(order))));
        obey(order, context);
    } else if (word == "doom") {
        const itimerval soon{{0, 0}, {0, number(first_word(order)) * 1000}};
        ::setitimer(ITIMER_REAL, &soon, nullptr);
        obey(order, context);
    } else if (word == "slow") {
        ::usleep(static_cast<useconds_t>(number(order)) * 1000);
    } else if (word == "noise") {
        make_noise();
    } else if (word == "throw") {
        throw std::runtime_error("as ordered");
    } else {
        obey_deadly(word, order);
    }
}

} // namespace

std::string misbehave(const Task& task, TaskContext& context) {
    obey(task.payload, context);
    return "<" + task.payload + ">";
}

} // namespace imgbatch::test
