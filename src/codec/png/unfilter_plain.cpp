#include "codec/png/unfilter.h"

#include <algorithm>

namespace imgbatch {
namespace {

/// With the filter known, the compiler drops the other four from the loop.
template <PngFilter filter>
void unfilter_bytes(const RowPart& part) {
    const auto pixel = static_cast<std::size_t>(part.pixel_bytes);
    std::size_t i = part.begin;
    for (; i < std::min(part.end, pixel); ++i) {
        part.row[i] =
            static_cast<std::uint8_t>(part.filtered[i] + predict_byte(filter, 0, part.above[i], 0));
    }
    for (; i < part.end; ++i) {
        part.row[i] = static_cast<std::uint8_t>(
            part.filtered[i] +
            predict_byte(filter, part.row[i - pixel], part.above[i], part.above[i - pixel]));
    }
}

} // namespace

void unfilter_part(PngFilter filter, const RowPart& part) {
    switch (filter) {
    case PngFilter::none:
        return unfilter_bytes<PngFilter::none>(part);
    case PngFilter::sub:
        return unfilter_bytes<PngFilter::sub>(part);
    case PngFilter::up:
        return unfilter_bytes<PngFilter::up>(part);
    case PngFilter::average:
        return unfilter_bytes<PngFilter::average>(part);
    case PngFilter::paeth:
        return unfilter_bytes<PngFilter::paeth>(part);
    }
}

bool unfilter_plain(const UnfilterJob& job) {
    const std::uint8_t* above = job.zero_row;
    const std::uint8_t* filtered = job.filtered;
    std::uint8_t* row = job.target;
    for (int y = 0; y < job.height; ++y) {
        if (*filtered >= png_filter_count) {
            return false;
        }
        unfilter_part(static_cast<PngFilter>(*filtered),
                      {filtered + 1, above, row, 0, job.row_bytes, job.pixel_bytes});
        above = row;
        filtered += job.row_bytes + 1;
        row += job.target_stride;
    }
    return true;
}

} // namespace imgbatch
