#include "cli/fail.h"

#include "cli/exit_code.h"
#include "cli/signals.h"
#include "record/terminal_text.h"

#include <cerrno>
#include <csignal>
#include <iostream>

namespace imgbatch::cli {

int fail(const Error& error) {
    if (error.errno_value == EPIPE) {
        die_of(SIGPIPE);
    }
    std::cerr << "imgbatch: " << terminal_text(error.message) << '\n';
    return static_cast<int>(exit_code_for(error));
}

} // namespace imgbatch::cli
