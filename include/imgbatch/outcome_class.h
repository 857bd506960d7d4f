/// The stable words that say how one image ended. They are the `class` of a record, the code of an
/// Error, and the same in every executor; docs/record.md explains each.
#pragma once

#include <optional>
#include <string_view>

namespace imgbatch {

enum class OutcomeClass {
    // Done, or left alone by a rule: none of these fails a run.
    ok,
    ok_warned,
    up_to_date,
    skipped_existing,
    skipped_special,
    skipped_other,
    copied,
    // The input is at fault.
    empty,
    not_image,
    unsupported,
    truncated,
    corrupt,
    limit,
    read_error,
    changed,
    vanished,
    // The output is at fault.
    collision,
    name_too_long,
    write_error,
    // The machine, the worker or the user ended it.
    memory,
    timeout,
    crashed,
    killed,
    cancelled,
    // Never the class of an image: codes of errors that concern a whole run.
    usage,
    no_input,
    internal,
};

/// The word as records spell it ("ok-warned"). Never empty.
std::string_view to_word(OutcomeClass value);

/// The class a word names; nullopt for any other text.
std::optional<OutcomeClass> outcome_class_from_word(std::string_view word);

/// Whether an image of this class makes the run's exit code 1: everything but ok, the skips and
/// `vanished`, which is nobody's fault.
bool is_failure(OutcomeClass value);

} // namespace imgbatch
