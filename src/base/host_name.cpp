#include "base/host_name.h"

#include <unistd.h>

namespace imgbatch {

std::string host_name() {
    char buffer[256] = {};
    if (::gethostname(buffer, sizeof buffer - 1) != 0 || buffer[0] == '\0') {
        return "localhost";
    }
    std::string name(buffer);
    for (char& c : name) {
        if (c == '-' || c == '/') {
            c = '_';
        }
    }
    return name.substr(0, 64);
}

} // namespace imgbatch
