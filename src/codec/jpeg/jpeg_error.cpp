#include "codec/jpeg/jpeg_error.h"

#include <cstdio>
#include <cstring>

namespace imgbatch {
namespace {

struct WarningKind {
    int code;
    Damage damage;
    const char* text;
};

constexpr std::array<WarningKind, jpeg_warning_kinds> kinds{{
    {JWRN_EXTRANEOUS_DATA, Damage::harmless, "extra bytes before a marker"},
    {JWRN_ADOBE_XFORM, Damage::harmless, "unknown Adobe colour transform"},
    {JWRN_JFIF_MAJOR, Damage::harmless, "unknown JFIF version"},
    {JWRN_JPEG_EOF, Damage::truncated, "the file ends early"},
    {JWRN_HIT_MARKER, Damage::truncated, "the picture's data ends early"},
    {JWRN_HUFF_BAD_CODE, Damage::corrupt, "bad Huffman code"},
    {JWRN_ARITH_BAD_CODE, Damage::corrupt, "bad arithmetic code"},
    {JWRN_BOGUS_PROGRESSION, Damage::corrupt, "scans that do not fit each other"},
    {JWRN_MUST_RESYNC, Damage::corrupt, "restart markers out of order"},
    {0, Damage::corrupt, "damaged data"},
}};

std::size_t kind_of(int code) {
    std::size_t kind = 0;
    while (kind + 1 < kinds.size() && kinds[kind].code != code) {
        ++kind;
    }
    return kind;
}

OutcomeClass failure_of(const JpegErrors& errors) {
    switch (errors.manager.msg_code) {
    case JERR_OUT_OF_MEMORY:
    case JERR_NO_BACKING_STORE:
        return OutcomeClass::memory;
    case JERR_IMAGE_TOO_BIG:
    case JERR_WIDTH_OVERFLOW:
        return OutcomeClass::limit;
    case JERR_BAD_PRECISION:
    case JERR_SOF_UNSUPPORTED:
    case JERR_ARITH_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_NOTIMPL:
    case JERR_NOT_COMPILED:
        return OutcomeClass::unsupported;
    default:
        return errors.input_ended ? OutcomeClass::truncated : errors.plain_failure;
    }
}

/// Says what `failure` is in our words where libjpeg's would not help; empty to take libjpeg's.
const char* own_words(const JpegErrors& errors, OutcomeClass failure) {
    constexpr int lossless_frame = 0xC3;
    switch (failure) {
    case OutcomeClass::memory:
        return "not enough memory for the JPEG";
    case OutcomeClass::truncated:
        return "the file ends early";
    case OutcomeClass::limit:
        return "a side of the JPEG is longer than 65500 pixels";
    case OutcomeClass::unsupported:
        if (errors.manager.msg_code == JERR_BAD_PRECISION) {
            return "JPEG with other than 8 bits per sample is not supported by this version";
        }
        if (errors.manager.msg_code == JERR_SOF_UNSUPPORTED &&
            errors.manager.msg_parm.i[0] == lossless_frame) {
            return "lossless JPEG is not supported by this version";
        }
        return "this kind of JPEG is not supported by this version";
    default:
        return "";
    }
}

[[noreturn]] void on_error(jpeg_common_struct* codec) {
    JpegErrors& errors = errors_of(codec);
    const OutcomeClass failure = failure_of(errors);
    const char* words = own_words(errors, failure);
    char text[JMSG_LENGTH_MAX + 32] = {};
    if (words[0] == '\0') {
        char detail[JMSG_LENGTH_MAX] = {};
        errors.manager.format_message(codec, detail);
        std::snprintf(text, sizeof text, "damaged JPEG: %s", detail);
        words = text;
    }
    stop_jpeg(errors, failure, words);
}

/// Negative levels are warnings, the others traces.
void on_message(jpeg_common_struct* codec, int level) {
    if (level >= 0) {
        return;
    }
    JpegErrors& errors = errors_of(codec);
    const std::size_t kind = kind_of(errors.manager.msg_code);
    ++errors.counts[kind];
    ++errors.warnings;
    if (fails(kinds[kind].damage, errors.fail_on)) {
        stop_jpeg(errors, outcome_of(kinds[kind].damage), kinds[kind].text);
    }
    // A crafted file can spend seconds on warnings alone.
    if (errors.warnings > errors.limits.warnings) {
        errors.gave_up = true;
        stop_at_limit(errors, OutcomeClass::corrupt, "flaws", errors.limits.warnings,
                      "--limit-warnings");
    }
}

void print_nothing(jpeg_common_struct*) {
}

} // namespace

void init_jpeg_errors(JpegErrors& errors, FailOn fail_on, OutcomeClass plain_failure,
                      const InputLimits& limits) {
    errors = JpegErrors{};
    jpeg_std_error(&errors.manager);
    errors.manager.error_exit = on_error;
    errors.manager.emit_message = on_message;
    errors.manager.output_message = print_nothing;
    errors.fail_on = fail_on;
    errors.plain_failure = plain_failure;
    errors.limits = limits;
}

JpegErrors& errors_of(jpeg_common_struct* codec) {
    return *reinterpret_cast<JpegErrors*>(codec->err);
}

void stop_jpeg(JpegErrors& errors, OutcomeClass failure, const char* message) {
    errors.failure = failure;
    std::strncpy(errors.message.data(), message, errors.message.size() - 1);
    std::longjmp(errors.jump, 1);
}

void stop_at_limit(JpegErrors& errors, OutcomeClass failure, const char* what, std::uint64_t limit,
                   const char* flag) {
    char text[JMSG_LENGTH_MAX] = {};
    std::snprintf(text, sizeof text, "the JPEG has more than %llu %s (%s)",
                  static_cast<unsigned long long>(limit), what, flag);
    stop_jpeg(errors, failure, text);
}

void warn_jpeg(jpeg_common_struct* codec, int code) {
    codec->err->msg_code = code;
    codec->err->emit_message(codec, -1);
}

Error to_error(const JpegErrors& errors, Stage stage) {
    return Error{errors.failure, stage, errors.message.data(), 0};
}

std::vector<std::string> describe_warnings(const JpegErrors& errors) {
    std::vector<std::string> lines;
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
        if (errors.counts[kind] > 0) {
            std::string line = kinds[kind].text;
            if (errors.counts[kind] > 1) {
                line += " (" + std::to_string(errors.counts[kind]) + " times)";
            }
            lines.push_back(std::move(line));
        }
    }
    return lines;
}

} // namespace imgbatch
