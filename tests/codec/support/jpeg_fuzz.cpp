#include "codec/support/jpeg_fuzz.h"

#include "codec/support/plain_jpeg_proof.h"

namespace imgbatch::test {

JpegFuzzStatistics& JpegFuzzStatistics::operator+=(const JpegFuzzStatistics& other) {
    inputs += other.inputs;
    probed += other.probed;
    for (std::size_t i = 0; i < accepted.size(); ++i) {
        accepted[i] += other.accepted[i];
        warned[i] += other.warned[i];
        unlike[i] += other.unlike[i];
    }
    return *this;
}

std::string to_text(const JpegFuzzStatistics& statistics) {
    std::string text = std::to_string(statistics.inputs) + " inputs, " +
                       std::to_string(statistics.probed) + " with a header that libjpeg takes\n";
    for (const int scale : jpeg_scales) {
        const auto i = static_cast<std::size_t>(scale);
        text += "at " + std::to_string(scale) + "/8: " + std::to_string(statistics.accepted[i]) +
                " accepted, of which libjpeg warns about " + std::to_string(statistics.warned[i]) +
                " and has other samples of " + std::to_string(statistics.unlike[i]) + "\n";
    }
    return text;
}

JpegFuzzResult fuzz_plain_jpeg(ByteView file, JpegFuzzStatistics& statistics) {
    constexpr std::uint64_t max_pixels = 20'000; // more is only slower
    JpegFuzzResult result;
    ++statistics.inputs;
    PlainJpegProof proof(file, {.limits = {.pixels = max_pixels}});
    if (!proof.probed()) {
        return result;
    }
    ++statistics.probed;
    for (const int scale : jpeg_scales) {
        const PlainVerdict verdict = proof.judge(scale);
        if (!verdict.complaint.empty()) {
            result.complaint = "at " + std::to_string(scale) + "/8: " + verdict.complaint;
            return result;
        }
        const auto i = static_cast<std::size_t>(scale);
        statistics.accepted[i] += verdict.accepted ? 1 : 0;
        statistics.warned[i] += verdict.warned ? 1 : 0;
        statistics.unlike[i] += verdict.unlike ? 1 : 0;
        result.damaged = result.damaged || verdict.warned || verdict.unlike;
    }
    return result;
}

} // namespace imgbatch::test
