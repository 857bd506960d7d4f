/// Who may use memory, and who waits for it. No processes, no threads, no clock.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>

namespace imgbatch {

/// First come, first served: what was granted and not released never sums up to more than the
/// limit, and nobody is overtaken. So a task that needs all of it waits until the others have
/// ended, and those that ask after it wait behind it; tasks that ask for nothing go on.
class MemoryBudget {
public:
    /// `limit` in bytes; 0: everything is granted.
    explicit MemoryBudget(std::uint64_t limit) : limit_(limit) {}

    /// `task` gets in line; it may be there, or hold a grant, once only (asserted). Who asks for
    /// more than the limit asks for the limit.
    void ask(std::uint64_t task, std::uint64_t bytes);

    /// The next task of the line, if it fits now: from then on it holds its grant. To be called
    /// until there is none, after each ask() and release().
    std::optional<std::uint64_t> grant_next();

    /// `task` has ended, with its grant or without one: it leaves the line, too. Nothing where it
    /// never asked.
    void release(std::uint64_t task);

    [[nodiscard]] bool holds(std::uint64_t task) const { return grants_.contains(task); }
    [[nodiscard]] bool waits(std::uint64_t task) const;
    /// Bytes granted and not released.
    [[nodiscard]] std::uint64_t granted() const { return granted_; }

private:
    struct Wish {
        std::uint64_t task = 0;
        std::uint64_t bytes = 0;
    };

    std::uint64_t limit_;
    std::uint64_t granted_ = 0;
    std::deque<Wish> line_;
    std::unordered_map<std::uint64_t, std::uint64_t> grants_; ///< bytes by task
};

} // namespace imgbatch
