#include "run/processor_pool.h"

namespace imgbatch {

ProcessorPool::Loan ProcessorPool::borrow() {
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            auto processor = std::move(idle_.back());
            idle_.pop_back();
            return {*this, std::move(processor)};
        }
    }
    return {*this, std::make_unique<ImageProcessor>(options_)};
}

void ProcessorPool::give_back(std::unique_ptr<ImageProcessor> processor) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(processor));
}

} // namespace imgbatch
