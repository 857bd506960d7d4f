#include "codec/support/plain_jpeg_proof.h"

#include "codec/jpeg/plain/plain_jpeg.h"
#include "codec/support/needed_scans.h"
#include "codec/support/pixels.h"
#include "support/strip_collector.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace imgbatch::test {
namespace {

/// Where two planes are more than `tolerance` apart or of different size; empty if nowhere.
std::string compare_planes(const Plane& got, const Plane& wanted, int tolerance) {
    if (got.width() != wanted.width() || got.height() != wanted.height()) {
        return std::to_string(got.width()) + " x " + std::to_string(got.height()) +
               " samples instead of " + std::to_string(wanted.width()) + " x " +
               std::to_string(wanted.height());
    }
    int count = 0;
    std::string first;
    for (int y = 0; y < got.height(); ++y) {
        for (int x = 0; x < got.width(); ++x) {
            const int a = sample(got, x, y);
            const int b = sample(wanted, x, y);
            if (std::abs(a - b) > tolerance && count++ == 0) {
                first = std::to_string(a) + " instead of " + std::to_string(b) + " at (" +
                        std::to_string(x) + ", " + std::to_string(y) + ")";
            }
        }
    }
    return count == 0 ? "" : first + ", " + std::to_string(count) + " such samples";
}

/// The same for pictures, without planes that are empty in `wanted`.
std::string compare_pictures(const Image& got, const Image& wanted, int tolerance,
                             const char* who) {
    if (got.planes.size() != wanted.planes.size() || got.model != wanted.model) {
        return "another kind of picture than " + std::string(who) + "'s";
    }
    for (std::size_t p = 0; p < got.planes.size(); ++p) {
        const Plane& plane = wanted.planes[p];
        const std::string found =
            plane.width() == 0 ? "" : compare_planes(got.planes[p], plane, tolerance);
        if (!found.empty()) {
            return "plane " + std::to_string(p) + " against " + who + ": " + found;
        }
    }
    return {};
}

std::string compare_extents(const Image& got, const Image& wanted) {
    for (std::size_t p = 0; p < got.planes.size(); ++p) {
        if (got.planes[p].extent_x != wanted.planes[p].extent_x ||
            got.planes[p].extent_y != wanted.planes[p].extent_y) {
            return "the extent of plane " + std::to_string(p) + " is wrong";
        }
    }
    return {};
}

std::string compare_exact(const Image& picture, const ExactJpeg& jpeg, int scale_eighths) {
    const bool constant = scale_eighths == 1;
    const Image exact = constant ? constant_planes(jpeg) : exact_planes(jpeg, scale_eighths);
    const std::string found =
        compare_pictures(picture, exact, constant ? 0 : 1, "exact arithmetic");
    return found.empty() ? compare_extents(picture, exact) : found;
}

/// Decodes into `sink`: whether the own decoder accepts. What should not fail is told in
/// `complaint`.
bool decode_by_own(ByteView file, const SourceInfo& info, int scale, CodecWorkspace& workspace,
                   StripCollector& sink, std::string& complaint) {
    const auto accepted = decode_plain_jpeg(
        ByteSource(file), info, {.scale_eighths = scale, .ycbcr = true}, workspace, sink);
    if (!accepted) {
        complaint = "an error instead of a step back: " + accepted.error().message;
        return false;
    }
    if (*accepted) {
        complaint = sink.complaint();
    }
    return *accepted;
}

} // namespace

PlainJpegProof::PlainJpegProof(ByteView file, const DecodeOptions& options) : file_(file) {
    if (auto info = probe(file, options); info && info->format == ImageFormat::jpeg) {
        info_ = *std::move(info);
    }
}

PlainVerdict PlainJpegProof::judge(int scale_eighths) {
    PlainVerdict verdict;
    if (!info_) {
        return verdict;
    }
    StripCollector sink(std::byte{0x55});
    verdict.accepted =
        decode_by_own(file_, *info_, scale_eighths, workspace_, sink, verdict.complaint);
    if (!verdict.accepted || !verdict.complaint.empty()) {
        return verdict;
    }
    StripCollector again(std::byte{0xAA});
    if (!decode_by_own(file_, *info_, scale_eighths, workspace_, again, verdict.complaint)) {
        verdict.complaint = "accepted once and refused once";
        return verdict;
    }
    verdict.picture = sink.picture().clone();
    if (max_difference(verdict.picture, again.picture()) != 0) {
        verdict.complaint = "samples that nobody wrote";
        return verdict;
    }
    if (!asked_libjpeg_) {
        exact_ = read_exact_jpeg(file_);
        asked_libjpeg_ = true;
    }
    if (!exact_) {
        verdict.complaint = "accepted, but libjpeg refuses it";
        return verdict;
    }
    verdict.warned = exact_->warnings > 0;
    const std::string found = verdict.warned ? "" : compare(verdict.picture, scale_eighths);
    if (verdict.warned || !found.empty()) {
        verdict.complaint = judge_damage(verdict.picture, scale_eighths);
        verdict.unlike = !verdict.warned && verdict.complaint.empty();
        verdict.complaint += found.empty() || verdict.unlike ? "" : ": " + found;
    }
    return verdict;
}

