#include "transform/plane_resampler.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <type_traits>

namespace imgbatch {
namespace {

/// Source samples of one block's row: its buffers then stay within a core's cache.
template <class Table>
constexpr int max_block_samples = std::is_same_v<Table, NarrowTable> ? 8192 : 2048;

/// Output rows of a group: a multiple of what the kernels of any SIMD level work on at once.
constexpr int usual_group = 16;
/// From here on groups are made smaller, which costs time, down to the least.
constexpr std::size_t max_waiting_bytes = std::size_t{2} << 20;
constexpr int least_group = 4;

/// The next block of output columns from `begin` on: as many fours as fit the buffers, at least
/// one. Fours, since the kernels write four samples at a time.
template <class Table>
BlockWindow next_block(const Table& table, int begin, const PlaneSpan& target) {
    const auto first = [&](int i) { return table.first[static_cast<std::size_t>(i)]; };
    const int max_columns = std::max(max_block_samples<Table> / target.channels, 1);
    BlockWindow window;
    window.out_begin = begin;
    window.column_begin = first(begin);
    int end = std::min(begin + 4, target.width);
    while (end < target.width) {
        const int further = std::min(end + 4, target.width);
        if (first(further - 1) + table.taps - window.column_begin > max_columns) {
            break;
        }
        end = further;
    }
    window.out_columns = end - begin;
    window.columns = first(end - 1) + table.taps - window.column_begin;
    return window;
}

/// The plane of the means of blocks of a plane that is resampled by `x` and `y` before them.
PlaneLayout layout_of_means(const AxisMap& x, const AxisMap& y, int channels) {
    return {x.source, y.source, channels, Ratio(x.source), Ratio(y.source)};
}

} // namespace

PlaneResampler::PlaneResampler(const PlaneLayout& source, SampleType type, const PlanePlan& plan,
                               Filter filter, ResampleMemory& memory)
    : memory_(&memory), source_height_(source.height),
      target_(plan.x.out, plan.y.out, source.channels, type), copies_(is_cutout(plan)) {
    target_.extent_x = plan.extent_x;
    target_.extent_y = plan.extent_y;
    if (copies_) {
        copy_x_ = static_cast<int>(plan.x.start.num);
        copy_y_ = static_cast<int>(plan.y.start.num);
        filtered_height_ = source.height;
        return;
    }
    const bool blocks = filter != Filter::nearest;
    const int factor_x = blocks ? block_factor(plan.x, type) : 1;
    const int factor_y = blocks ? block_factor(plan.y, type) : 1;
    PlanePlan filtered = plan;
    filtered.x = after_blocks(plan.x, factor_x);
    filtered.y = after_blocks(plan.y, factor_y);
    filtered_height_ = filtered.y.source;
    make_tables(filtered, filter);
    choose_group(static_cast<std::size_t>(filtered.x.source) *
                 static_cast<std::size_t>(source.channels * bytes_per_sample(type)));
    if (factor_x > 1 || factor_y > 1) {
        const PlaneLayout means = layout_of_means(filtered.x, filtered.y, source.channels);
        means_.emplace(Means{BlockMeans(source.width, source.channels, type, factor_x),
                             RowWindow(means, type, first_row(0), group_rows_, memory.windows),
                             factor_y, first_row(0) * factor_y});
    }
}

void PlaneResampler::make_tables(const PlanePlan& plan, Filter filter) {
    if (target_.type() == SampleType::u8) {
        auto& cache = memory_->narrow_tables;
        narrow_.y =
            cache.get({plan.y, filter, 1}, [&] { return make_narrow_table(plan.y, filter, 1); });
        narrow_.x =
            cache.get({plan.x, filter, 2}, [&] { return make_narrow_table(plan.x, filter, 2); });
        firsts_ = narrow_.y->first;
        taps_ = narrow_.y->taps;
    } else {
        auto& cache = memory_->wide_tables;
        wide_.y = cache.get({plan.y, filter, 1}, [&] { return make_wide_table(plan.y, filter); });
        wide_.x = cache.get({plan.x, filter, 1}, [&] { return make_wide_table(plan.x, filter); });
        firsts_ = wide_.y->first;
        taps_ = wide_.y->taps;
    }
}

void PlaneResampler::choose_group(std::size_t row_bytes) {
    group_ = usual_group;
    group_rows_ = rows_for_groups_of(group_);
    while (group_ > least_group &&
           static_cast<std::size_t>(group_rows_) * row_bytes > max_waiting_bytes) {
        group_ /= 2;
        group_rows_ = rows_for_groups_of(group_);
    }
}

int PlaneResampler::rows_for_groups_of(int group) const {
    int rows = 1;
    for (int y = 0; y < target_.height(); y += group) {
        rows = std::max(rows, end_row(std::min(y + group, target_.height()) - 1) - first_row(y));
    }
    return rows;
}

/// Tables list rows in order, so that no later output row needs a row above.
int PlaneResampler::first_row(int y) const {
    return copies_ ? copy_y_ + y : firsts_[static_cast<std::size_t>(y)];
}

int PlaneResampler::end_row(int y) const {
    return std::min(first_row(y) + taps_, filtered_height_);
}

int PlaneResampler::first_needed() const {
    if (is_complete()) {
        return source_height_;
    }
    return means_ ? means_->next_source : first_row(next_);
}

void PlaneResampler::feed(const RowStrip& strip) {
    if (means_) {
        feed_means(strip);
    } else {
        make_ready_rows(strip);
    }
}

void PlaneResampler::feed_means(const RowStrip& strip) {
    assert(is_complete() || means_->next_source >= strip.first);
    while (!is_complete() && means_->next_source < strip.end()) {
        means_->blocks.add(strip.row(means_->next_source));
        ++means_->next_source;
        if (means_->blocks.rows() == means_->factor_y || means_->next_source == source_height_) {
            means_->blocks.write(means_->rows.extend(1).data);
            make_ready_rows(means_->rows.strip());
            means_->rows.forget(is_complete() ? means_->rows.end() : first_row(next_));
        }
    }
}

void PlaneResampler::make_ready_rows(const RowStrip& strip) {
    int ready = next_;
    while (ready < target_.height() && end_row(ready) <= strip.end()) {
        ++ready;
    }
    int count = ready - next_;
    if (!copies_ && ready < target_.height()) {
        count -= count % group_;
    }
    if (count == 0) {
        return;
    }
    assert(first_row(next_) >= strip.first);
    if (copies_) {
        copy_rows(strip, count);
    } else if (target_.type() == SampleType::u8) {
        filter_rows<std::uint8_t>(strip, count, narrow_);
    } else {
        filter_rows<std::uint16_t>(strip, count, wide_);
    }
    next_ += count;
}

void PlaneResampler::copy_rows(const RowStrip& strip, int count) {
    const std::ptrdiff_t pixel =
        static_cast<std::ptrdiff_t>(target_.channels()) * bytes_per_sample(target_.type());
    const auto bytes = static_cast<std::size_t>(target_.width() * pixel);
    for (int y = next_; y < next_ + count; ++y) {
        std::memcpy(target_.row(y), strip.row(first_row(y)) + copy_x_ * pixel, bytes);
    }
}

template <class T, class Table>
void PlaneResampler::filter_rows(const RowStrip& strip, int count, const Tables<Table>& tables) {
    constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(T));
    const PlaneSpan target = target_.span();
    BlockSamples<T> samples;
    samples.source = reinterpret_cast<const T*>(strip.rows.data);
    samples.source_stride = strip.rows.stride / size;
    samples.source_width = strip.rows.width;
    samples.source_begin = strip.first;
    samples.source_end = strip.end();
    samples.target_stride = target.stride / size;
    samples.channels = target.channels;
    for (int begin = 0; begin < target.width;) {
        BlockWindow window = next_block(*tables.x, begin, target);
        window.row_begin = next_;
        window.out_rows = count;
        samples.target = reinterpret_cast<T*>(target_.row(next_)) +
                         static_cast<std::ptrdiff_t>(begin) * target.channels;
        resample_block(samples, window, *tables.y, *tables.x, memory_->kernels);
        begin += window.out_columns;
    }
}

} // namespace imgbatch
