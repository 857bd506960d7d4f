/// The program: one command line to one exit code.
#pragma once

namespace imgbatch::cli {

/// Parses, runs the subcommand, and returns the exit code of README's "Exit codes". Does not return
/// where the run was ended by a signal: then the process dies of it. Nothing is thrown.
int run_app(int argc, char** argv);

} // namespace imgbatch::cli
