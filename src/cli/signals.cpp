#include "cli/signals.h"

#include <cstdlib>

namespace imgbatch::cli {
namespace {

// A signal handler can reach nothing but globals; SignalGuard owns what they mean.
StopFlag* active_flag = nullptr;
volatile std::sig_atomic_t first_signal = 0;

constexpr std::array<int, 4> handled{SIGINT, SIGTERM, SIGHUP, SIGPIPE};

void restore_default(int signal) {
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    ::sigaction(signal, &action, nullptr);
}

void on_signal(int signal) {
    if (first_signal != 0) {
        restore_default(signal);
        ::raise(signal);
        return;
    }
    first_signal = signal;
    if (active_flag != nullptr) {
        active_flag->request();
    }
}

} // namespace

SignalGuard::SignalGuard(StopFlag& flag) {
    active_flag = &flag;
    first_signal = 0;
    for (std::size_t i = 0; i < handled.size(); ++i) {
        struct sigaction action {};
        action.sa_handler = handled[i] == SIGPIPE ? SIG_IGN : on_signal;
        ::sigaction(handled[i], nullptr, &previous_[i]);
        // Ignored from outside (nohup): stays ignored.
        if (previous_[i].sa_handler != SIG_IGN) {
            ::sigaction(handled[i], &action, nullptr);
        }
    }
}

SignalGuard::~SignalGuard() {
    for (std::size_t i = 0; i < handled.size(); ++i) {
        ::sigaction(handled[i], &previous_[i], nullptr);
    }
    active_flag = nullptr;
}

int SignalGuard::received() {
    return first_signal;
}

void die_of(int signal) {
    restore_default(signal);
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, signal);
    ::sigprocmask(SIG_UNBLOCK, &set, nullptr);
    ::raise(signal);
    std::_Exit(128 + signal); // only if the signal could not end us
}

} // namespace imgbatch::cli
