/// Resamples a picture while it is decoded, to any number of sizes.
#pragma once

#include "image/image_sink.h"
#include "image/picture_sink.h"
#include "image/plane_store.h"
#include "transform/plane_resampler.h"
#include "transform/resample.h"
#include "transform/resample_plan.h"
#include "transform/row_window.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace imgbatch {

/// Makes of one decoded picture what each request asks for: the very samples that
/// Resampler::resample() makes of the whole picture.
///
///   decoder ──rows──▶ window of each plane ──▶ PlaneResampler of request 0
///                                          └─▶ PlaneResampler of request 1 …
///
/// Of the source, only the rows are held that an output row still needs. It is collected whole
/// where some request leaves it as it is, or alpha must be seen whole. One picture at a time.
class ResampleSink final : public PictureSink {
public:
    /// At least one request. Pictures that are held whole come from `whole`, or go there when they
    /// have done their work. `resampler` and `whole` must outlive the sink.
    ResampleSink(Resampler& resampler, std::span<const ResampleRequest> requests,
                 PlaneStore& whole);

    Expected<void> take(Image&& picture) override;
    /// Errors: also internal, for a request that does not fit the picture.
    Expected<void> begin(const PictureLayout& layout) override;
    PlaneSpan extend(std::size_t plane, int rows) override;
    Expected<void> advance() override;

    /// The results, in the order of the requests, once decoding has succeeded; then the sink is as
    /// new. Errors: memory; internal, where rows are missing or a request does not fit.
    Expected<std::vector<Image>> finish();

    /// Time spent here while decoding went on.
    [[nodiscard]] std::uint64_t busy_ns() const { return busy_ns_; }
    /// Memory that holds rows of the source in strips.
    [[nodiscard]] std::size_t window_bytes() const;

private:
    /// One plane and what becomes of it, request by request.
    struct PlaneFlow {
        RowWindow window;
        int height = 0;
        std::vector<PlaneResampler> outputs;

        [[nodiscard]] int first_needed() const;
    };

    void clear();
    void start_flows(const PictureLayout& layout, std::span<const std::vector<PlanePlan>> plans);
    Expected<std::vector<Image>> finish_whole();
    Expected<std::vector<Image>> finish_strips();

    Resampler* resampler_;
    std::vector<ResampleRequest> requests_;
    PlaneStore* store_;
    ImageSink whole_;
    bool streams_ = false; ///< else the picture is, or will be, in whole_
    ColorModel model_ = ColorModel::rgb;
    std::vector<PlaneFlow> flows_; ///< by plane
    std::uint64_t busy_ns_ = 0;
};

} // namespace imgbatch
