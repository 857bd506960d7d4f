/// Which samples there are.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace samples {

enum class Scale { large, small };

/// One file: its path below the output folder, what it is in a few words, its bytes.
struct Sample {
    std::string path;
    std::string description;
    std::string bytes;
};

/// Makes the samples one after the other and hands each to `sink`. Scale::small has sides of a
/// quarter. The same call gives the same bytes, whatever the machine's threads.
void make_samples(Scale scale, const std::function<void(const Sample&)>& sink);

/// Makes `count` different 256x256 JPEGs under many/.
void make_many(int count, const std::function<void(const Sample&)>& sink);

} // namespace samples
