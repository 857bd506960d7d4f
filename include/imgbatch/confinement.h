/// How worker processes are locked in, and how they get what they may no longer fetch themselves.
/// Of the process executor alone: threads share all that their program may do.
#pragma once

#include <imgbatch/result.h>
#include <imgbatch/task.h>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace imgbatch {

/// What a broker hands to a worker: open descriptors, and bytes that say what they are.
struct Handed {
    static constexpr std::size_t most_descriptors = 8;
    static constexpr std::size_t longest_note = std::size_t{16} << 10;

    std::vector<int> descriptors; ///< no more than most_descriptors
    std::string note;             ///< no longer than longest_note
};

/// Opens for workers that may open nothing. Lives in the parent and is called by run()'s thread
/// alone. It goes by what the parent knows of a task, never by a name that a worker says.
class Broker {
public:
    virtual ~Broker() = default;

    /// A worker has begun `task` and asks, once per attempt. The worker gets copies; the broker
    /// keeps the descriptors open until settle() or abandon(), so that no worker started meanwhile
    /// inherits them. More than may be handed ends the run.
    virtual Handed open(const Task& task) = 0;

    /// A task that asked has its answer, which may be anything a taken-over worker can think of;
    /// gives the one to tell instead.
    virtual std::string settle(const Task& task, std::string answer) = 0;

    /// A task that asked will have no answer from this attempt.
    virtual void abandon(const Task& task) = 0;
};

struct Confinement {
    static constexpr std::size_t most_new_needs = 16;

    /// Called in every worker process before its first task, with all `needs`: loads what they
    /// name, then locks the process in. An error ends the run, which tells it. Empty: workers may
    /// do what their program may. Needs come from workers, too, which may be taken over: what a
    /// name means is looked up, and a name that means nothing is passed over, no error.
    /// Afterwards a worker itself calls read, write, poll, recvmsg, close and exit_group.
    std::function<Expected<void>(const std::vector<std::string>& needs)> lock_in;

    /// What workers load before they are locked in; TaskContext::give_back() adds to it, at most
    /// most_new_needs names of up to 64 bytes.
    std::vector<std::string> needs;

    /// Opens for them; null: they open what they need themselves. Outlives the run.
    Broker* broker = nullptr;
};

} // namespace imgbatch
