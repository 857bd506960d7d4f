#include "exec/supplies.h"

#include "base/try.h"
#include "exec/hand_over.h"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace imgbatch {

Expected<void> Supplies::answer(const std::vector<std::unique_ptr<Lane>>& lanes) {
    for (const auto& lane : lanes) {
        if (!lane->listening()) {
            continue;
        }
        if (lane->ledger().question() == Question::memory) {
            ask_memory(*lane);
        } else if (lane->ledger().question() == Question::files) {
            IMGBATCH_TRY(hand_files(*lane));
        }
    }
    while (const auto task = budget_.grant_next()) {
        for (const auto& lane : lanes) {
            const Attempt* running = lane->ledger().running();
            if (running != nullptr && running->task.index == *task) {
                lane->grant(Clock::now());
            }
        }
    }
    return {};
}

void Supplies::ask_memory(const Lane& lane) {
    const std::uint64_t task = lane.ledger().running()->task.index;
    if (!budget_.waits(task)) {
        budget_.ask(task, lane.ledger().bytes_needed());
    }
}

Expected<void> Supplies::hand_files(Lane& lane) {
    if (!has_broker()) {
        lane.distrust("it asked for files, which nobody has");
        return {};
    }
    const Task& task = lane.ledger().running()->task;
    const Handed handed = confinement_.broker->open(task);
    handed_.emplace(task.index, handed.descriptors);
    if (auto sent = lane.hand_files(handed); !sent) {
        if (sent.error().errno_value == EMSGSIZE) {
            return sent;
        }
        lane.distrust("it does not take the files it asked for");
    }
    return {};
}

TaskResult Supplies::settle(Finished finished) {
    budget_.release(finished.task.index);
    if (handed_.erase(finished.task.index) > 0) {
        if (finished.result.ending == OutcomeClass::ok) {
            finished.result.payload =
                confinement_.broker->settle(finished.task, std::move(finished.result.payload));
        } else {
            confinement_.broker->abandon(finished.task);
        }
    }
    return std::move(finished.result);
}

void Supplies::abandon(const Task& task) {
    budget_.release(task.index);
    if (handed_.erase(task.index) > 0) {
        confinement_.broker->abandon(task);
    }
}

std::optional<TaskResult> Supplies::heed_give_back(Lane& lane) {
    const std::string& need = *lane.ledger().given_back();
    std::string reason = reject(need, lane);
    if (reason.empty()) {
        if (std::find(needs_.begin(), needs_.end(), need) == needs_.end()) {
            needs_.push_back(need);
        }
        return std::nullopt;
    }
    const Attempt attempt = lane.take_given_back();
    TaskResult result;
    result.index = attempt.task.index;
    result.attempts = attempt.starts;
    result.ending = OutcomeClass::crashed;
    result.message = std::move(reason);
    return result;
}

std::string Supplies::reject(const std::string& need, const Lane& lane) {
    const auto known = std::find(needs_.begin(), needs_.end(), need);
    if (known == needs_.end()) {
        const std::size_t added = needs_.size() - confinement_.needs.size();
        return added < Confinement::most_new_needs
                   ? std::string()
                   : "its worker asked for one thing more to be loaded than workers may ask for";
    }
    // Those that were there when it was started are the first.
    const auto place = static_cast<std::size_t>(known - needs_.begin());
    return place >= lane.needs_at_start() ? std::string()
                                          : "its worker gave it back for what it was started with";
}

std::vector<int> Supplies::descriptors() const {
    std::vector<int> all;
    for (const auto& [task, descriptors] : handed_) {
        all.insert(all.end(), descriptors.begin(), descriptors.end());
    }
    return all;
}

} // namespace imgbatch
