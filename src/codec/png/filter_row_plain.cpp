#include "codec/png/filter_row.h"

#include <algorithm>

namespace imgbatch {
namespace {

/// Calls take(i, difference) for the bytes `begin` to `end`.
template <PngFilter filter, class Take>
void each_difference(const RowToFilter& row, std::size_t begin, std::size_t end, Take take) {
    std::size_t i = begin;
    for (; i < std::min(end, row.pixel_bytes); ++i) {
        take(i, static_cast<std::uint8_t>(row.row[i] - predict_byte(filter, 0, row.above[i], 0)));
    }
    for (; i < end; ++i) {
        const std::size_t left = i - row.pixel_bytes;
        take(i,
             static_cast<std::uint8_t>(
                 row.row[i] - predict_byte(filter, row.row[left], row.above[i], row.above[left])));
    }
}

template <PngFilter filter>
std::uint64_t sum_plain(const RowToFilter& row, std::size_t begin, std::size_t end) {
    std::uint64_t sum = 0;
    each_difference<filter>(row, begin, end, [&](std::size_t, std::uint8_t difference) {
        sum += std::min<unsigned>(difference, 256U - difference);
    });
    return sum;
}

template <PngFilter filter>
void write_plain(const RowToFilter& row, std::size_t begin, std::size_t end,
                 std::uint8_t* differences) {
    each_difference<filter>(row, begin, end, [&](std::size_t i, std::uint8_t difference) {
        differences[i] = difference;
    });
}

} // namespace

FilterSums sum_differences_plain(const RowToFilter& row, std::size_t begin, std::size_t end) {
    return {sum_plain<PngFilter::none>(row, begin, end), sum_plain<PngFilter::sub>(row, begin, end),
            sum_plain<PngFilter::up>(row, begin, end),
            sum_plain<PngFilter::average>(row, begin, end),
            sum_plain<PngFilter::paeth>(row, begin, end)};
}

void filter_row_plain(const RowToFilter& row, PngFilter filter, std::size_t begin, std::size_t end,
                      std::uint8_t* differences) {
    switch (filter) {
    case PngFilter::none:
        return write_plain<PngFilter::none>(row, begin, end, differences);
    case PngFilter::sub:
        return write_plain<PngFilter::sub>(row, begin, end, differences);
    case PngFilter::up:
        return write_plain<PngFilter::up>(row, begin, end, differences);
    case PngFilter::average:
        return write_plain<PngFilter::average>(row, begin, end, differences);
    case PngFilter::paeth:
        return write_plain<PngFilter::paeth>(row, begin, end, differences);
    }
}

} // namespace imgbatch
