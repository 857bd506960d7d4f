#include "exec/worker_pipes.h"

#include "base/bytes.h"
#include "base/file_io.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace imgbatch {
namespace {

/// From this size on a result may not fit into the pipe beside what is there already, and the
/// worker would sleep until its parent comes by.
constexpr std::size_t large_write = 4096;
constexpr std::size_t keep_capacity = 1U << 20;

} // namespace

bool Outbox::send(Ring ring) {
    const bool large = waiting_.size() >= large_write;
    if (large) {
        ring_bell();
    }
    const bool written = write_all(pipe_, as_bytes(waiting_)).has_value();
    waiting_.clear();
    if (waiting_.capacity() > keep_capacity) {
        waiting_.shrink_to_fit();
    }
    if (ring == Ring::always) {
        ring_bell();
    }
    return written;
}

void Outbox::ring_bell() const {
    const std::uint64_t one = 1;
    // Fails only when it rings already.
    [[maybe_unused]] const auto written = ::write(bell_, &one, sizeof one);
}

std::optional<Message> Inbox::next() {
    std::array<char, std::size_t{64} << 10> buffer; // NOLINT(*-member-init): filled by read()
    while (true) {
        auto frame = reader_.next();
        if (!frame) {
            return std::nullopt;
        }
        if (*frame) {
            auto message = decode_message(**frame);
            return message ? std::optional(*std::move(message)) : std::nullopt;
        }
        const ssize_t got = ::read(pipe_, buffer.data(), buffer.size());
        if (got > 0) {
            reader_.feed({buffer.data(), static_cast<std::size_t>(got)});
        } else if (got == 0 || errno != EINTR) {
            return std::nullopt;
        }
    }
}

std::optional<BatchMessage> Inbox::next_batch() {
    if (!kept_.empty()) {
        BatchMessage batch = std::move(kept_.front());
        kept_.pop_front();
        return batch;
    }
    auto message = next();
    auto* batch = message ? std::get_if<BatchMessage>(&*message) : nullptr;
    return batch != nullptr ? std::optional(std::move(*batch)) : std::nullopt;
}

bool Inbox::wait_for_grant(std::uint64_t batch, std::uint64_t index) {
    while (auto message = next()) {
        if (auto* early = std::get_if<BatchMessage>(&*message)) {
            kept_.push_back(std::move(*early));
            continue;
        }
        const auto* grant = std::get_if<GrantMessage>(&*message);
        return grant != nullptr && grant->batch == batch && grant->index == index;
    }
    return false;
}

bool Inbox::hung_up() const {
    pollfd watched{pipe_, 0, 0};
    return ::poll(&watched, 1, 0) > 0;
}

} // namespace imgbatch
