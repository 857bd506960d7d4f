/// The own JPEG decoder held against libjpeg-turbo and exact arithmetic.
#pragma once

#include "codec/codec.h"
#include "codec/support/exact_jpeg.h"

#include <array>
#include <optional>
#include <string>

namespace imgbatch::test {

/// All reductions that there are, in eighths.
inline constexpr std::array<int, 7> jpeg_scales{1, 2, 3, 4, 5, 6, 8};

struct PlainVerdict {
    bool accepted = false; ///< the own decoder gave a picture
    bool warned = false;   ///< of which libjpeg says that the file is damaged
    bool unlike = false;   ///< of which libjpeg says nothing, but has other samples
    Image picture;         ///< empty where it did not accept
    /// What is wrong: with the sink's contract, with samples that nobody wrote, with a file that
    /// libjpeg refuses, or with samples: at 1/8 and 8/8 any that differ from libjpeg's, else those
    /// more than 1 from exact arithmetic. A file that libjpeg warns about, or has other samples of,
    /// is right only if it is damaged where plain_jpeg.h says that no sample depends on it: below
    /// 8/8, in a progressive file that the own decoder does not take at 8/8, whose samples are
    /// those of the needed scans alone, which libjpeg reads without a warning. Empty if nothing.
    std::string complaint;
};

/// Judges one file, which must outlive it, at any number of scales. Keeps what libjpeg read.
class PlainJpegProof {
public:
    explicit PlainJpegProof(ByteView file, const DecodeOptions& options = {});

    /// Whether the facade takes the header; else the own decoder is not asked either.
    [[nodiscard]] bool probed() const { return info_.has_value(); }
    [[nodiscard]] const std::optional<SourceInfo>& info() const { return info_; }

    PlainVerdict judge(int scale_eighths);

private:
    std::string compare(const Image& picture, int scale_eighths) const;
    std::string judge_damage(const Image& picture, int scale_eighths);
    bool takes_all();

    ByteView file_;
    std::optional<SourceInfo> info_;
    CodecWorkspace workspace_;
    bool asked_libjpeg_ = false;
    std::optional<ExactJpeg> exact_; ///< none also where libjpeg refuses
    std::optional<bool> takes_all_;  ///< at 8/8
};

/// Where and how the facade's answer depends on who decodes, at every `fail_on` and every scale:
/// the outcome, its message, warnings; where the own decoder steps back, samples too; where it does
/// not, whatever PlainJpegProof finds. Empty if nowhere.
std::string find_unlike_answers(ByteView file);

} // namespace imgbatch::test
