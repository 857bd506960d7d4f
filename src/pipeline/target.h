/// The output file of one image: whether it is to be written at all, and the writing of it.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include "base/atomic_file.h"
#include "base/bytes.h"

#include <optional>
#include <string>
#include <unordered_set>

#include <sys/stat.h>

namespace imgbatch {

/// Writes outputs for one lane; remembers in which folders it has already tidied up after runs that
/// were killed. Not for two threads at once.
class TargetWriter {
public:
    explicit TargetWriter(CommitOptions options) : options_(options) {}

    /// Whether `target` shall be left alone: nothing when it is to be written, else an Error whose
    /// code is up_to_date, skipped_existing, or collision (it is the input itself). `outdated`: the
    /// target's date does not count, for it was made in another way.
    [[nodiscard]] std::optional<Error> reason_to_leave(const std::string& target,
                                                       const struct stat& input,
                                                       bool outdated = false) const;

    /// Publishes `data` as `target` with the input's permission bits (never executable), making the
    /// folders it needs. Errors: write_error, name_too_long; skipped_existing where the target
    /// appeared meanwhile and may not be replaced.
    Expected<void> publish(const std::string& target, ByteView data, const struct stat& input);

    /// How publish() commits an output of `input`.
    [[nodiscard]] CommitSettings settings_for(const struct stat& input) const;

private:
    Expected<void> prepare_folder(const std::string& folder);
    Expected<void> write(const std::string& target, ByteView data, const struct stat& input,
                         Unborn unborn) const;

    CommitOptions options_;
    bool nameless_works_ = true; ///< as far as was seen
    std::unordered_set<std::string> prepared_;
};

} // namespace imgbatch
