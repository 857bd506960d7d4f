/// Filter tables, built anew. Their bound: a table is written.
#include "image/orientation.h"
#include "kernel_bench.h"
#include "register.h"
#include "transform/filter.h"

namespace imgbatch::bench {
namespace {

/// Both axes of one plane, as the first image of a size needs them.
void add(const std::string& what, Size from, Size to, bool wide) {
    const AxisMap x{from.width, Ratio(from.width, to.width), Ratio(0), to.width};
    const AxisMap y{from.height, Ratio(from.height, to.height), Ratio(0), to.height};
    const Filter filter = Filter::automatic;
    Kernel kernel;
    kernel.name = "tables " + what + " " + std::to_string(from.width) + "x" +
                  std::to_string(from.height) + " to " + std::to_string(to.width) + "x" +
                  std::to_string(to.height);
    if (wide) {
        kernel.work.bytes_written = static_cast<double>(make_wide_table(x, filter).size_bytes() +
                                                        make_wide_table(y, filter).size_bytes());
        kernel.prepare = [=] {
            return [=] {
                benchmark::DoNotOptimize(make_wide_table(x, filter));
                benchmark::DoNotOptimize(make_wide_table(y, filter));
            };
        };
    } else {
        kernel.work.bytes_written =
            static_cast<double>(make_narrow_table(x, filter, 2).size_bytes() +
                                make_narrow_table(y, filter, 1).size_bytes());
        kernel.prepare = [=] {
            return [=] {
                benchmark::DoNotOptimize(make_narrow_table(x, filter, 2));
                benchmark::DoNotOptimize(make_narrow_table(y, filter, 1));
            };
        };
    }
    register_single(kernel);
}

} // namespace

void register_tables() {
    const Size target{800, 600};
    for (const Size from : {Size{1000, 750}, Size{2000, 1500}, Size{4000, 3000}}) {
        add("8 bit", from, target, false);
    }
    add("8 bit, no phase twice,", {2003, 1501}, target, false);
    add("8 bit, no phase twice,", {4003, 3001}, target, false);
    add("16 bit", {2000, 1500}, target, true);
    add("16 bit, no phase twice,", {2003, 1501}, target, true);
    add("8 bit", {256, 256}, {128, 128}, false);
    add("8 bit", {800, 600}, {1600, 1200}, false);
}

} // namespace imgbatch::bench
