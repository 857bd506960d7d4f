#include "transform/row_window.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

namespace imgbatch {
namespace {

/// What a decoder may give at once: a row of blocks of the largest sampling factor.
constexpr int usual_strip = 32;

/// Rows of memory: with twice what is kept, no row has to move more than once.
int usual_rows(int kept, int height) {
    return static_cast<int>(
        std::clamp(2 * std::int64_t{kept} + usual_strip, std::int64_t{1}, std::int64_t{height}));
}

void give_back(PlaneStore& store, Plane plane) {
    Image image;
    image.planes.push_back(std::move(plane));
    store.give_back(std::move(image));
}

} // namespace

RowWindow::RowWindow(const PlaneLayout& plane, SampleType type, int first, int kept,
                     PlaneStore& store)
    : store_(&store),
      memory_(store.take(plane.width, usual_rows(kept, plane.height), plane.channels, type)),
      height_(plane.height), kept_(kept), first_(first) {
}

RowWindow::RowWindow(RowWindow&& other) noexcept
    : store_(other.store_), memory_(std::exchange(other.memory_, Plane())), height_(other.height_),
      kept_(other.kept_), first_(other.first_), begin_(other.begin_), rows_(other.rows_) {
}

RowWindow::~RowWindow() {
    if (memory_.capacity() > 0) {
        give_back(*store_, std::move(memory_));
    }
}

PlaneSpan RowWindow::extend(int rows) {
    assert(rows >= 1);
    if (rows > memory_.height() - begin_ - rows_) {
        move_up();
    }
    if (rows > memory_.height() - rows_) {
        grow(rows);
    }
    PlaneSpan room = memory_.span();
    room.data = memory_.row(begin_ + rows_);
    room.height = rows;
    rows_ += rows;
    return room;
}

void RowWindow::forget(int row) {
    const int gone = std::clamp(row - first_, 0, rows_);
    first_ += gone;
    begin_ += gone;
    rows_ -= gone;
    // Just now the fewest rows are left, so that moving is cheapest, if there must be room soon.
    const int room = memory_.height() - begin_ - rows_;
    if (rows_ <= begin_ && room < std::min(kept_ - rows_ + usual_strip, height_ - end())) {
        move_up();
    }
}

void RowWindow::move_up() {
    if (begin_ > 0 && rows_ > 0) {
        std::memmove(memory_.row(0), memory_.row(begin_),
                     static_cast<std::size_t>(rows_) * static_cast<std::size_t>(memory_.stride()));
    }
    begin_ = 0;
}

void RowWindow::grow(int rows) {
    const std::int64_t wanted = std::max(std::int64_t{rows_} + rows, 2 * std::int64_t{rows_});
    Plane larger = store_->take(
        memory_.width(),
        static_cast<int>(std::min<std::int64_t>(wanted, std::numeric_limits<int>::max())),
        memory_.channels(), memory_.type());
    if (rows_ > 0) {
        std::memcpy(larger.row(0), memory_.row(begin_),
                    static_cast<std::size_t>(rows_) * static_cast<std::size_t>(memory_.stride()));
    }
    give_back(*store_, std::exchange(memory_, std::move(larger)));
    begin_ = 0;
}

RowStrip RowWindow::strip() const {
    PlaneView view = memory_.view();
    view.data = memory_.row(begin_);
    view.height = rows_;
    return {view, first_};
}

} // namespace imgbatch
