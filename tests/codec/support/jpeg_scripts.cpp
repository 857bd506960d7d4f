#include "codec/support/jpeg_scripts.h"

#include <numeric>

namespace imgbatch::test {
namespace {

std::vector<int> all_of(int components) {
    std::vector<int> all(static_cast<std::size_t>(components));
    std::iota(all.begin(), all.end(), 0);
    return all;
}

/// A band without the constant coefficient, which a scan has for one component only.
struct Band {
    int first;
    int last;
    int high;
    int low;
};

/// `head`, each of `bands` for one component after the other, then `tail`.
std::vector<JpegScan> script(int components, const std::vector<JpegScan>& head,
                             const std::vector<Band>& bands,
                             const std::vector<JpegScan>& tail = {}) {
    std::vector<JpegScan> scans = head;
    for (const Band& band : bands) {
        for (int c = components - 1; c >= 0; --c) {
            scans.push_back({{c}, band.first, band.last, band.high, band.low});
        }
    }
    scans.insert(scans.end(), tail.begin(), tail.end());
    return scans;
}

std::vector<JpegScan> separate_constants(int components, int high, int low) {
    std::vector<JpegScan> scans;
    for (int c = 0; c < components; ++c) {
        scans.push_back({{c}, 0, 0, high, low});
    }
    return scans;
}

} // namespace

std::vector<NamedScript> progressive_scripts(int components) {
    const std::vector<int> all = all_of(components);
    const auto constant = [&all](int high, int low) {
        return std::vector<JpegScan>{{all, 0, 0, high, low}};
    };
    const auto bits = [&all](int count) {
        std::vector<JpegScan> scans{{all, 0, 0, 0, count}};
        for (int low = count - 1; low >= 0; --low) {
            scans.push_back({all, 0, 0, low + 1, low});
        }
        return scans;
    };
    return {
        {"bands only", script(components, constant(0, 0), {{1, 5, 0, 0}, {6, 63, 0, 0}})},
        {"one band", script(components, constant(0, 0), {{1, 63, 0, 0}})},
        {"bit by bit from the fifth",
         script(components, constant(0, 1),
                {{1, 63, 0, 4}, {1, 63, 4, 3}, {1, 63, 3, 2}, {1, 63, 2, 1}, {1, 63, 1, 0}},
                constant(1, 0))},
        {"constants refined last",
         script(components, constant(0, 2), {{1, 5, 0, 0}, {6, 63, 0, 1}, {6, 63, 1, 0}},
                {{all, 0, 0, 2, 1}, {all, 0, 0, 1, 0}})},
        {"constants refined four times first", script(components, bits(4), {{1, 63, 0, 0}})},
        {"narrow bands", script(components, constant(0, 0),
                                {{1, 2, 0, 0},
                                 {3, 5, 0, 1},
                                 {6, 63, 0, 2},
                                 {3, 5, 1, 0},
                                 {6, 63, 2, 1},
                                 {6, 63, 1, 0}})},
        {"bands of one coefficient", script(components, constant(0, 0),
                                            {{1, 1, 0, 1},
                                             {2, 2, 0, 0},
                                             {3, 3, 0, 2},
                                             {4, 9, 0, 0},
                                             {10, 63, 0, 1},
                                             {1, 1, 1, 0},
                                             {3, 3, 2, 1},
                                             {3, 3, 1, 0},
                                             {10, 63, 1, 0}})},
        {"refined in other bands than begun",
         script(components, constant(0, 0),
                {{1, 63, 0, 2}, {1, 8, 2, 1}, {9, 63, 2, 1}, {1, 30, 1, 0}, {31, 63, 1, 0}})},
        {"a component after the other, constants too",
         script(components, separate_constants(components, 0, 1), {{1, 63, 0, 1}, {1, 63, 1, 0}},
                separate_constants(components, 1, 0))},
        {"high bands first",
         script(components, constant(0, 0), {{6, 63, 0, 1}, {6, 63, 1, 0}, {1, 5, 0, 0}})},
    };
}

std::vector<JpegScan> separate_scans(int components) {
    std::vector<JpegScan> scans;
    for (int c = 0; c < components; ++c) {
        scans.push_back({{c}, 0, 63, 0, 0});
    }
    return scans;
}

} // namespace imgbatch::test
