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
    Image picture;         ///< empty where it did not accept
    /// What is wrong: with the sink's contract, with samples that nobody wrote, with a file that
    /// libjpeg refuses, or, where libjpeg is content, with samples: at 1/8 and 8/8 any that differ
    /// from libjpeg's, else those more than 1 from exact arithmetic. Empty if nothing.
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
    std::string compare(const PlainVerdict& verdict, int scale_eighths) const;

    ByteView file_;
    std::optional<SourceInfo> info_;
    CodecWorkspace workspace_;
    bool asked_libjpeg_ = false;
    std::optional<ExactJpeg> exact_; ///< none also where libjpeg refuses
};

/// Where and how the facade's answer depends on who decodes, at every `fail_on` and those scales
/// that both decoders have: the outcome, its message, warnings; where the own decoder steps back,
/// samples too; where it does not, whatever PlainJpegProof finds. Empty if nowhere.
std::string find_unlike_answers(ByteView file);

} // namespace imgbatch::test
