/// What earlier runs have done, asked input by input: `--resume` and `--retry-failed`.
#pragma once

#include <imgbatch/image_task.h>
#include <imgbatch/result.h>
#include <imgbatch/run.h>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace imgbatch {

/// What a run does with an input, in the light of earlier ones.
enum class Turn {
    work,
    done,     ///< an earlier run has done just this
    left_out, ///< it is not told of either
};

/// Made once from the journals, then only asked. Records name files that are looked at only where
/// the run's own plan has the same names: nothing that a journal holds is ever opened.
class EarlierRuns {
public:
    /// Reads the journals below `state_root`; none are no earlier runs. `options`: the hash of this
    /// run's. Errors: read_error.
    static Expected<EarlierRuns> read(const std::string& state_root, Resume resume,
                                      std::uint64_t options);

    /// For `work` the task may become `outdated`, for `done` its output's name is completed. Looks
    /// at the input and at its output (stat), no more.
    Turn turn_of(ImageTask& task, bool in_place) const;

private:
    /// What is needed of a record.
    struct Trace {
        std::string output; ///< empty: failed before it had a name
        bool failed = false;
        bool done = false;
        ImageFormat input_format = ImageFormat::unknown;
        ImageFormat output_format = ImageFormat::unknown;
        PixelSize output_size;
        std::uint64_t input_bytes = 0;
        std::uint64_t input_modified = 0;
        std::uint64_t output_bytes = 0;
        std::uint64_t output_modified = 0;
        std::uint64_t options = 0;
    };

    EarlierRuns(Resume resume, std::uint64_t options) : resume_(resume), options_(options) {}

    void remember(ImageOutcome&& record);
    [[nodiscard]] const Trace* newest_of(const ImageTask& task) const;
    [[nodiscard]] Turn turn_of(const Trace& trace, ImageTask& task, bool in_place) const;
    static bool fits(const Trace& trace, const ImageTask& task);

    Resume resume_;
    std::uint64_t options_;
    std::unordered_map<std::string, std::vector<Trace>> by_input_; ///< each list oldest first
};

/// The outcome of an input whose turn is `done`.
ImageOutcome done_before(const ImageTask& task);

} // namespace imgbatch
