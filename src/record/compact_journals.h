/// Many journals made one.
#pragma once

#include <imgbatch/result.h>

#include <string>

namespace imgbatch {

/// Puts the newest line of each output into one journal and removes all others, so that journals do
/// not grow over many runs. The new one takes the place of the newest at once; whoever is killed on
/// the way leaves at most lines that are there twice. Nothing is done where there is one journal or
/// none, where another run on any host is at work (its journal is locked), or where anything cannot
/// be read, as it might be a later version's. True: it was done. Errors: write_error.
Expected<bool> compact_journals(const std::string& state_root);

} // namespace imgbatch
