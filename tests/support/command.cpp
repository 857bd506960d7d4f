#include "support/command.h"

#include "base/fd.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <thread>

#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>

namespace imgbatch::test {
namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
    Fd read_end;
    Fd write_end;
};

Pipe make_pipe() {
    int fds[2];
    if (::pipe2(fds, O_CLOEXEC) != 0) {
        throw std::runtime_error("cannot make a pipe");
    }
    return {Fd(fds[0]), Fd(fds[1])};
}

[[noreturn]] void exec_program(const std::vector<std::string>& arguments) {
    std::vector<char*> argv;
    argv.reserve(arguments.size() + 1);
    for (const std::string& argument : arguments) {
        argv.push_back(const_cast<char*>(argument.c_str()));
    }
    argv.push_back(nullptr);
    ::execvp(argv[0], argv.data());
    ::_exit(127);
}

void redirect(const std::string& path, int flags, int target) {
    const int fd = ::open(path.c_str(), flags, 0600);
    if (fd < 0 || ::dup2(fd, target) < 0) {
        ::_exit(126);
    }
}

std::chrono::milliseconds milliseconds(const timeval& time) {
    return std::chrono::milliseconds(time.tv_sec * 1000 + time.tv_usec / 1000);
}

CommandResult result_of(int status) {
    CommandResult result;
    if (WIFSIGNALED(status)) {
        result.signal = WTERMSIG(status);
    } else {
        result.exit_code = WEXITSTATUS(status);
    }
    return result;
}

/// Feeds stdin and collects both outputs until they end or the deadline passes.
class Conversation {
public:
    Conversation(Fd input, std::string text, Fd out, Fd err)
        : input_(std::move(input)), text_(std::move(text)), out_(std::move(out)),
          err_(std::move(err)) {
        ::fcntl(input_.get(), F_SETFL, O_NONBLOCK);
        if (text_.empty()) {
            input_.reset();
        }
    }

    /// False when the deadline passed first.
    bool run(Clock::time_point deadline, CommandResult& result) {
        while (out_ || err_) {
            const auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
            pollfd fds[3] = {
                {out_.get(), POLLIN, 0}, {err_.get(), POLLIN, 0}, {input_.get(), POLLOUT, 0}};
            if (left.count() <= 0 || ::poll(fds, 3, static_cast<int>(left.count())) == 0) {
                return false;
            }
            if (fds[0].revents != 0) {
                drain(out_, result.out);
            }
            if (fds[1].revents != 0) {
                drain(err_, result.err);
            }
            if (fds[2].revents != 0) {
                feed();
            }
        }
        return true;
    }

private:
    static void drain(Fd& fd, std::string& text) {
        std::array<char, 65536> buffer{};
        const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
        if (got > 0) {
            text.append(buffer.data(), static_cast<std::size_t>(got));
        } else if (got == 0 || errno != EINTR) {
            fd.reset();
        }
    }

    void feed() {
        const ssize_t sent = ::write(input_.get(), text_.data() + sent_, text_.size() - sent_);
        if (sent > 0) {
            sent_ += static_cast<std::size_t>(sent);
        }
        if (sent_ == text_.size() || (sent < 0 && errno != EAGAIN && errno != EINTR)) {
            input_.reset();
        }
    }

    Fd input_;
    std::string text_;
    std::size_t sent_ = 0;
    Fd out_;
    Fd err_;
};

} // namespace

CommandResult run_command(const std::vector<std::string>& arguments, const CommandSetup& setup) {
    const auto deadline = Clock::now() + setup.deadline;
    Pipe in = make_pipe();
    Pipe out = make_pipe();
    Pipe err = make_pipe();
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::dup2(in.read_end.get(), STDIN_FILENO);
        ::dup2(out.write_end.get(), STDOUT_FILENO);
        ::dup2(err.write_end.get(), STDERR_FILENO);
        if (!setup.stdout_path.empty()) {
            redirect(setup.stdout_path, O_WRONLY | O_CREAT, STDOUT_FILENO);
        }
        if (!setup.folder.empty() && ::chdir(setup.folder.c_str()) != 0) {
            ::_exit(126);
        }
        exec_program(arguments);
    }
    in.read_end.reset();
    out.write_end.reset();
    err.write_end.reset();
    // A program that does not read its stdin must not take us along.
    std::signal(SIGPIPE, SIG_IGN);
    CommandResult heard;
    Conversation talk(std::move(in.write_end), setup.input, std::move(out.read_end),
                      std::move(err.read_end));
    const bool in_time = talk.run(deadline, heard);
    if (!in_time) {
        ::kill(pid, SIGKILL);
    }
    int status = 0;
    struct rusage usage {};
    ::wait4(pid, &status, 0, &usage);
    CommandResult result = result_of(status);
    result.peak_kib = usage.ru_maxrss;
    result.cpu = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
    result.timed_out = !in_time;
    result.out = std::move(heard.out);
    result.err = std::move(heard.err);
    return result;
}

BackgroundCommand::BackgroundCommand(const std::vector<std::string>& arguments) {
    pid_ = ::fork();
    if (pid_ == 0) {
        ::setpgid(0, 0);
        redirect("/dev/null", O_RDWR, STDIN_FILENO);
        redirect("/dev/null", O_RDWR, STDOUT_FILENO);
        redirect("/dev/null", O_RDWR, STDERR_FILENO);
        exec_program(arguments);
    }
    ::setpgid(pid_, pid_);
}

BackgroundCommand::~BackgroundCommand() {
    if (!reaped_) {
        ::kill(-pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
}

CommandResult BackgroundCommand::wait(std::chrono::milliseconds deadline) {
    const auto end = Clock::now() + deadline;
    int status = 0;
    while (::waitpid(pid_, &status, WNOHANG) == 0) {
        if (Clock::now() >= end) {
            CommandResult result;
            result.timed_out = true;
            return result;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    reaped_ = true;
    return result_of(status);
}

} // namespace imgbatch::test
