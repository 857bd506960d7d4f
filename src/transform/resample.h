/// Scales a picture and cuts a window out of the result, in one go.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include "image/image.h"
#include "image/orientation.h"
#include "image/plane_store.h"
#include "transform/resample_kernels.h"
#include "transform/table_cache.h"

namespace imgbatch {

struct ResampleRequest {
    Size scaled;      ///< what the whole source picture becomes; sides 1 to 2^20
    Rect crop;        ///< the window of that to make; inside `scaled`
    int chroma_x = 1; ///< ycbcr: luma samples per chroma sample of the result, 1 or 2
    int chroma_y = 1;
    Filter filter = Filter::automatic;
    /// What orient() will do to the result. Where it mirrors an axis, subsampled chroma is laid
    /// out from the window's far edge, so that it starts at the picture's corner after the turn.
    Orientation orientation = Orientation::normal;
};

/// Resamples images and keeps what the next one can use: filter tables and buffers. One per thread.
///
/// Separable, rows first, in integers, so results are the same on every machine. 8-bit results are
/// within 1 of exact arithmetic, 16-bit ones too. Positions are exact fractions of each plane's
/// extent: a window holds the very samples that cutting the whole result would give, and chroma
/// stays in place. Reductions beyond 128 (16-bit: 4096) average whole blocks of samples first.
class Resampler {
public:
    /// Any model, u8 or u16; the result has the same. Plane 0 is exactly crop.width x crop.height,
    /// chroma is ceil(crop / factor) with the exact quotients as extents. Alpha is straight in and
    /// out; inside, colours are weighted by it, so none bleeds out of transparent pixels.
    /// Errors: memory; internal for a request that does not fit the image.
    Expected<Image> resample(const Image& source, const ResampleRequest& request);

    /// The same; hands `source` back untouched where nothing is to be done, and gives its planes to
    /// `spent` where they have done their work.
    Expected<Image> resample(Image&& source, const ResampleRequest& request, PlaneStore& spent);

private:
    struct AxisPair {
        AxisMap x;
        AxisMap y;
    };

    Image resample_checked(const Image& source, const ResampleRequest& request);
    void resample_plane(PlaneView source, const PlaneSpan& target, AxisPair maps, Filter filter);
    PlaneView shrink_blocks(const PlaneView& source, AxisPair& maps, Filter filter);
    PlaneView premultiplied(const PlaneView& source);
    template <class T, class Table>
    void run_blocks(const PlaneView& source, const PlaneSpan& target, const Table& vertical,
                    const Table& horizontal);

    TableCache<NarrowTable> narrow_tables_;
    TableCache<WideTable> wide_tables_;
    KernelScratch scratch_;
    Scratch<std::byte> premultiplied_;
    Scratch<std::byte> shrunk_;
    Scratch<std::uint64_t> sums_;
};

} // namespace imgbatch
