#include <imgbatch/version.h>

namespace imgbatch {

std::string program_version() {
    return IMGBATCH_VERSION;
}

} // namespace imgbatch
