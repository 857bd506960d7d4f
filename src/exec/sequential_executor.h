/// One task after the other in the calling thread: the definition of right.
#pragma once

#include <imgbatch/executor.h>

namespace imgbatch {

class SequentialExecutor final : public Executor {
public:
    Expected<void> run(BatchSource& source, const Worker& worker, ResultSink& sink,
                       const StopFlag& stop) override;
    [[nodiscard]] std::string_view name() const override { return "sequential"; }
    [[nodiscard]] unsigned lanes() const override { return 1; }
};

} // namespace imgbatch
