/// How worker processes are locked in, and how they get what they may no longer fetch themselves.
/// Of the process executor alone: threads share all that their program may do.
#pragma once

#include <imgbatch/result.h>
#include <imgbatch/task.h>

#include <functional>
#include <string>
#include <vector>

namespace imgbatch {

/// What a broker hands to a worker: open descriptors, and bytes that say what they are.
struct Handed {
    std::vector<int> descriptors;
    std::string note;
};

/// Opens for workers that may open nothing. Lives in the parent and is called by run()'s thread
/// alone. It goes by what the parent knows of a task, never by a name that a worker says.
class Broker {
public:
    virtual ~Broker() = default;

    /// A worker has begun `task` and asks. The descriptors stay the broker's: the worker gets
    /// copies.
    virtual Handed open(const Task& task) = 0;

    /// A task that asked has its answer, which may be anything a taken-over worker can think of;
    /// gives the one to tell instead.
    virtual std::string settle(const Task& task, std::string answer) = 0;

    /// A task that asked will have no answer from this attempt.
    virtual void abandon(const Task& task) = 0;
};

struct Confinement {
    /// Called in every worker process before its first task, with all `needs`: loads what they
    /// name, then locks the process in. An error ends the run, which tells it. Empty: workers may
    /// do what their program may.
    std::function<Expected<void>(const std::vector<std::string>& needs)> lock_in;

    /// What workers load before they are locked in; TaskContext::give_back() adds to it.
    std::vector<std::string> needs;

    /// Opens for them; null: they open what they need themselves. Outlives the run.
    Broker* broker = nullptr;
};

} // namespace imgbatch
