/// Products that the own JPEG decoder's inverse transforms sum.
#pragma once

namespace imgbatch::bench {

/// Of one block: each pass multiplies n lines by half of an n x n matrix; additions give the
/// other half.
constexpr double transform_products(int n) {
    return 2.0 * n * n * ((n + 1) / 2);
}

} // namespace imgbatch::bench
