#include "exec/blame.h"

#include <doctest/doctest.h>
#include <signal.h>

#include <string>

using namespace imgbatch;

namespace {

TaskResult blamed(Death::Cause cause, int signal, int exit_code, bool known = true) {
    Death death;
    death.cause = cause;
    death.status = {known, signal, exit_code};
    death.detail = "what came is no frame";
    return blamed_result(3, 2, death);
}

} // namespace

TEST_CASE("a worker that died of itself has crashed, with its signal or its exit code") {
    const auto segv = blamed(Death::Cause::its_own, SIGSEGV, 0);
    CHECK(segv.index == 3);
    CHECK(segv.attempts == 2);
    CHECK(segv.ending == OutcomeClass::crashed);
    CHECK(segv.signal == SIGSEGV);
    CHECK(segv.message.find("SIGSEGV") != std::string::npos);

    const auto left = blamed(Death::Cause::its_own, 0, 3);
    CHECK(left.ending == OutcomeClass::crashed);
    CHECK(left.signal == 0);
    CHECK(left.exit_code == 3);
    CHECK(left.message.find("exit code 3") != std::string::npos);
}

TEST_CASE("a SIGKILL from outside is killed, ours is what we killed it for") {
    CHECK(blamed(Death::Cause::its_own, SIGKILL, 0).ending == OutcomeClass::killed);
    CHECK(blamed(Death::Cause::timeout, SIGKILL, 0).ending == OutcomeClass::timeout);
    const auto garbage = blamed(Death::Cause::protocol, SIGKILL, 0);
    CHECK(garbage.ending == OutcomeClass::crashed);
    CHECK(garbage.signal == 0);
    CHECK(garbage.message.find("no frame") != std::string::npos);
}

TEST_CASE("a death that nobody saw is a crash without a signal") {
    const auto unseen = blamed(Death::Cause::its_own, 0, 0, false);
    CHECK(unseen.ending == OutcomeClass::crashed);
    CHECK(unseen.message.find("SIGCHLD") != std::string::npos);
}

TEST_CASE("a real-time signal has no name but a number") {
    CHECK(blamed(Death::Cause::its_own, 40, 0).message.find("40") != std::string::npos);
}
