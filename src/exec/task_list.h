/// A source whose tasks are all there from the start.
#pragma once

#include <imgbatch/executor.h>

#include "batch/batcher.h"

#include <utility>
#include <vector>

namespace imgbatch {

/// Gives its tasks in the batcher's order and sizes. One thread at a time.
class TaskList : public BatchSource {
public:
    TaskList(std::vector<Task> tasks, const BatchLimits& limits, unsigned lanes)
        : batcher_(limits, lanes) {
        for (Task& task : tasks) {
            batcher_.add(std::move(task));
        }
        batcher_.close();
    }

    Pulled next() override {
        auto batch = batcher_.take();
        return batch ? Pulled(*std::move(batch)) : Pulled(NoMore{});
    }

private:
    Batcher batcher_;
};

} // namespace imgbatch
