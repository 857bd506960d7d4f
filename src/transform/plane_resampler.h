/// One plane to one size, as its rows come.
#pragma once

#include <imgbatch/options.h>

#include "image/image.h"
#include "image/picture_sink.h"
#include "transform/block_mean.h"
#include "transform/resample_memory.h"
#include "transform/resample_plan.h"
#include "transform/row_window.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>

namespace imgbatch {

/// Takes a plane's rows from top to bottom, in strips of any height, and makes the output rows that
/// they are enough for; how the rows are parted does not show in the result. Output rows are made
/// in groups, since the kernels work on several at once. Move-only; all may throw std::bad_alloc.
class PlaneResampler {
public:
    /// `memory` must outlive this.
    PlaneResampler(const PlaneLayout& source, SampleType type, const PlanePlan& plan, Filter filter,
                   ResampleMemory& memory);

    /// The first source row that is needed still; the source's height when there is none.
    [[nodiscard]] int first_needed() const;

    /// How many source rows may have to wait until a group of output rows can be made.
    [[nodiscard]] int waiting_rows() const { return means_ ? 1 : group_rows_; }

    /// Makes what can be made of `strip`: the rows from first_needed() on, as far as they are
    /// known; rows above do no harm.
    void feed(const RowStrip& strip);

    /// Whether all output rows are made: so once a strip has reached the plane's end.
    [[nodiscard]] bool is_complete() const { return next_ == target_.height(); }
    /// The result, when it is complete.
    Plane take() { return std::move(target_); }

private:
    template <class Table>
    struct Tables {
        std::shared_ptr<const Table> x;
        std::shared_ptr<const Table> y;
    };

    /// A first step that makes rows of means, which then are what the filters see.
    struct Means {
        BlockMeans blocks;
        RowWindow rows;
        int factor_y = 1;
        int next_source = 0; ///< the source row that comes next
    };

    void make_tables(const PlanePlan& plan, Filter filter);
    void choose_group(std::size_t row_bytes);
    [[nodiscard]] int rows_for_groups_of(int group) const;
    [[nodiscard]] int first_row(int y) const;
    [[nodiscard]] int end_row(int y) const;
    void feed_means(const RowStrip& strip);
    void make_ready_rows(const RowStrip& strip);
    void copy_rows(const RowStrip& strip, int count);
    template <class T, class Table>
    void filter_rows(const RowStrip& strip, int count, const Tables<Table>& tables);

    ResampleMemory* memory_;
    int source_height_;
    Plane target_;
    int next_ = 0; ///< output row

    bool copies_;
    int copy_x_ = 0; ///< where a plain piece of the source begins
    int copy_y_ = 0;
    Tables<NarrowTable> narrow_;           ///< of 8-bit samples that are no plain copy
    Tables<WideTable> wide_;               ///< of 16-bit ones
    std::span<const std::int32_t> firsts_; ///< the vertical table's
    int taps_ = 1;
    int filtered_height_ = 0; ///< of what the filters see
    int group_ = 1;           ///< output rows that are made at once
    int group_rows_ = 1;      ///< the most rows that a group needs
    std::optional<Means> means_;
};

} // namespace imgbatch
