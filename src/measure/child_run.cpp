#include "measure/child_run.h"

#include "base/bytes.h"
#include "base/file_io.h"
#include "base/try.h"
#include "exec/blame.h"
#include "exec/child_process.h"
#include "measure/process_memory.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace imgbatch {
namespace {

constexpr int memory_interval_ms = 4;
/// Far above what any body of ours says.
constexpr std::size_t longest_answer = std::size_t{16} << 20;

/// Takes what lies in the pipe; false once there is nothing more to come.
bool drain(int pipe, std::string& answer) {
    std::array<char, 65536> buffer; // NOLINT(*-member-init): filled by read()
    while (answer.size() <= longest_answer) {
        const ssize_t got = ::read(pipe, buffer.data(), buffer.size());
        if (got > 0) {
            answer.append(buffer.data(), static_cast<std::size_t>(got));
        } else if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
            return false;
        } else if (errno == EAGAIN) {
            return true;
        }
    }
    return false;
}

void keep_peak(std::optional<std::uint64_t>& peak) {
    if (const auto now = tree_memory(::getpid())) {
        peak = std::max(peak.value_or(0), *now);
    }
}

Error child_failed(OutcomeClass code, std::string message) {
    return Error{code, Stage::worker, std::move(message), 0};
}

} // namespace

Expected<ChildRun> run_in_child(const std::function<std::string()>& body, WatchMemory watch,
                                const StopFlag& stop) {
    if (stop.requested()) {
        return child_failed(OutcomeClass::cancelled, "the measurement was stopped");
    }
    const auto answering = [&body](const ChildEnds& ends) {
        const std::string answer = body();
        if (!write_all(ends.out.get(), as_bytes(answer))) {
            ::_exit(EXIT_FAILURE);
        }
    };
    IMGBATCH_TRY(ChildProcess child, ChildProcess::start(answering, {}));
    ChildRun run;
    bool open = true;
    while (open) {
        std::array<pollfd, 3> watched{{{stop.wait_fd(), POLLIN, 0},
                                       {child.from_child(), POLLIN, 0},
                                       {child.pidfd(), POLLIN, 0}}};
        const int timeout = watch == WatchMemory::yes ? memory_interval_ms : -1;
        if (::poll(watched.data(), watched.size(), timeout) < 0 && errno != EINTR) {
            return system_error(OutcomeClass::internal, Stage::worker, "cannot wait", errno);
        }
        if (stop.requested()) {
            child.kill();
            child.reap();
            return child_failed(OutcomeClass::cancelled, "the measurement was stopped");
        }
        if (watch == WatchMemory::yes) {
            keep_peak(run.peak);
        }
        // Its workers hold the pipe too: where they outlive it, its death is the end.
        const bool dead = watched[2].revents != 0;
        open = drain(child.from_child(), run.answer) && !dead;
    }
    if (run.answer.size() > longest_answer) {
        child.kill();
    }
    const ExitStatus status = child.reap();
    run.cpu = status.cpu;
    if (!status.clean()) {
        return child_failed(OutcomeClass::crashed,
                            "the measured process " +
                                describe(Death{Death::Cause::its_own, status, {}}));
    }
    return run;
}

} // namespace imgbatch
