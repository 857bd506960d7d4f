#include "exec/ledger.h"

#include "base/try.h"

#include <utility>

namespace imgbatch {
namespace {

Error out_of_turn(std::string_view what) {
    return Error{OutcomeClass::internal, Stage::worker, std::string(what), 0};
}

} // namespace

void Ledger::hand(Parcel parcel, std::uint64_t batch) {
    parcels_.push_back({std::move(parcel), batch});
}

bool Ledger::in_turn(std::uint64_t batch, std::uint64_t index, bool running) const {
    return running == running_ && state_.question == Question::none && !parcels_.empty() &&
           parcels_.front().batch == batch &&
           parcels_.front().parcel.attempts.front().task.index == index;
}

const Attempt* Ledger::running() const {
    return running_ ? &parcels_.front().parcel.attempts.front() : nullptr;
}

Expected<std::optional<Finished>> Ledger::apply(Message message) {
    if (given_back_ || refusal_) {
        return out_of_turn("a worker that was to leave went on talking");
    }
    Expected<void> heard;
    if (const auto* begun = std::get_if<BeginMessage>(&message)) {
        heard = begin(*begun);
    } else if (auto* finished = std::get_if<DoneMessage>(&message)) {
        IMGBATCH_TRY(auto result, done(std::move(*finished)));
        return std::optional(std::move(result));
    } else if (const auto* allowed = std::get_if<TimeMessage>(&message)) {
        heard = time(*allowed);
    } else if (const auto* needed = std::get_if<NeedMessage>(&message)) {
        heard = need(*needed);
    } else if (const auto* fetching = std::get_if<FetchMessage>(&message)) {
        heard = fetch(*fetching);
    } else if (auto* returned = std::get_if<GiveBackMessage>(&message)) {
        heard = give_back(std::move(*returned));
    } else if (auto* refused = std::get_if<RefusedMessage>(&message)) {
        heard = refuse(std::move(*refused));
    } else {
        heard = out_of_turn("a worker said what only its parent says");
    }
    IMGBATCH_TRY(heard);
    return std::optional<Finished>();
}

Expected<void> Ledger::begin(const BeginMessage& message) {
    if (!in_turn(message.batch, message.index, false)) {
        return out_of_turn("a task was begun out of turn");
    }
    running_ = true;
    fresh_ = false;
    state_ = {};
    ++parcels_.front().parcel.attempts.front().starts;
    return {};
}

Expected<Finished> Ledger::done(DoneMessage message) {
    if (!in_turn(message.batch, message.result.index, true)) {
        return out_of_turn("a task was done out of turn");
    }
    running_ = false;
    Attempt attempt = take_first();
    message.result.attempts = attempt.starts;
    return Finished{std::move(message.result), std::move(attempt.task)};
}

Expected<void> Ledger::time(const TimeMessage& message) {
    if (!in_turn(message.batch, message.index, true)) {
        return out_of_turn("time was asked for out of turn");
    }
    state_.allowed = message.whole;
    return {};
}

Expected<void> Ledger::need(const NeedMessage& message) {
    if (!in_turn(message.batch, message.index, true) || state_.needed) {
        return out_of_turn("memory was asked for out of turn");
    }
    state_.needed = true;
    state_.bytes = message.bytes;
    state_.question = Question::memory;
    return {};
}

Expected<void> Ledger::fetch(const FetchMessage& message) {
    if (!in_turn(message.batch, message.index, true) || state_.fetched) {
        return out_of_turn("files were asked for out of turn");
    }
    state_.fetched = true;
    state_.question = Question::files;
    return {};
}

Expected<void> Ledger::give_back(GiveBackMessage message) {
    if (!in_turn(message.batch, message.index, true)) {
        return out_of_turn("a task was given back out of turn");
    }
    running_ = false;
    --parcels_.front().parcel.attempts.front().starts;
    given_back_ = std::move(message.need);
    return {};
}

Expected<void> Ledger::refuse(RefusedMessage message) {
    // Later it has seen an image, which may have taken it over.
    if (!fresh_) {
        return out_of_turn("a worker at work said that it cannot be locked in");
    }
    refusal_ = std::move(message.error);
    return {};
}

Attempt Ledger::take_first() {
    std::deque<Attempt>& attempts = parcels_.front().parcel.attempts;
    Attempt attempt = std::move(attempts.front());
    attempts.pop_front();
    if (attempts.empty()) {
        parcels_.pop_front();
    }
    return attempt;
}

Attempt Ledger::take_given_back() {
    Attempt attempt = take_first();
    ++attempt.starts;
    return attempt;
}

std::deque<Parcel> Ledger::take_unfinished() {
    std::deque<Parcel> unfinished;
    for (HandedParcel& handed : parcels_) {
        unfinished.push_back(std::move(handed.parcel));
    }
    parcels_.clear();
    running_ = false;
    return unfinished;
}

} // namespace imgbatch
