/// Runs a program as a user would, under a deadline.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <sys/types.h>

namespace imgbatch::test {

/// How a program ended and what it said.
struct CommandResult {
    int exit_code = -1; ///< -1 where a signal ended it
    int signal = 0;     ///< 0 where it left by itself
    bool timed_out = false;
    long peak_kib = 0;                ///< resident memory of the program or of its largest child
    std::chrono::milliseconds cpu{0}; ///< of the program and its children
    std::string out;
    std::string err;
};

/// What a program is started with. Working folder and files may be empty: inherited or /dev/null.
struct CommandSetup {
    std::string folder;
    std::string input;       ///< bytes for its stdin
    std::string stdout_path; ///< where stdout goes instead of into the result
    std::chrono::seconds deadline{60};
};

/// Starts `arguments` (the program first, found in PATH), waits, kills it at the deadline.
CommandResult run_command(const std::vector<std::string>& arguments,
                          const CommandSetup& setup = {});

/// A program in the background, in a process group of its own, both outputs to /dev/null; killed
/// with its group when this goes.
class BackgroundCommand {
public:
    explicit BackgroundCommand(const std::vector<std::string>& arguments);
    BackgroundCommand(const BackgroundCommand&) = delete;
    BackgroundCommand& operator=(const BackgroundCommand&) = delete;
    ~BackgroundCommand();

    [[nodiscard]] pid_t pid() const { return pid_; }
    /// Waits up to `deadline`; the result's texts are empty.
    CommandResult wait(std::chrono::milliseconds deadline);

private:
    pid_t pid_ = -1;
    bool reaped_ = false;
};

} // namespace imgbatch::test
