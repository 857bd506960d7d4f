/// What a worker process that is taken over can say past all that keeps it honest. Only in a forked
/// worker.
#pragma once

#include "wire/message.h"

#include <string_view>

namespace imgbatch::test {

/// Writes these bytes to the parent's pipe.
void say_raw(std::string_view bytes);

/// Writes this message to the parent's pipe.
template <class M>
void say(const M& message) {
    std::string bytes;
    append(bytes, message);
    say_raw(bytes);
}

/// Waits until something can be read from the parent's socket, and does not read it.
void wait_for_files();

} // namespace imgbatch::test
