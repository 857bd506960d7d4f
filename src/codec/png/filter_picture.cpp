#include "codec/png/filter_picture.h"

#include "codec/png/filter_row.h"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace imgbatch {
namespace {

constexpr int strip_height = 16;
constexpr int strip_distance = 8 * strip_height;
constexpr int max_strips = 16;
constexpr int trial_level = 1;

/// Bytes of a row, without its filter.
std::size_t row_bytes_of(const PlaneView& plane) {
    return static_cast<std::size_t>(plane.width) * static_cast<std::size_t>(plane.channels) *
           static_cast<std::size_t>(bytes_per_sample(plane.type));
}

/// Gives the rows of a picture, one after another, as the format orders their bytes.
class RowSource {
public:
    RowSource(const PlaneView& plane, int first, PngWorkspace& workspace)
        : plane_(plane), row_bytes_(row_bytes_of(plane)), above_(workspace.zero_row(row_bytes_)),
          y_(std::max(first - 1, 0)) {
        if (plane.type == SampleType::u16 && std::endian::native == std::endian::little) {
            swapped_[0] = workspace.swapped.get(2 * row_bytes_);
            swapped_[1] = swapped_[0] + row_bytes_;
        }
        if (first > 0) {
            next();
        }
    }

    RowToFilter next() {
        const auto* row = reinterpret_cast<const std::uint8_t*>(plane_.data + y_ * plane_.stride);
        ++y_;
        if (swapped_[0] != nullptr) {
            std::uint8_t* out = swapped_[0];
            for (std::size_t i = 0; i < row_bytes_; i += 2) {
                out[i] = row[i + 1];
                out[i + 1] = row[i];
            }
            row = out;
            std::swap(swapped_[0], swapped_[1]);
        }
        const auto pixel_bytes = static_cast<std::size_t>(plane_.channels) *
                                 static_cast<std::size_t>(bytes_per_sample(plane_.type));
        return {row, std::exchange(above_, row), row_bytes_, pixel_bytes};
    }

private:
    PlaneView plane_;
    std::size_t row_bytes_;
    const std::uint8_t* above_;
    int y_;
    std::array<std::uint8_t*, 2> swapped_{}; ///< this row's and the last one's, where needed
};

/// `count` rows from `first` on.
ByteView filter_rows(const PlaneView& plane, int first, int count, FilterPlan plan,
                     PngWorkspace& workspace) {
    const std::size_t pitch = row_bytes_of(plane) + 1;
    const std::size_t size = pitch * static_cast<std::size_t>(count);
    std::uint8_t* const filtered = workspace.filtered.get(size);
    std::uint8_t* out = filtered;
    RowSource rows(plane, first, workspace);
    for (int i = 0; i < count; ++i, out += pitch) {
        const RowToFilter row = rows.next();
        std::ptrdiff_t best = 0;
        if (plan == FilterPlan::least_sum) {
            const FilterSums sums = sum_differences(row);
            best = std::ranges::min_element(sums) - sums.begin();
        }
        *out = static_cast<std::uint8_t>(best);
        filter_row(row, static_cast<PngFilter>(best), out + 1);
    }
    return std::as_bytes(std::span(filtered, size));
}

/// What a strip deflates to, in bytes.
std::size_t try_strip(const PlaneView& plane, int first, int count, FilterPlan plan,
                      PngWorkspace& workspace) {
    const ByteView rows = filter_rows(plane, first, count, plan, workspace);
    libdeflate_compressor* const deflater = workspace.trial_deflater(trial_level);
    const std::size_t bound = libdeflate_zlib_compress_bound(deflater, rows.size());
    return libdeflate_zlib_compress(deflater, rows.data(), rows.size(), workspace.packed.get(bound),
                                    bound);
}

} // namespace

FilterPlan choose_filter_plan(const PlaneView& plane, PngWorkspace& workspace) {
    const int strips = std::clamp(plane.height / strip_distance, 1, max_strips);
    const int count = std::min(plane.height, strip_height);
    std::size_t none = 0;
    std::size_t least_sum = 0;
    for (int i = 0; i < strips; ++i) {
        const auto middle = (2 * i + 1) * static_cast<std::int64_t>(plane.height) / (2 * strips);
        const int first =
            static_cast<int>(std::clamp<std::int64_t>(middle - count / 2, 0, plane.height - count));
        none += try_strip(plane, first, count, FilterPlan::none, workspace);
        least_sum += try_strip(plane, first, count, FilterPlan::least_sum, workspace);
    }
    // A strip shows fewer repetitions than the whole picture, which are what no filter lives on.
    return none - none / 50 < least_sum ? FilterPlan::none : FilterPlan::least_sum;
}

ByteView filter_picture(const PlaneView& plane, FilterPlan plan, PngWorkspace& workspace) {
    return filter_rows(plane, 0, plane.height, plan, workspace);
}

} // namespace imgbatch
