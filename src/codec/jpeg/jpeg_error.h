/// libjpeg's errors and warnings as ours: sorted by code, counted, never printed.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include "codec/damage.h"
#include "codec/jpeg/libjpeg.h"

#include <array>
#include <csetjmp>
#include <cstdint>
#include <string>
#include <vector>

namespace imgbatch {

/// The kinds of warning that are told apart; the last stands for all others.
inline constexpr std::size_t jpeg_warning_kinds = 10;

/// The error manager of one libjpeg object. Plain data: its handlers leave by longjmp to `jump`,
/// so every libjpeg call runs under guarded(). The object must not move while libjpeg knows it.
struct JpegErrors {         // NOLINT(*-member-init): init_jpeg_errors() fills all of it
    jpeg_error_mgr manager; ///< first, so that libjpeg's pointer to it is a pointer to all of this
    std::jmp_buf jump;
    FailOn fail_on;             ///< the first warning that it does not let pass stops
    OutcomeClass plain_failure; ///< class of a fatal error that has no class of its own
    InputLimits limits;
    bool input_ended; ///< the source had to invent an end marker
    bool gave_up;     ///< so many flaws that not even the lenient go on
    unsigned warnings;
    std::array<unsigned, jpeg_warning_kinds> counts;
    OutcomeClass failure; ///< set with `message` before the jump
    std::array<char, JMSG_LENGTH_MAX> message;
};

/// Readies `errors` for a decoder (plain_failure corrupt) or an encoder (internal).
void init_jpeg_errors(JpegErrors& errors, FailOn fail_on, OutcomeClass plain_failure,
                      const InputLimits& limits = {});

/// The JpegErrors that `codec` was set up with.
JpegErrors& errors_of(jpeg_common_struct* codec);

/// Ends the libjpeg call under way with `failure`; `message` is copied. Does not return.
[[noreturn]] void stop_jpeg(JpegErrors& errors, OutcomeClass failure, const char* message);

/// The same, since the JPEG has more than `limit` of `what`.
[[noreturn]] void stop_at_limit(JpegErrors& errors, OutcomeClass failure, const char* what,
                                std::uint64_t limit, const char* flag);

/// Gives libjpeg's warning `code` to `errors`; may not return, as stop_jpeg.
void warn_jpeg(jpeg_common_struct* codec, int code);

/// What stopped the call, after guarded() returned false.
Error to_error(const JpegErrors& errors, Stage stage);

/// One line per kind of warning that was let pass.
std::vector<std::string> describe_warnings(const JpegErrors& errors);

} // namespace imgbatch
