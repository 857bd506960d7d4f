/// Workers that misbehave, as ordered by their task's payload. Harmless only in a forked worker.
#pragma once

#include <imgbatch/executor.h>

#include <string>

namespace imgbatch::test {

/// Does what the payload orders, see fault/deeds.h; answers "<payload>" where there is an answer,
/// or what a `sys:` order met. Here there is one order more:
///   time:MS:ORDER     allows itself MS milliseconds, then obeys ORDER
///   need:BYTES:ORDER  asks for so much memory, then obeys ORDER
///   doom:MS:ORDER     dies of SIGALRM after MS milliseconds, whatever ORDER does till then
std::string misbehave(const Task& task, TaskContext& context);

} // namespace imgbatch::test
