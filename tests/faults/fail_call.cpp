/// Runs a program and makes one of its system calls fail, counted from the program's own first
/// call on, over all its processes and threads. What `strace --inject` does not do: it leaves the
/// loader's calls alone, it counts over all processes, and it can make a transfer short.
///
///   fail_call [--call NAME --nth K --error ERRNO|short [--later]] [--deadline S] [--log FILE]
///             -- PROGRAM ARGUMENT...
///
/// Without --call nothing fails. The log gets lines of "KEY VALUE": for each call how often it was
/// made ("count openat 12"), for each that failed "failed openat" ("failed mmap for a thread" where
/// a thread was being started), "orphan PID" for each process that outlived the program by two
/// seconds, and at the end "ended exit 0" or "ended signal 11", or "ended hang" where the program
/// was killed at its deadline.
#include "faults/calls.h"
#include "faults/tracee.h"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/ptrace.h>
#include <sys/wait.h>

using namespace imgbatch::test;

namespace {

struct Settings {
    long call = -1;
    unsigned long nth = 0;
    bool later = false; ///< all calls from the nth on fail
    bool makes_short = false;
    int error = 0;
    unsigned deadline = 20;
    std::string log = "/dev/stderr";
    std::vector<char*> program;
};

Settings parse(int count, char** words) {
    Settings settings;
    int i = 1;
    for (; i < count && std::string(words[i]) != "--"; ++i) {
        const std::string name = words[i];
        if (name == "--later") {
            settings.later = true;
            continue;
        }
        if (++i == count) {
            throw std::invalid_argument(name + " needs a value");
        }
        const std::string value = words[i];
        if (name == "--call") {
            settings.call = call_number(value);
        } else if (name == "--nth") {
            settings.nth = std::stoul(value);
        } else if (name == "--error") {
            settings.makes_short = value == "short";
            settings.error = settings.makes_short ? 0 : error_number(value);
        } else if (name == "--deadline") {
            settings.deadline = static_cast<unsigned>(std::stoul(value));
        } else if (name == "--log") {
            settings.log = value;
        } else {
            throw std::invalid_argument("no option " + name);
        }
    }
    for (++i; i < count; ++i) {
        settings.program.push_back(words[i]);
    }
    if (settings.program.empty()) {
        throw std::invalid_argument("which program?");
    }
    settings.program.push_back(nullptr);
    return settings;
}

volatile std::sig_atomic_t time_is_up = 0;

/// All processes of the program, from its start to the end of the last of them.
class Trace {
public:
    explicit Trace(const Settings& settings)
        : settings_(settings), log_(std::fopen(settings.log.c_str(), "w")) {
        if (log_ == nullptr) {
            throw std::runtime_error("cannot write " + settings.log);
        }
    }
    Trace(const Trace&) = delete;
    Trace& operator=(const Trace&) = delete;
    ~Trace() { std::fclose(log_); }

    /// The status of the program's first process, as waitpid() has it.
    int run() {
        main_ =
            start_traced(settings_.program, settings_.call < 0 ? std::vector<long>{}
                                                               : std::vector<long>{settings_.call});
        living_.insert(main_);
        set_alarm(settings_.deadline);
        int main_status = 0;
        while (!living_.empty()) {
            int status = 0;
            const pid_t pid = ::waitpid(-1, &status, __WALL);
            if (pid < 0 && errno == EINTR && time_is_up != 0) {
                give_up();
            } else if (pid < 0) {
                break;
            } else if (WIFSTOPPED(status)) {
                living_.insert(pid);
                go_on(pid, status);
            } else {
                living_.erase(pid);
                if (pid == main_) {
                    main_status = status;
                    main_ended_ = true;
                    set_alarm(2);
                }
            }
        }
        tell(main_status);
        return hung_ ? 124 : WIFEXITED(main_status) ? WEXITSTATUS(main_status) : 125;
    }

private:
    static void set_alarm(unsigned seconds) {
        struct sigaction action {};
        action.sa_handler = [](int) { time_is_up = 1; };
        ::sigaction(SIGALRM, &action, nullptr);
        time_is_up = 0;
        ::alarm(seconds);
    }

    void give_up() {
        hung_ = hung_ || !main_ended_;
        for (const pid_t pid : living_) {
            if (main_ended_) {
                std::fprintf(log_, "orphan %d\n", static_cast<int>(pid));
            }
            ::kill(pid, SIGKILL);
        }
        time_is_up = 0;
    }

    void go_on(pid_t pid, int status) {
        const int signal = WSTOPSIG(status);
        if (is_call_stop(status)) {
            at_call(pid);
        }
        // Events of ptrace, and the stop with which a new process begins, are not the program's.
        const bool ours = status >> 16 != 0 || (signal == SIGSTOP && begun_.insert(pid).second);
        ::ptrace(PTRACE_CONT, pid, nullptr, ours ? 0L : static_cast<long>(signal));
    }

    void at_call(pid_t pid) {
        const CallStop stop = call_stop(pid);
        counting_ = counting_ || is_first_own_call(stop);
        if (!counting_) {
            return;
        }
        const unsigned long number = ++counts_[stop.number];
        const bool hit = stop.number == settings_.call &&
                         (number == settings_.nth || (settings_.later && number > settings_.nth));
        if (!hit) {
            return;
        }
        if (!settings_.makes_short) {
            fail_call(pid, settings_.error);
        } else if (!shorten(pid)) {
            return;
        }
        std::fprintf(log_, "failed %s%s\n", call_name(stop.number).c_str(),
                     is_for_thread(stop) ? " for a thread" : "");
    }

    void tell(int status) {
        for (const auto& [number, count] : counts_) {
            std::fprintf(log_, "count %s %lu\n", call_name(number).c_str(), count);
        }
        if (hung_) {
            std::fputs("ended hang\n", log_);
        } else if (WIFEXITED(status)) {
            std::fprintf(log_, "ended exit %d\n", WEXITSTATUS(status));
        } else {
            std::fprintf(log_, "ended signal %d\n", WTERMSIG(status));
        }
    }

    const Settings& settings_;
    std::FILE* log_;
    pid_t main_ = 0;
    bool main_ended_ = false;
    bool hung_ = false;
    bool counting_ = false;
    std::set<pid_t> living_;
    std::set<pid_t> begun_;
    std::map<long, unsigned long> counts_;
};

} // namespace

int main(int count, char** words) try {
    const Settings settings = parse(count, words);
    return Trace(settings).run();
} catch (const std::exception& error) {
    std::fprintf(stderr, "fail_call: %s\n", error.what());
    return 126;
}
