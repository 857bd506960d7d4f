/// What a whole run came to, as numbers.
#pragma once

#include <imgbatch/image_task.h>
#include <imgbatch/outcome_class.h>
#include <imgbatch/version.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace imgbatch {

/// The four groups in which people count; each class belongs to one.
enum class OutcomeGroup { done, failed, skipped, cancelled };

/// done: an output was written (ok, ok-warned, copied). skipped: left alone, nobody's fault.
/// cancelled: the run ended before the image's turn. failed: all else.
OutcomeGroup group_of(OutcomeClass value);

/// Adds up outcomes. One owner; not for several threads.
struct RunSummary {
    std::string version = program_version();
    std::string executor;        ///< "process", "tbb" or "sequential"
    unsigned jobs = 1;           ///< images worked on at once
    std::string sandbox = "off"; ///< as the workers really ran
    std::string output_root;     ///< the folder of all outputs; empty where there is no such folder
    double seconds = 0;          ///< wall time; the caller sets it at the end
    std::uint64_t bytes_in = 0;  ///< of the inputs of images done
    std::uint64_t bytes_out = 0; ///< of their outputs

    /// By class, in the order of OutcomeClass.
    static constexpr std::size_t class_count = static_cast<std::size_t>(OutcomeClass::internal) + 1;
    std::array<std::uint64_t, class_count> counts{};

    void add(const ImageOutcome& outcome);

    [[nodiscard]] std::uint64_t count(OutcomeClass value) const;
    [[nodiscard]] std::uint64_t count(OutcomeGroup group) const;
    [[nodiscard]] std::uint64_t images() const; ///< outcomes of all classes

    /// Images done in a second; 0 where no time was measured.
    [[nodiscard]] double images_per_second() const;
};

} // namespace imgbatch
