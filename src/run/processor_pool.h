/// One ImageProcessor per lane, whatever kind of lane it is.
#pragma once

#include <imgbatch/process_image.h>

#include <memory>
#include <mutex>
#include <vector>

namespace imgbatch {

/// Lends processors and takes them back, so that buffers and tables live as long as their lanes:
/// never more exist than were in use at once. From any thread. A forked worker has a pool of its
/// own, empty at first.
class ProcessorPool {
public:
    explicit ProcessorPool(const ImageOptions& options) : options_(options) {}

    /// Gives the processor back when it goes.
    class Loan {
    public:
        Loan(ProcessorPool& pool, std::unique_ptr<ImageProcessor> processor)
            : pool_(pool), processor_(std::move(processor)) {}
        Loan(const Loan&) = delete;
        Loan& operator=(const Loan&) = delete;
        ~Loan() { pool_.give_back(std::move(processor_)); }

        ImageProcessor* operator->() { return processor_.get(); }
        ImageProcessor& operator*() { return *processor_; }

    private:
        ProcessorPool& pool_;
        std::unique_ptr<ImageProcessor> processor_;
    };

    Loan borrow();

private:
    void give_back(std::unique_ptr<ImageProcessor> processor);

    ImageOptions options_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<ImageProcessor>> idle_;
};

} // namespace imgbatch
