#include "exec/ledger.h"

#include "fuzz/check.h"
#include "fuzz/targets.h"

#include <optional>
#include <vector>

namespace imgbatch::test {
namespace {

/// What is known of the account without asking it.
class Model {
public:
    void hand(Ledger& ledger, unsigned count, std::uint64_t batch) {
        Parcel parcel;
        for (unsigned i = 0; i < count; ++i) {
            Task task;
            task.index = next_index_++;
            parcel.attempts.push_back({task, 0});
            open_.push_back({task.index, batch});
        }
        ledger.hand(std::move(parcel), batch);
    }

    /// What `message` must come to.
    void apply(Ledger& ledger, Message message) {
        const auto index = index_of(message);
        const bool begin = std::holds_alternative<BeginMessage>(message);
        const bool done = std::holds_alternative<DoneMessage>(message);
        const bool fits = index && !open_.empty() && open_.front().index == *index &&
                          open_.front().batch == batch_of(message) && running_ != begin;
        const auto result = ledger.apply(std::move(message));
        expect(result.operator bool() == fits, "a worker speaks in turn, or not at all");
        if (!result) {
            expect(result.error().code == OutcomeClass::internal, "out of turn is internal");
            broken_ = true;
            return;
        }
        expect(result->has_value() == done, "a result comes with DONE and only then");
        if (begin) {
            running_ = true;
        }
        if (done) {
            expect((*result)->index == open_.front().index && (*result)->attempts == 1,
                   "a result is of the task that ran");
            open_.erase(open_.begin());
            running_ = false;
        }
    }

    void compare(Ledger& ledger) const {
        const Attempt* running = ledger.running();
        expect((running != nullptr) == running_, "what runs is known");
        expect(running == nullptr || running->task.index == open_.front().index,
               "what runs is the next in turn");
    }

    /// All that is not done comes back once, in order.
    void settle(Ledger& ledger) const {
        std::size_t at = 0;
        for (const Parcel& parcel : ledger.take_unfinished()) {
            expect(!parcel.attempts.empty(), "a parcel is never empty");
            for (const Attempt& attempt : parcel.attempts) {
                expect(at < open_.size() && attempt.task.index == open_[at].index,
                       "what is unfinished comes back in order");
                expect(attempt.starts == (at == 0 && running_ ? 1 : 0),
                       "only what ran was started");
                ++at;
            }
        }
        expect(at == open_.size(), "nothing is lost");
        expect(ledger.depth() == 0 && ledger.running() == nullptr, "the account is closed");
    }

    [[nodiscard]] bool broken() const { return broken_; }
    [[nodiscard]] std::uint64_t next_in_turn() const {
        return open_.empty() ? next_index_ : open_.front().index;
    }
    [[nodiscard]] std::uint64_t batch_in_turn() const {
        return open_.empty() ? 0 : open_.front().batch;
    }

private:
    struct Open {
        std::uint64_t index = 0;
        std::uint64_t batch = 0;
    };

    static std::optional<std::uint64_t> index_of(const Message& message) {
        if (const auto* begin = std::get_if<BeginMessage>(&message)) {
            return begin->index;
        }
        if (const auto* done = std::get_if<DoneMessage>(&message)) {
            return done->result.index;
        }
        if (const auto* time = std::get_if<TimeMessage>(&message)) {
            return time->index;
        }
        return std::nullopt; // not a worker's to say
    }
    static std::uint64_t batch_of(const Message& message) {
        return std::visit([](const auto& value) { return value.batch; }, message);
    }

    std::vector<Open> open_; ///< handed and not done, in order
    std::uint64_t next_index_ = 10;
    bool running_ = false;
    bool broken_ = false;
};

/// A message that is in turn, or nearly, or any.
Message make_message(unsigned choice, unsigned value, const Model& model) {
    const std::uint64_t index = model.next_in_turn() + (choice >= 64 ? value % 3 : 0);
    const std::uint64_t batch = model.batch_in_turn() + (choice >= 128 ? value / 3 % 2 : 0);
    switch (choice % 8) {
    case 0:
    case 1:
    case 2:
        return BeginMessage{batch, index};
    case 3:
    case 4:
    case 5: {
        DoneMessage done{batch, {}};
        done.result.index = index;
        done.result.attempts = value;
        return done;
    }
    case 6:
        return TimeMessage{batch, index, std::chrono::milliseconds(value)};
    default:
        return BatchMessage{batch, {}};
    }
}

} // namespace

/// A worker that says anything: no task is lost, none is done twice, none is mistaken for another.
void fuzz_ledger(ByteView input) {
    Choices choices(input);
    Ledger ledger;
    Model model;
    std::uint64_t batch = 1;
    while (!choices.empty() && !model.broken()) {
        const unsigned choice = choices.byte();
        const unsigned value = choices.byte();
        if (choice % 16 == 15) {
            model.hand(ledger, 1 + value % 5, batch++);
        } else {
            model.apply(ledger, make_message(choice, value, model));
        }
        model.compare(ledger);
    }
    model.settle(ledger);
}

} // namespace imgbatch::test
