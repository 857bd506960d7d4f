/// Probe and decode in one go.
#pragma once

#include "codec/codec.h"

namespace imgbatch::test {

/// Everything that reading gives: the failure of the first step that failed, or the picture.
struct ReadResult {
    OutcomeClass outcome = OutcomeClass::ok;
    std::string message;
    SourceInfo info;
    Decoded decoded;
};

inline ReadResult read(ByteView data, FailOn fail_on = FailOn::error,
                       const DecodeRequest& request = {},
                       JpegDecoder jpeg_decoder = JpegDecoder::own) {
    DecodeOptions options;
    options.fail_on = fail_on;
    options.jpeg_decoder = jpeg_decoder;
    ReadResult result;
    auto info = probe(data, options);
    if (!info) {
        result.outcome = info.error().code;
        result.message = info.error().message;
        return result;
    }
    result.info = *std::move(info);
    auto decoded = decode(data, result.info, request, options);
    if (!decoded) {
        result.outcome = decoded.error().code;
        result.message = decoded.error().message;
        return result;
    }
    result.decoded = *std::move(decoded);
    return result;
}

} // namespace imgbatch::test
