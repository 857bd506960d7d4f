#include "codec/jpeg/plain/progressive_plan.h"

#include "codec/jpeg/plain/block_tile.h"

#include <algorithm>
#include <array>

namespace imgbatch {
namespace {

constexpr int max_low_bit = 13;      // T.81, G.1.1.1.1 and libjpeg's bound
constexpr unsigned smoothed_end = 9; // libjpeg guesses AC coefficients 1 to 9 that are incomplete
constexpr int never_sent = -1;

/// By component and coefficient: the lowest bit that was sent.
using SentBits = std::array<std::array<int, 64>, 3>;

/// What a scan may say whatever came before it.
bool is_well_formed(const JpegScan& scan) {
    const bool band = scan.spectral_begin == 0
                          ? scan.spectral_end == 0
                          : scan.spectral_begin <= scan.spectral_end && scan.spectral_end <= 63 &&
                                scan.components.size() == 1;
    const bool bits = scan.high_bit == 0 || scan.high_bit == scan.low_bit + 1;
    return band && bits && scan.low_bit <= max_low_bit;
}

/// Notes a scan that goes on exactly where earlier ones ended; false for others.
bool send(const JpegScan& scan, SentBits& sent) {
    for (const JpegScan::Component& component : scan.components) {
        auto& bits = sent[static_cast<std::size_t>(component.index)];
        if (scan.spectral_begin > 0 && bits[0] == never_sent) {
            return false; // libjpeg wants a component's DC first
        }
        const int before = scan.high_bit == 0 ? never_sent : scan.high_bit;
        for (int k = scan.spectral_begin; k <= scan.spectral_end; ++k) {
            int& bit = bits[static_cast<std::size_t>(k)];
            if (bit != before) {
                return false;
            }
            bit = scan.low_bit;
        }
    }
    return true;
}

bool is_complete(const std::array<int, 64>& bits, CoefficientSet set) {
    for (unsigned k = 0; k < bits.size(); ++k) {
        if ((set & coefficient(k)) != 0 && bits[k] != 0) {
            return false;
        }
    }
    return true;
}

CoefficientSet scan_band(const JpegScan& scan) {
    return band_of(static_cast<unsigned>(scan.spectral_begin),
                   static_cast<unsigned>(scan.spectral_end));
}

bool is_legal(const JpegHeaders& headers, CoefficientSet wanted) {
    SentBits sent{};
    for (auto& bits : sent) {
        bits.fill(never_sent);
    }
    for (const JpegScan& scan : headers.scans) {
        if (!is_well_formed(scan) || !send(scan, sent)) {
            return false;
        }
    }
    const auto end = sent.begin() + static_cast<std::ptrdiff_t>(headers.frame.components.size());
    return std::all_of(sent.begin(), end, [wanted](const auto& bits) {
        return is_complete(bits, wanted | band_of(0, smoothed_end));
    });
}

} // namespace

CoefficientSet wanted_coefficients(int n) {
    CoefficientSet wanted = 0;
    for (unsigned k = 0; k < zigzag.size(); ++k) {
        if (zigzag[k].u < n && zigzag[k].v < n) {
            wanted |= coefficient(k);
        }
    }
    return wanted;
}

/// From the last scan to the first: one that refines must know of every coefficient of its band
/// whether it is zero, so that a needed one needs all those before it that touch its band.
std::optional<std::vector<NeededScan>> plan_progressive(const JpegHeaders& headers, int n) {
    const CoefficientSet wanted = wanted_coefficients(n);
    if (!is_legal(headers, wanted)) {
        return std::nullopt;
    }
    std::array<CoefficientSet, 3> needed{};
    needed.fill(wanted);
    std::vector<NeededScan> plan;
    for (std::size_t i = headers.scans.size(); i-- > 0;) {
        const JpegScan& scan = headers.scans[i];
        // DC is wanted of all components, and AC scans have only one.
        CoefficientSet& of_component =
            needed[static_cast<std::size_t>(scan.components.front().index)];
        const CoefficientSet band = scan_band(scan);
        const CoefficientSet here = band & of_component;
        if (here == 0) {
            continue;
        }
        plan.push_back({i, here});
        if (scan.high_bit > 0) {
            of_component |= band;
        }
    }
    std::reverse(plan.begin(), plan.end());
    return plan;
}

} // namespace imgbatch
