/// What all ways of naming inputs have in common: one entry at a time, whenever it is asked for.
#pragma once

#include <imgbatch/result.h>
#include <imgbatch/task.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace imgbatch {

/// One input, or the reason why a name is none: either way it is one record of the run.
struct Found {
    std::string path;        ///< to open; bytes as the system has them
    std::string relative;    ///< where it lands below the output folder: never absolute, no ".."
    std::size_t root = 0;    ///< position of the argument that it came from
    bool named = false;      ///< an argument or list entry: not found in a walk
    std::uint64_t bytes = 0; ///< by stat; 0 where there is an error
    /// Set where the name cannot become a task: read_error, vanished, skipped_special or
    /// name_too_long; `path` may then name a folder.
    std::optional<Error> error;
};

/// NotYet: ask again when its descriptor is readable. NoMore: the end, do not ask again.
using NextInput = std::variant<Found, NotYet, NoMore>;

/// Where inputs come from. Used by one thread at a time; a call returns soon.
class InputSource {
public:
    InputSource() = default;
    InputSource(const InputSource&) = delete;
    InputSource& operator=(const InputSource&) = delete;
    InputSource(InputSource&&) = default;
    InputSource& operator=(InputSource&&) = default;
    virtual ~InputSource() = default;

    virtual NextInput next() = 0;
};

} // namespace imgbatch
