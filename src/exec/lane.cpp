#include "exec/lane.h"

#include "base/try.h"
#include "exec/quiet_write.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace imgbatch {
namespace {

using std::chrono::seconds;

constexpr std::size_t most_parcels = 2;
/// A worker that dies closes its pipe a moment before its end is seen; more than a moment is a
/// worker that closed it and lives on.
constexpr seconds farewell{1};
/// Reads in one go: more than a pipe can hold, so that a dead worker's last words are all heard;
/// bounded, so that one that talks without end cannot keep the parent.
constexpr int most_reads = 64;

} // namespace

Lane::Lane(ChildProcess child, std::chrono::milliseconds timeout, std::size_t needs_at_start,
           bool may_give_back)
    : child_(std::move(child)), timeout_(timeout), needs_at_start_(needs_at_start),
      may_give_back_(may_give_back), heard_(Clock::now()) {
}

bool Lane::has_room() const {
    return child_.to_child() >= 0 && listening() && cause_ == Death::Cause::its_own &&
           ledger_.depth() < most_parcels && !ledger_.has_suspect() && !ledger_.given_back() &&
           !waits_for_memory();
}

void Lane::hand(Parcel parcel, std::uint64_t batch, Clock::time_point now) {
    BatchMessage message{batch, {}};
    message.tasks.reserve(parcel.attempts.size());
    for (const Attempt& attempt : parcel.attempts) {
        message.tasks.push_back(attempt.task);
    }
    append(outgoing_, message);
    if (idle()) {
        heard_ = now;
    }
    ledger_.hand(std::move(parcel), batch);
    flush();
}

void Lane::flush() {
    while (wants_to_write()) {
        const ssize_t written =
            write_quietly(child_.to_child(), std::string_view(outgoing_).substr(sent_));
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0 && errno == EAGAIN) {
            return;
        }
        if (written < 0) {
            // The reader is gone, and its end is on the way to us; or it waits for what will not
            // come.
            if (errno != EPIPE) {
                distrust("nothing can be written to it");
            }
            break;
        }
        sent_ += static_cast<std::size_t>(written);
    }
    outgoing_.clear();
    outgoing_.shrink_to_fit();
    sent_ = 0;
}

void Lane::receive(std::vector<Finished>& finished, Clock::time_point now) {
    std::array<char, std::size_t{64} << 10> buffer; // NOLINT(*-member-init): filled by read()
    for (int reads = 0; reads < most_reads && listening(); ++reads) {
        const ssize_t got = ::read(child_.from_child(), buffer.data(), buffer.size());
        if (got > 0) {
            reader_.feed({buffer.data(), static_cast<std::size_t>(got)});
            hear(finished, now);
            if (static_cast<std::size_t>(got) < buffer.size()) {
                return; // that was all
            }
        } else if (got == 0) {
            eof_ = true;
            heard_ = now;
        } else if (errno != EINTR) {
            return; // EAGAIN: nothing more for now
        }
    }
}

void Lane::hear(std::vector<Finished>& finished, Clock::time_point now) {
    while (listening()) {
        auto more = hear_one(finished, now);
        if (!more) {
            distrust(more.error().message);
        } else if (!*more) {
            return;
        }
    }
}

Expected<bool> Lane::hear_one(std::vector<Finished>& finished, Clock::time_point now) {
    IMGBATCH_TRY(const std::optional<Frame> frame, reader_.next());
    if (!frame) {
        return false;
    }
    IMGBATCH_TRY(Message message, decode_message(*frame));
    IMGBATCH_TRY(heed(message, now));
    IMGBATCH_TRY(std::optional<Finished> result, ledger_.apply(std::move(message)));
    if (result) {
        finished.push_back(*std::move(result));
        rests_ += idle() ? 1U : 0U;
    }
    return true;
}

Expected<void> Lane::heed(const Message& message, Clock::time_point now) {
    if (std::holds_alternative<NeedMessage>(message)) {
        asked_ = now;
        ++rests_;
    } else if (std::holds_alternative<GiveBackMessage>(message) && !may_give_back_) {
        return Error{OutcomeClass::internal, Stage::worker, "it gave a task back unasked", 0};
    } else if (!std::holds_alternative<TimeMessage>(message) &&
               !std::holds_alternative<FetchMessage>(message)) {
        heard_ = now; // asking is no sign of progress
    }
    return {};
}

void Lane::grant(Clock::time_point now) {
    append(outgoing_, GrantMessage{ledger_.batch(), ledger_.running()->task.index});
    ledger_.answered();
    heard_ += now - asked_;
    flush();
}

Expected<void> Lane::hand_files(const Handed& files) {
    ledger_.answered();
    return hand_over(child_.socket(), files);
}

void Lane::distrust(std::string why) {
    deaf_ = true;
    cause_ = Death::Cause::protocol;
    detail_ = std::move(why);
    kill();
}

void Lane::hang_up() {
    outgoing_.clear();
    sent_ = 0;
    child_.close_to_child();
}

std::optional<Clock::time_point> Lane::deadline() const {
    if (cause_ != Death::Cause::its_own) {
        return std::nullopt;
    }
    if (eof_ || ledger_.given_back()) {
        return heard_ + farewell;
    }
    if (waits_for_memory()) {
        return std::nullopt;
    }
    auto allowed = timeout_;
    if (ledger_.running() != nullptr) {
        allowed = ledger_.allowed_time().value_or(timeout_);
    }
    if (idle() || allowed.count() <= 0) {
        return std::nullopt;
    }
    return heard_ + allowed;
}

void Lane::expire() {
    if (eof_ || ledger_.given_back()) {
        distrust(eof_ ? "it closed its pipe" : "it did not leave");
        return;
    }
    cause_ = Death::Cause::timeout;
    kill();
}

Death Lane::bury(std::vector<Finished>& finished, Clock::time_point now) {
    receive(finished, now);
    Death death;
    death.status = child_.reap();
    // It may have died of itself just before it was killed.
    if (!death.status.known || death.status.signal == SIGKILL) {
        death.cause = cause_;
        death.detail = std::move(detail_);
    }
    return death;
}

} // namespace imgbatch
