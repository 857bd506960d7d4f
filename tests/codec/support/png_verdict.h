/// The quick way of reading PNG held against libpng alone.
#pragma once

#include "codec/png/png_decoder.h"
#include "codec/support/pixels.h"

#include <doctest/doctest.h>

namespace imgbatch::test {

/// What decoding came to, without the picture.
struct PngVerdict {
    OutcomeClass outcome = OutcomeClass::ok;
    std::string message;
    std::vector<std::string> warnings;
    bool operator==(const PngVerdict&) const = default;
};

inline PngVerdict verdict_of(const Expected<Decoded>& decoded) {
    if (decoded) {
        return {OutcomeClass::ok, {}, decoded->warnings};
    }
    return {decoded.error().code, decoded.error().message, {}};
}

/// Whether decode() and libpng alone say the same of `file`, and give the same samples.
inline bool is_judged_alike(ByteView file, const DecodeOptions& options) {
    const auto info = probe(file, options);
    if (!info) {
        return true; // probing is libpng's alone
    }
    const auto decoded = decode(file, *info, {}, options);
    const auto wanted = decode_png_by_libpng(file, *info, options);
    return verdict_of(decoded) == verdict_of(wanted) &&
           (!decoded || max_difference(decoded->image, wanted->image) == 0);
}

/// Checks that, at every `fail_on`.
inline void check_libpng_decides(ByteView file) {
    for (const auto level : {FailOn::none, FailOn::truncated, FailOn::error, FailOn::warning}) {
        CHECK(is_judged_alike(file, {.fail_on = level}));
    }
}

} // namespace imgbatch::test
