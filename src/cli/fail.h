/// The end of a command that could not do its work.
#pragma once

#include <imgbatch/result.h>

namespace imgbatch::cli {

/// Tells the error on stderr and returns its exit code. Where the reader of our stdout has gone,
/// the process dies of SIGPIPE instead and says nothing, as a program does that does not expect
/// that.
int fail(const Error& error);

} // namespace imgbatch::cli
