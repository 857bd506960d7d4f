/// Which files the outputs of a run are, whatever their names.
#pragma once

#include "scan/file_id.h"
#include "scan/name_claims.h"

#include <string>
#include <unordered_set>

namespace imgbatch {

/// Finds outputs that share a file though their names differ: the file system may not tell "a.jpg"
/// from "A.JPG", or one spelling of an accent from another. One owner; not for several threads.
class OutputFiles {
public:
    /// Another output of this run has been written.
    /// True: the name without regard to case was written before, and both lead to one file.
    bool add(const std::string& output);

    /// Whether what was found at `output`, and left alone, is a file that this run has written.
    [[nodiscard]] bool holds(const std::string& output) const;

private:
    std::unordered_set<FileId, FileIdHash> files_;
    NameClaims folded_; ///< names in small letters
};

} // namespace imgbatch
