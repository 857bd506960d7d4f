#include "machine.h"

#include "peak_rates.h"
#include "support/forced_target.h"

#include <algorithm>
#include <cstring>
#include <ctime>
#include <map>
#include <vector>

namespace imgbatch::bench {
namespace {

double thread_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// The best of several times of `run`, repeated until one measurement takes about 3 ms: what the
/// machine can do, not what its neighbours left of it.
template <class Run>
double best_seconds(Run run) {
    int repeats = 1;
    double best = 1e9;
    for (int tries = 0; tries < 12;) {
        const double begin = thread_seconds();
        for (int i = 0; i < repeats; ++i) {
            run();
        }
        const double seconds = thread_seconds() - begin;
        if (seconds < 3e-3) {
            repeats *= 2;
            continue;
        }
        best = std::min(best, seconds / repeats);
        ++tries;
    }
    return best;
}

/// Measured once per SIMD level and size.
template <class Key, class Value, class Measure>
const Value& kept(std::map<Key, Value>& values, const Key& key, Measure measure) {
    const auto found = values.find(key);
    return found != values.end() ? found->second : values.emplace(key, measure()).first->second;
}

Bandwidth measure_bandwidth(std::size_t size) {
    std::vector<std::byte> buffer(size, std::byte{1});
    std::int64_t sink = 0;
    Bandwidth result;
    const auto bytes = static_cast<double>(size);
    result.read = bytes / best_seconds([&] { read_all(buffer.data(), size, sink); });
    result.write = bytes / best_seconds([&] {
                       std::memset(buffer.data(), static_cast<int>(sink & 255), size);
                       __asm__ volatile("" ::: "memory");
                   });
    result.copy = bytes / 2 / best_seconds([&] {
                      std::memcpy(buffer.data() + size / 2, buffer.data(), size / 2);
                      __asm__ volatile("" ::: "memory");
                  });
    return result;
}

double measure_rate(double (*products)(int, std::int64_t&)) {
    std::int64_t sink = 1;
    constexpr int rounds = 20000;
    double count = 0;
    const double seconds = best_seconds([&] { count = products(rounds, sink); });
    return count / seconds;
}

std::int64_t forced_level() {
    return hwy::SupportedTargets();
}

} // namespace

Bandwidth bandwidth(std::size_t working_set) {
    static std::map<std::size_t, Bandwidth> values;
    std::size_t size = 4096;
    while (size < working_set) {
        size *= 2;
    }
    // The level's own loads are not the question here: the widest ones show what memory gives.
    return kept(values, size, [&] {
        const std::int64_t level = forced_level();
        hwy::SetSupportedTargetsForTest(0);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        const Bandwidth result = measure_bandwidth(size);
        hwy::SetSupportedTargetsForTest(level);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        return result;
    });
}

double peak_narrow_rate() {
    static std::map<std::int64_t, double> values;
    return kept(values, forced_level(), [] { return measure_rate(narrow_products); });
}

double peak_wide_rate() {
    static std::map<std::int64_t, double> values;
    return kept(values, forced_level(), [] { return measure_rate(wide_products); });
}

double peak_lookup_rate() {
    static std::map<std::int64_t, double> values;
    return kept(values, forced_level(), [] { return measure_rate(lookups); });
}

Bound bound_of(const Work& work) {
    Bound bound;
    const auto raise = [&](double seconds, const char* reason) {
        if (seconds > bound.seconds) {
            bound = {seconds, reason};
        }
    };
    const double bytes = work.bytes_read + work.bytes_written;
    if (bytes > 0) {
        const Bandwidth best = bandwidth(static_cast<std::size_t>(bytes));
        raise(work.bytes_read / best.read, "reading");
        raise(work.bytes_written / best.write, "writing");
        raise(std::min(work.bytes_read, work.bytes_written) / best.copy, "copying");
    }
    if (work.narrow_products > 0) {
        raise(work.narrow_products / peak_narrow_rate(), "multiplying");
    }
    if (work.wide_products > 0) {
        raise(work.wide_products / peak_wide_rate(), "multiplying");
    }
    if (work.lookups > 0) {
        raise(work.lookups / peak_lookup_rate(), "looking up");
    }
    bound.seconds *= work.rounds;
    return bound;
}

} // namespace imgbatch::bench
