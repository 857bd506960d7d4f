/// Workers that go wrong in every way, by order of their task's payload. Harmless only in a forked
/// worker.
#pragma once

#include <imgbatch/executor.h>

#include <string>

namespace imgbatch::test {

/// Does what the payload's first word orders; the answer is "<payload>" where there is one.
///   ok           answers
///   segv, abort, kill   dies of that signal
///   exit:N       leaves with exit code N
///   hang         sleeps for ever
///   spin         works for ever
///   stop         stops itself by SIGSTOP
///   garbage      writes noise to every descriptor it can find, then sleeps
///   half         writes half a frame to every descriptor, then dies of SIGSEGV
///   close        closes every descriptor, then sleeps
///   noise        writes 10 MB to stdout and to stderr, then answers
///   throw        throws
///   once:PATH:ORDER   obeys ORDER if PATH does not exist, and makes it; answers else
///   slow:MS      answers after MS milliseconds
///   time:MS:ORDER     allows itself MS milliseconds, then obeys ORDER
///   need:BYTES:ORDER  asks for so much memory, then obeys ORDER
///   doom:MS:ORDER     dies of SIGALRM after MS milliseconds, whatever ORDER does till then
std::string misbehave(const Task& task, TaskContext& context);

} // namespace imgbatch::test
