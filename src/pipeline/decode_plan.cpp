#include "pipeline/decode_plan.h"

#include <cstdint>

namespace imgbatch {
namespace {

/// Whether `side` pixels at `eighths`/8 are at least `margin` times `wanted`.
bool leaves(int side, int eighths, int margin, int wanted) {
    return std::int64_t{side} * eighths >= std::int64_t{wanted} * margin * 8;
}

/// The chroma factor left of `factor` when `source` pixels become `scaled`.
int factor_after(int factor, int source, int scaled) {
    return std::int64_t{factor} * scaled <= source ? 1 : factor;
}

} // namespace

int choose_scale(const SourceInfo& info, Size scaled_as_stored, const TransformOptions& options) {
    if (info.format != ImageFormat::jpeg || options.shrink_margin == ShrinkMargin::none ||
        options.filter == Filter::nearest) {
        return 8;
    }
    const int margin = options.shrink_margin == ShrinkMargin::two ? 2 : 1;
    for (const int eighths : {1, 2, 3, 4, 5, 6}) {
        if (leaves(info.size.width, eighths, margin, scaled_as_stored.width) &&
            leaves(info.size.height, eighths, margin, scaled_as_stored.height)) {
            return eighths;
        }
    }
    return 8;
}

ChromaFactors chroma_after_scaling(const SourceInfo& info, Size scaled_as_stored) {
    return {factor_after(info.chroma_x, info.size.width, scaled_as_stored.width),
            factor_after(info.chroma_y, info.size.height, scaled_as_stored.height)};
}

} // namespace imgbatch
