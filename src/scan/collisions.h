/// Two inputs that would write one name, found before anything is written.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include "scan/image_name.h"

#include <optional>
#include <string>
#include <vector>

namespace imgbatch {

struct PlannedOutput {
    std::string input; ///< its path
    Planned planned;
    std::optional<Error> refused; ///< collision: this one is not to be written
};

/// Makes the planned names of a whole run differ, in the order of `outputs`. Names are compared as
/// bytes once "." and the like are out of the way. A name that is another input's counts as taken,
/// a name that is its own input's is refused by itself (both but in place). Names with {hash} never
/// collide: equal hashes mean equal bytes.
///   error             the answer is an Error
///   suffix            "-2", "-3", … before the extension, past every name that is planned
///   append_extension  each member of a colliding group becomes "name.srcext.ext"; what still
///                     collides is an Error
///   skip              the first keeps the name, the others are refused
/// In place only error and skip make sense: the other two act as skip.
/// Errors (usage): names up to five groups with their inputs and what to do.
Expected<void> resolve_collisions(std::vector<PlannedOutput>& outputs, OnCollision policy);

/// Whether both paths lead to one file: by device and inode where both exist, else by their text.
bool same_file(const std::string& a, const std::string& b);

/// Why an output that is its own input is not written.
Error own_input_error();

/// Why the second claimant of a name is not written; `first` may be empty where it is not known.
Error taken_name_error(const std::string& first);

} // namespace imgbatch