/// Whether the own decoder takes the whole picture, which needs all that the file has.
bool PlainJpegProof::takes_all() {
    if (!takes_all_) {
        StripCollector sink(std::byte{0});
        std::string complaint;
        takes_all_ = decode_by_own(file_, *info_, 8, workspace_, sink, complaint);
    }
    return *takes_all_;
}

std::string PlainJpegProof::judge_damage(const Image& picture, int scale_eighths) {
    if (!info_->progressive || scale_eighths == 8) {
        return exact_->warnings > 0 ? "accepted, but libjpeg warns" : "wrong";
    }
    if (takes_all()) {
        return "taken in full, though libjpeg warns or has other samples";
    }
    const auto cut = needed_scans(file_, scale_eighths);
    const auto exact = cut ? read_exact_jpeg(*cut) : std::nullopt;
    if (!exact || exact->warnings > 0) {
        return "damage in what is needed";
    }
    const std::string found = compare_exact(picture, *exact, scale_eighths);
    return found.empty() ? "" : "not the samples of the needed scans, " + found;
}

std::string PlainJpegProof::compare(const Image& picture, int scale_eighths) const {
    std::string found = compare_exact(picture, *exact_, scale_eighths);
    if (found.empty() && (scale_eighths == 1 || scale_eighths == 8)) {
        const auto libjpeg = read_libjpeg_planes(file_, scale_eighths);
        found = libjpeg ? compare_pictures(picture, libjpeg->image, 0, "libjpeg")
                        : "libjpeg reads its coefficients and refuses its samples";
    }
    return found;
}

namespace {

/// What the facade answers, by one decoder.
struct Answer {
    OutcomeClass outcome = OutcomeClass::ok;
    std::string message;
    std::vector<std::string> warnings;
    Image image;
};

Answer ask(ByteView file, const SourceInfo& info, int scale, FailOn fail_on, JpegDecoder decoder) {
    DecodeOptions options;
    options.fail_on = fail_on;
    options.jpeg_decoder = decoder;
    auto decoded = decode(file, info, {.scale_eighths = scale, .ycbcr = true}, options);
    if (!decoded) {
        return {decoded.error().code, decoded.error().message, {}, {}};
    }
    return {OutcomeClass::ok, {}, std::move(decoded->warnings), std::move(decoded->image)};
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += "[" + line + "]";
    }
    return text;
}

std::string tell(const Answer& answer) {
    return std::string(to_word(answer.outcome)) + " " + answer.message + joined(answer.warnings);
}

std::string compare_answers(const Answer& own, const Answer& libjpeg, const PlainVerdict& plain) {
    if (own.outcome != libjpeg.outcome || own.message != libjpeg.message ||
        own.warnings != libjpeg.warnings) {
        return "own: " + tell(own) + "; libjpeg-turbo: " + tell(libjpeg);
    }
    if (own.outcome != OutcomeClass::ok) {
        return {};
    }
    if (!plain.accepted) {
        return max_difference(own.image, libjpeg.image) == 0 ? "" : "a step back, other samples";
    }
    return max_difference(own.image, plain.picture) == 0 ? "" : "not the own decoder's samples";
}

} // namespace

std::string find_unlike_answers(ByteView file) {
    PlainJpegProof proof(file);
    if (!proof.probed()) {
        return {}; // probing is libjpeg's alone
    }
    for (const int scale : jpeg_scales) {
        const PlainVerdict plain = proof.judge(scale);
        std::string found = plain.complaint;
        for (const FailOn fail_on :
             {FailOn::none, FailOn::truncated, FailOn::error, FailOn::warning}) {
            if (!found.empty()) {
                break;
            }
            found = compare_answers(
                ask(file, *proof.info(), scale, fail_on, JpegDecoder::own),
                ask(file, *proof.info(), scale, fail_on, JpegDecoder::libjpeg_turbo), plain);
        }
        if (!found.empty()) {
            return "at " + std::to_string(scale) + "/8: " + found;
        }
    }
    return {};
}

} // namespace imgbatch::test
