#include "fuzz/seeds.h"

namespace imgbatch::test {

std::vector<Bytes> fuzz_regressions(std::string_view /*target*/) {
    return {};
}

} // namespace imgbatch::test
