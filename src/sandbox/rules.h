/// What a locked-in process may still do.
#pragma once

#include <imgbatch/options.h>

#include <cstdint>
#include <string>
#include <vector>

namespace imgbatch {

struct SandboxRules {
    /// `on` heeds all that follows; `strict` the numbers alone: nothing can be opened. No other
    /// value makes sense here.
    Sandbox level = Sandbox::on;

    /// Files, and folders with all that is below them. What does not exist is passed over.
    std::vector<std::string> readable;
    /// Folders below which files and folders can be made, replaced and removed, and listed, but not
    /// read. What does not exist is passed over.
    std::vector<std::string> writable;
    /// Files may be given to other owners, as far as the process may do that at all.
    bool change_owners = false;

    /// Bytes of address space beyond what is mapped when the process is locked in; 0: any number.
    std::uint64_t memory_budget = 0;
    /// Bytes of the largest file that can be written; 0: any number.
    std::uint64_t max_file_bytes = 0;
};

} // namespace imgbatch
