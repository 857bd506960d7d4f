#include "base/byte_source.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace imgbatch {

Expected<ByteView> ByteSource::read(std::uint64_t offset, std::span<std::byte> buffer) const {
    if (offset >= size_) {
        return ByteView();
    }
    const auto wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(size_ - offset, buffer.size()));
    if (offset + wanted <= memory_.size()) {
        return memory_.subspan(static_cast<std::size_t>(offset), wanted);
    }
    for (std::size_t done = 0; done < wanted;) {
        const ssize_t count =
            ::pread(file_, buffer.data() + done, wanted - done, static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return system_error(OutcomeClass::read_error, Stage::read, "cannot read", errno);
        }
        if (count == 0) {
            return Error{OutcomeClass::changed, Stage::read, "the file changed while it was read",
                         0};
        }
        done += static_cast<std::size_t>(count);
    }
    return ByteView(buffer.data(), wanted);
}

} // namespace imgbatch
