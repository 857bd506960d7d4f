/// Opens inputs and writes outputs for workers that may do neither.
///
///     parent                                    worker (may open nothing)
///     open()    input ──────────── descriptors ──▶ reads and decodes the one,
///               temporary, empty ────────────────▶ writes encoded bytes to the other
///     settle()  name, checks, rename ◀── answer ── what came of it
///
/// What a worker that was taken over by its image can do is: fail with that image, or write any
/// bytes to that image's own output. Names, formats, lengths and hashes are the parent's own; of
/// the answer only numbers and texts of that image's record are believed.
#pragma once

#include <imgbatch/confinement.h>
#include <imgbatch/process_image.h>

#include "base/atomic_file.h"
#include "base/file_buffer.h"
#include "base/file_io.h"
#include "pipeline/file_rules.h"
#include "pipeline/target.h"
#include "run/made_folders.h"
#include "scan/name_claims.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace imgbatch {

/// One run's, in its parent. Its verdicts are those that a worker with files of its own comes to.
/// Temporaries that are not committed go with it.
class FileBroker final : public Broker {
public:
    /// The format in `options` is the one that is written.
    explicit FileBroker(const ImageOptions& options)
        : in_place_(options.commit.in_place), rules_(options.commit, options.encode.format),
          writer_(options.commit) {}

    /// Hands the input, and an empty file unless none can be made, in this order, and the word of
    /// the output's format. Or nothing: then settle() knows why, whatever the worker answers.
    Handed open(const Task& task) override;
    std::string settle(const Task& task, std::string answer) override;
    void abandon(const Task& task) override;

private:
    /// One image on its way.
    struct Job {
        explicit Job(ImageTask image) : task(std::move(image)), outcome(begun_outcome(task)) {}

        ImageTask task;
        ImageOutcome outcome; ///< what is known so far; concluded where nothing was handed
        std::optional<OpenedFile> input;
        std::optional<AtomicFile> output;
        std::optional<Error> no_output; ///< why there is none; told if the worker succeeds
    };

    Expected<void> create_output(Job& job);
    static std::string folder_for(const Job& job);
    static Error failure(const Job& job, const ImageOutcome& said);
    Expected<void> finish(Job& job, const ImageOutcome& said);
    Expected<void> name_output(Job& job);
    Expected<void> commit(Job& job);
    void drop(Job& job);

    [[nodiscard]] bool may_say(OutcomeClass ending) const;

    bool in_place_;
    FileRules rules_;
    TargetWriter writer_;
    MadeFolders made_;
    NameClaims committed_;
    FileBuffer head_;
    std::unordered_map<std::uint64_t, Job> jobs_; ///< by index of the task
};

} // namespace imgbatch
