#include "codec/support/bytes.h"
#include "fuzz/profile_seeds.h"
#include "fuzz/seeds.h"

namespace imgbatch::test {

std::vector<Bytes> fuzz_regressions(std::string_view target) {
    if (target == "icc") {
        // A colour space that lcms's enumeration cannot hold; clang's sanitizer sees it.
        Bytes profile = make_gray_profile();
        constexpr std::size_t color_space = 16;
        profile[color_space] = std::byte{0xBD};
        return {with_choices({141}, profile)};
    }
    return {};
}

} // namespace imgbatch::test
