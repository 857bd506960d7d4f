#include "exec/blame.h"

#include <signal.h>

#include <cstring>
#include <utility>

namespace imgbatch {
namespace {

std::string signal_name(int number) {
    const char* abbreviation = ::sigabbrev_np(number);
    return abbreviation != nullptr ? std::string("SIG") + abbreviation
                                   : "signal " + std::to_string(number);
}

std::string describe(const ExitStatus& status) {
    if (!status.known) {
        return "died; nobody knows of what, since the program ignores SIGCHLD";
    }
    if (status.signal != 0) {
        return "died of " + signal_name(status.signal);
    }
    return "left with exit code " + std::to_string(status.exit_code);
}

} // namespace

std::string describe(const Death& death) {
    switch (death.cause) {
    case Death::Cause::timeout:
        return "took too long and was killed";
    case Death::Cause::protocol:
        return "sent garbage and was killed: " + death.detail;
    case Death::Cause::its_own:
        break;
    }
    return describe(death.status);
}

TaskResult blamed_result(std::uint64_t index, unsigned attempts, const Death& death) {
    TaskResult result;
    result.index = index;
    result.attempts = attempts;
    result.ending = OutcomeClass::crashed;
    result.message = "its worker " + describe(death);
    switch (death.cause) {
    case Death::Cause::timeout:
        result.ending = OutcomeClass::timeout;
        result.signal = SIGKILL;
        break;
    case Death::Cause::protocol:
        break; // the SIGKILL was ours and says nothing of the task
    case Death::Cause::its_own:
        result.signal = death.status.signal;
        result.exit_code = death.status.exit_code;
        if (result.signal == SIGKILL) {
            result.ending = OutcomeClass::killed;
        }
        break;
    }
    return result;
}

} // namespace imgbatch
