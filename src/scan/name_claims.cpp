#include "scan/name_claims.h"

#include "scan/lexical_path.h"

#include <xxhash.h>

namespace imgbatch {

PathKey path_key(std::string_view path, std::string_view current) {
    const std::string absolute = lexically_absolute(path, current);
    const XXH128_hash_t hash = XXH3_128bits(absolute.data(), absolute.size());
    return {hash.high64, hash.low64};
}

NameClaims::NameClaims() : current_(current_folder()) {
}

bool NameClaims::claim(std::string_view path) {
    return keys_.insert(path_key(path, current_)).second;
}

bool NameClaims::is_claimed(std::string_view path) const {
    return keys_.contains(path_key(path, current_));
}

} // namespace imgbatch
