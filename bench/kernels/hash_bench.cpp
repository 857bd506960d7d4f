/// The hash that names content.
#include "kernel_bench.h"
#include "register.h"

#include <xxhash.h>

#include <memory>
#include <vector>

namespace imgbatch::bench {

void register_hash() {
    for (const std::size_t kib : {16U, 256U, 4096U}) {
        const std::size_t size = kib << 10;
        register_single({"XXH3 128 bit " + std::to_string(kib) + " KiB",
                         {static_cast<double>(size), 0},
                         [=] {
                             auto bytes = std::make_shared<std::vector<std::byte>>(size);
                             return [=] {
                                 benchmark::DoNotOptimize(XXH3_128bits(bytes->data(), size));
                             };
                         }},
                        "libxxhash");
    }
}

} // namespace imgbatch::bench
