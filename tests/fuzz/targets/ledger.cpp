#include "exec/ledger.h"

#include "fuzz/check.h"
#include "fuzz/targets.h"

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
    void apply(Ledger& ledger, const Message& message) {
        const bool done = std::holds_alternative<DoneMessage>(message);
        const bool fits = may_be_said(message);
        const auto finished = ledger.apply(message);
        expect(finished.operator bool() == fits, "a worker speaks in turn, or not at all");
        if (!finished) {
            expect(finished.error().code == OutcomeClass::internal, "out of turn is internal");
            broken_ = true;
            return;
        }
        expect(finished->has_value() == done, "a result comes with DONE and only then");
        if (done) {
            expect((*finished)->result.index == open_.front().index &&
                       (*finished)->task.index == open_.front().index &&
                       (*finished)->result.attempts == 1,
                   "a result is of the task that ran");
        }
        note(message);
    }

    /// The parent answers, if anything was asked.
    void answer(Ledger& ledger) {
        if (question_ != Question::none) {
            ledger.answered();
            question_ = Question::none;
        }
    }

    void compare(Ledger& ledger) const {
        const Attempt* running = ledger.running();
        expect((running != nullptr) == running_, "what runs is known");
        expect(running == nullptr || running->task.index == open_.front().index,
               "what runs is the next in turn");
        expect(ledger.question() == question_, "what is asked is known");
        expect(ledger.given_back().has_value() == (leaves_ && !refused_), "so is what comes back");
        expect(ledger.refusal().has_value() == refused_, "and a refusal");
        expect(ledger.fresh() == fresh_, "a worker is fresh until it begins");
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

    /// Whether a worker may say this now.
    [[nodiscard]] bool may_be_said(const Message& message) const {
        if (leaves_ || std::holds_alternative<BatchMessage>(message) ||
            std::holds_alternative<GrantMessage>(message)) {
            return false;
        }
        if (std::holds_alternative<RefusedMessage>(message)) {
            return fresh_;
        }
        const bool begin = std::holds_alternative<BeginMessage>(message);
        return is_about_next(message) && running_ != begin && question_ == Question::none &&
               !(std::holds_alternative<NeedMessage>(message) && needed_) &&
               !(std::holds_alternative<FetchMessage>(message) && fetched_);
    }

    [[nodiscard]] bool is_about_next(const Message& message) const {
        return std::visit(
            [&](const auto& value) {
                if constexpr (requires { value.index; }) {
                    return is_next(value.index, value.batch);
                } else if constexpr (requires { value.result; }) {
                    return is_next(value.result.index, value.batch);
                } else {
                    return false;
                }
            },
            message);
    }

    [[nodiscard]] bool is_next(std::uint64_t index, std::uint64_t batch) const {
        return !open_.empty() && open_.front().index == index && open_.front().batch == batch;
    }

    void note(const Message& message) {
        if (std::holds_alternative<BeginMessage>(message)) {
            running_ = true;
            fresh_ = needed_ = fetched_ = false;
        } else if (std::holds_alternative<DoneMessage>(message)) {
            open_.erase(open_.begin());
            running_ = false;
        } else if (std::holds_alternative<NeedMessage>(message)) {
            needed_ = true;
            question_ = Question::memory;
        } else if (std::holds_alternative<FetchMessage>(message)) {
            fetched_ = true;
            question_ = Question::files;
        } else if (std::holds_alternative<GiveBackMessage>(message)) {
            running_ = false;
            leaves_ = true;
        } else if (std::holds_alternative<RefusedMessage>(message)) {
            leaves_ = refused_ = true;
        }
    }

    std::vector<Open> open_; ///< handed and not done, in order
    std::uint64_t next_index_ = 10;
    bool running_ = false;
    bool fresh_ = true;
    bool needed_ = false;
    bool fetched_ = false;
    bool leaves_ = false;
    bool refused_ = false;
    bool broken_ = false;
    Question question_ = Question::none;
};

/// A message that is in turn, or nearly, or any.
Message make_message(unsigned choice, unsigned value, const Model& model) {
    const std::uint64_t index = model.next_in_turn() + (choice >= 64 ? value % 3 : 0);
    const std::uint64_t batch = model.batch_in_turn() + (choice >= 128 ? value / 3 % 2 : 0);
    switch (choice % 16) {
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
    case 7:
        return BatchMessage{batch, {}};
    case 8:
        return NeedMessage{batch, index, value};
    case 9:
        return FetchMessage{batch, index};
    case 10:
        return GiveBackMessage{batch, index, "a module"};
    case 11:
        return RefusedMessage{{OutcomeClass::internal, Stage::worker, "no", 1}};
    default:
        return GrantMessage{batch, index};
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
        } else if (choice % 16 >= 13) {
            model.answer(ledger);
        } else {
            model.apply(ledger, make_message(choice, value, model));
        }
        model.compare(ledger);
    }
    model.settle(ledger);
}

} // namespace imgbatch::test
