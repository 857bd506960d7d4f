/// A worker's voice and ears: frames to and from its parent. Of forked workers alone.
#pragma once

#include "wire/message.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace imgbatch {

/// Collects messages and writes them together.
class Outbox {
public:
    /// `bell`: an eventfd that the parent always listens to.
    Outbox(int pipe, int bell) : pipe_(pipe), bell_(bell) {}

    template <class M>
    void add(const M& message) {
        append(waiting_, message);
    }

    enum class Ring { if_large, always };

    /// Writes all that was added. False: the parent is gone.
    bool send(Ring ring);

private:
    void ring_bell() const;

    int pipe_;
    int bell_;
    std::string waiting_;
};

/// Reads batches and grants, and keeps batches that come before their time.
class Inbox {
public:
    explicit Inbox(int pipe) : pipe_(pipe) {}

    /// Waits for the next batch; none once the parent has hung up.
    std::optional<BatchMessage> next_batch();

    /// Waits for the grant to task `index` of `batch`. False: the parent has hung up.
    bool wait_for_grant(std::uint64_t batch, std::uint64_t index);

    /// Whether the parent has closed its end, even where batches are still to be read.
    [[nodiscard]] bool hung_up() const;

private:
    /// The next message; none: the end, or what makes no sense.
    std::optional<Message> next();

    int pipe_;
    FrameReader reader_;
    std::deque<BatchMessage> kept_;
};

} // namespace imgbatch
