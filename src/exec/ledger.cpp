#include "exec/ledger.h"

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
    return running == running_ && !parcels_.empty() && parcels_.front().batch == batch &&
           parcels_.front().parcel.attempts.front().task.index == index;
}

const Attempt* Ledger::running() const {
    return running_ ? &parcels_.front().parcel.attempts.front() : nullptr;
}

Expected<std::optional<TaskResult>> Ledger::apply(Message message) {
    if (const auto* begun = std::get_if<BeginMessage>(&message)) {
        return begin(*begun);
    }
    if (auto* finished = std::get_if<DoneMessage>(&message)) {
        return done(std::move(*finished));
    }
    if (const auto* allowed = std::get_if<TimeMessage>(&message)) {
        return time(*allowed);
    }
    return out_of_turn("a worker sent a batch");
}

Expected<std::optional<TaskResult>> Ledger::begin(const BeginMessage& message) {
    if (!in_turn(message.batch, message.index, false)) {
        return out_of_turn("a task was begun out of turn");
    }
    running_ = true;
    fresh_ = false;
    allowed_.reset();
    ++parcels_.front().parcel.attempts.front().starts;
    return std::optional<TaskResult>();
}

Expected<std::optional<TaskResult>> Ledger::done(DoneMessage message) {
    if (!in_turn(message.batch, message.result.index, true)) {
        return out_of_turn("a task was done out of turn");
    }
    running_ = false;
    std::deque<Attempt>& attempts = parcels_.front().parcel.attempts;
    message.result.attempts = attempts.front().starts;
    attempts.pop_front();
    if (attempts.empty()) {
        parcels_.pop_front();
    }
    return std::optional(std::move(message.result));
}

Expected<std::optional<TaskResult>> Ledger::time(const TimeMessage& message) {
    if (!in_turn(message.batch, message.index, true)) {
        return out_of_turn("time was asked for out of turn");
    }
    allowed_ = message.whole;
    return std::optional<TaskResult>();
}

std::deque<Parcel> Ledger::take_unfinished() {
    std::deque<Parcel> unfinished;
    for (Handed& handed : parcels_) {
        unfinished.push_back(std::move(handed.parcel));
    }
    parcels_.clear();
    running_ = false;
    return unfinished;
}

} // namespace imgbatch
