#include "support/strip_collector.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace imgbatch::test {
namespace {

Plane filled_plane(int width, int height, const PlaneLayout& layout, SampleType type,
                   std::byte fill) {
    Plane plane(width, height, layout.channels, type);
    std::ranges::fill(plane.memory(), fill);
    return plane;
}

std::string check_layout(const PictureLayout& layout) {
    const std::size_t planes = layout.model == ColorModel::ycbcr ? 3 : 1;
    if (layout.planes.size() != planes) {
        return "a layout of " + std::to_string(layout.planes.size()) + " planes";
    }
    for (const PlaneLayout& plane : layout.planes) {
        if (plane.width < 1 || plane.height < 1) {
            return "a plane without samples";
        }
        if (plane.extent_x.value() > plane.width || plane.extent_x.value() <= plane.width - 1 ||
            plane.extent_y.value() > plane.height || plane.extent_y.value() <= plane.height - 1) {
            return "an extent that is not within the plane's last sample";
        }
    }
    return {};
}

} // namespace

void StripCollector::complain(const std::string& what) {
    if (complaint_.empty()) {
        complaint_ = what;
    }
}

Expected<void> StripCollector::take(Image&& picture) {
    picture_ = std::move(picture);
    growth_.clear();
    in_strips_ = false;
    return {};
}

Expected<void> StripCollector::begin(const PictureLayout& layout) {
    const std::string wrong = check_layout(layout);
    if (!wrong.empty()) {
        complain(wrong);
        return Error{OutcomeClass::internal, Stage::decode, wrong, 0};
    }
    picture_ = Image{};
    picture_.model = layout.model;
    for (const PlaneLayout& plane : layout.planes) {
        Plane& made = picture_.planes.emplace_back(
            filled_plane(plane.width, plane.height, plane, layout.type, fill_));
        made.extent_x = plane.extent_x;
        made.extent_y = plane.extent_y;
    }
    growth_.clear();
    growth_.resize(layout.planes.size());
    in_strips_ = true;
    tallest_ = 0;
    return {};
}

PlaneSpan StripCollector::extend(std::size_t plane, int rows) {
    if (plane >= growth_.size()) {
        complain("a strip of plane " + std::to_string(plane) + ", which there is not");
        return {};
    }
    const Plane& whole = picture_.planes[plane];
    Growth& growth = growth_[plane];
    if (growth.strip) {
        complain("two strips of one plane between two advances");
    }
    if (rows < 1 || rows > whole.height() - growth.rows) {
        complain("a strip of " + std::to_string(rows) + " rows below " +
                 std::to_string(growth.rows) + " of " + std::to_string(whole.height()));
    }
    if (plane == 0) {
        tallest_ = std::max(tallest_, rows);
    }
    growth.strip.emplace(whole.width(), std::max(1, rows), whole.channels(), whole.type());
    std::ranges::fill(growth.strip->memory(), fill_);
    return growth.strip->span();
}

Expected<void> StripCollector::advance() {
    bool grew = false;
    for (std::size_t p = 0; p < growth_.size(); ++p) {
        Growth& growth = growth_[p];
        Plane& whole = picture_.planes[p];
        if (!growth.strip) {
            continue;
        }
        grew = true;
        const auto row_bytes = static_cast<std::size_t>(whole.width()) *
                               static_cast<std::size_t>(whole.channels()) *
                               static_cast<std::size_t>(bytes_per_sample(whole.type()));
        for (int y = 0; y < growth.strip->height() && growth.rows < whole.height(); ++y) {
            std::memcpy(whole.row(growth.rows++), growth.strip->row(y), row_bytes);
        }
        growth.strip.reset();
    }
    if (!grew) {
        complain("an advance without a strip");
    }
    return {};
}

std::string StripCollector::complaint() const {
    if (!complaint_.empty() || !in_strips_) {
        return complaint_;
    }
    for (std::size_t p = 0; p < growth_.size(); ++p) {
        if (growth_[p].strip) {
            return "rows that were asked for and never advanced";
        }
        if (growth_[p].rows != picture_.planes[p].height()) {
            return "plane " + std::to_string(p) + " has " + std::to_string(growth_[p].rows) +
                   " of " + std::to_string(picture_.planes[p].height()) + " rows";
        }
    }
    return {};
}

} // namespace imgbatch::test
