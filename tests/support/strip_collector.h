/// A sink that holds a decoder to the contract of strips.
#pragma once

#include "image/picture_sink.h"

#include <optional>
#include <string>
#include <vector>

namespace imgbatch::test {

/// Collects a picture and notes the first breach of PictureSink's contract. Each strip is memory of
/// its own that is gone after advance(), so that a sanitizer sees what is written beside it or
/// later. Samples begin as `fill`: what nobody writes differs between two runs with two fills.
class StripCollector : public PictureSink {
public:
    explicit StripCollector(std::byte fill) : fill_(fill) {}

    Expected<void> take(Image&& picture) override;
    Expected<void> begin(const PictureLayout& layout) override;
    PlaneSpan extend(std::size_t plane, int rows) override;
    Expected<void> advance() override;

    /// What came; without planes where nothing did.
    [[nodiscard]] const Image& picture() const { return picture_; }
    /// Whether the decoder gave strips, not a picture in one piece.
    [[nodiscard]] bool in_strips() const { return in_strips_; }
    /// The most rows of plane 0 between two advances.
    [[nodiscard]] int tallest_strip() const { return tallest_; }
    /// What the decoder did against the contract, for a decoding that succeeded; empty if nothing.
    [[nodiscard]] std::string complaint() const;

private:
    struct Growth {
        int rows = 0;               ///< that have advanced
        std::optional<Plane> strip; ///< asked for since
    };

    void complain(const std::string& what);

    std::byte fill_;
    Image picture_;
    std::vector<Growth> growth_;
    bool in_strips_ = false;
    int tallest_ = 0;
    std::string complaint_;
};

} // namespace imgbatch::test
