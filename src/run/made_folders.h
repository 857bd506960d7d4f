/// Folders that are made for outputs which may come to nothing.
#pragma once

#include <imgbatch/result.h>

#include <string>
#include <unordered_set>

namespace imgbatch {

/// One thread at a time.
class MadeFolders {
public:
    /// Makes `folder` and its parents where they are missing; the first time tidies up what killed
    /// runs have left there. Errors: write_error, name_too_long.
    Expected<void> prepare(const std::string& folder);

    /// Takes `folder`, and its parents, away again where prepare() has made them and nothing is in
    /// them.
    void tidy(std::string folder);

private:
    std::unordered_set<std::string> prepared_;
    std::unordered_set<std::string> made_;
};

} // namespace imgbatch
