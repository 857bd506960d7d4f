#include "transform/orient.h"

#include "transform/guarded.h"

#include <opencv2/core.hpp>

#include <stdexcept>
#include <utility>

namespace imgbatch {
namespace {

cv::Mat header(Plane& plane) {
    const int depth = plane.type() == SampleType::u8 ? CV_8U : CV_16U;
    return {plane.height(), plane.width(), CV_MAKETYPE(depth, plane.channels()), plane.row(0),
            static_cast<std::size_t>(plane.stride())};
}

void turn(const cv::Mat& from, cv::Mat& to, Orientation orientation) {
    switch (orientation) {
    case Orientation::normal:
        from.copyTo(to);
        return;
    case Orientation::flip_horizontal:
        cv::flip(from, to, 1);
        return;
    case Orientation::rotate_180:
        cv::rotate(from, to, cv::ROTATE_180);
        return;
    case Orientation::flip_vertical:
        cv::flip(from, to, 0);
        return;
    case Orientation::transpose:
        cv::transpose(from, to);
        return;
    case Orientation::rotate_90:
        cv::rotate(from, to, cv::ROTATE_90_CLOCKWISE);
        return;
    case Orientation::transverse:
        cv::transpose(from, to);
        cv::flip(to, to, -1);
        return;
    case Orientation::rotate_270:
        cv::rotate(from, to, cv::ROTATE_90_COUNTERCLOCKWISE);
        return;
    }
    throw std::invalid_argument("no such orientation");
}

Plane turned(Plane& plane, Orientation orientation) {
    const auto [width, height] = oriented({plane.width(), plane.height()}, orientation);
    Plane result(width, height, plane.channels(), plane.type());
    result.extent_x = swaps_sides(orientation) ? plane.extent_y : plane.extent_x;
    result.extent_y = swaps_sides(orientation) ? plane.extent_x : plane.extent_y;
    cv::Mat to = header(result);
    turn(header(plane), to, orientation);
    // The library keeps a matrix that already has the right shape.
    if (to.data != reinterpret_cast<const uchar*>(result.row(0))) {
        throw std::logic_error("the result went elsewhere");
    }
    return result;
}

} // namespace

Expected<Image> orient(Image&& image, Orientation orientation) {
    if (orientation == Orientation::normal) {
        return std::move(image);
    }
    return guarded("turn the picture", [&] {
        for (Plane& plane : image.planes) {
            plane = turned(plane, orientation);
        }
        return std::move(image);
    });
}

} // namespace imgbatch
