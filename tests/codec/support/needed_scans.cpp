#include "codec/support/needed_scans.h"

#include "codec/jpeg/plain/jpeg_frame.h"
#include "codec/jpeg/plain/progressive_plan.h"

#include <algorithm>

namespace imgbatch::test {
namespace {

/// From the FF of a scan's header to that of the marker after its data, which is no restart.
struct Range {
    std::size_t begin;
    std::size_t end;
};

Range range_of(ByteView file, const JpegScan& scan) {
    const std::size_t header = 2 + 2 + 1 + 2 * scan.components.size() + 3;
    std::size_t at = static_cast<std::size_t>(scan.data);
    const auto is_inside = [&] {
        if (file[at] != std::byte{0xFF}) {
            return true;
        }
        const int next = std::to_integer<int>(file[at + 1]);
        return next == 0 || next == 0xFF || (next >= 0xD0 && next <= 0xD7);
    };
    while (at + 1 < file.size() && is_inside()) {
        ++at;
    }
    return {static_cast<std::size_t>(scan.data) - header, at};
}

} // namespace

std::optional<Bytes> needed_scans(ByteView file, int scale_eighths) {
    const auto headers = read_jpeg_headers(ByteSource(file));
    if (!headers || !*headers || !(*headers)->frame.progressive) {
        return std::nullopt;
    }
    const auto plan = plan_progressive(**headers, scale_eighths);
    const auto& scans = (*headers)->scans;
    if (!plan || plan->size() == scans.size()) {
        return std::nullopt;
    }
    Bytes cut;
    std::size_t kept = 0; // all before it is cut or copied
    for (std::size_t i = 0; i < scans.size(); ++i) {
        if (std::any_of(plan->begin(), plan->end(),
                        [i](const NeededScan& scan) { return scan.index == i; })) {
            continue;
        }
        const auto [begin, end] = range_of(file, scans[i]);
        cut.insert(cut.end(), file.begin() + static_cast<std::ptrdiff_t>(kept),
                   file.begin() + static_cast<std::ptrdiff_t>(begin));
        kept = end;
    }
    cut.insert(cut.end(), file.begin() + static_cast<std::ptrdiff_t>(kept), file.end());
    return cut;
}

} // namespace imgbatch::test
